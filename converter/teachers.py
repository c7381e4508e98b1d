"""Larger teachers of a small network: its targets are partly what other networks say of the very crops.

A label says where a keypoint is and nothing of how well a picture shows it; several trained networks, taken
together and mirrored too, are better than each and say that as well (distillation, arXiv 1503.02531).
"""

from collections.abc import Sequence
from pathlib import Path

import keras
import numpy as np

from converter.data.batches import RandomBatches
from converter.export import inference_network
from converter.pose.estimate import Network
from converter.pose.flip import turned_back
from converter.pose.spec import K


class Taught(keras.utils.PyDataset):
    """Batches whose heatmaps are by `share` what teachers say, offsets and weights left as labelled.

    Each batch asks one teacher, straight or mirrored, in turn. The loss is linear in its targets, so over
    the batches the network learns the mean of all of them, at the price of one.
    """

    def __init__(self, batches: RandomBatches, teachers: Sequence[Network], share: float, **loader):
        super().__init__(**loader)
        self.batches, self.teachers, self.share = batches, teachers, share

    @property
    def epoch(self) -> int:
        return self.batches.epoch

    @epoch.setter
    def epoch(self, epoch: int) -> None:
        self.batches.epoch = epoch

    def on_epoch_end(self) -> None:
        self.batches.on_epoch_end()

    def __len__(self) -> int:
        return len(self.batches)

    def __getitem__(self, step: int):
        crops, targets = self.batches[step]
        turn = self.epoch * len(self) + step
        teacher, mirrored = self.teachers[turn // 2 % len(self.teachers)], turn % 2 == 1
        said = probabilities(teacher, crops, mirrored)
        taught = {
            "heatmaps": mixed(targets["heatmaps"], said, self.share),
            "auxiliary": mixed(targets["auxiliary"], said[:, ::2, ::2], self.share),
        }
        return crops, targets | taught


def load_teachers(checkpoints: Sequence[Path]) -> list[keras.Model]:
    """Networks of checkpoints, folded for speed."""
    return [inference_network(checkpoint) for checkpoint in checkpoints]


def probabilities(teacher: Network, crops: np.ndarray, mirrored: bool) -> np.ndarray:
    """How likely each cell is in each disk (B, 33, 25, K), of crops (B, H, W, 3) or their mirror images."""
    logits = np.asarray(teacher.predict_on_batch(crops[:, :, ::-1] if mirrored else crops)["heatmaps"])
    said = 1 / (1 + np.exp(-logits))
    return turned_back(said) if mirrored else said


def mixed(stacked: np.ndarray, said: np.ndarray, share: float) -> np.ndarray:
    """Targets then weights (B, H, W, 2K), the targets moved by `share` to what is said (B, H, W, K)."""
    targets = (1 - share) * stacked[..., :K] + share * said
    return np.concatenate([targets, stacked[..., K:]], -1).astype(np.float32)
