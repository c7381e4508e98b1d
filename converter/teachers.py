"""Larger teachers of a small network: its targets are partly what other networks say of the very crops.

A label says where a keypoint is and nothing of how well a picture shows it; several trained networks, taken
together and mirrored too, are better than each and say that as well (distillation, arXiv 1503.02531).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import keras
import numpy as np

from converter.data.batches import RandomBatches
from converter.export import inference_network
from converter.pose.flip import offsets_turned_back, turned_back
from converter.pose.geometry import fitted
from converter.pose.logistic import logistic
from converter.pose.spec import STRIDE, K


class Said(NamedTuple):
    """What a teacher says of crops, in their own cells, pixels and names."""

    probabilities: np.ndarray  # (B, H, W, K) how likely each cell is in each disk
    offsets: np.ndarray  # (B, H, W, 2K) x block then y block


class Taught(keras.utils.PyDataset):
    """Batches whose heatmaps are by `share` what teachers say.

    Each batch asks one teacher, straight or mirrored, in turn. The loss is linear in its targets, so over
    the batches the network learns the mean of all of them, at the price of one. Asked `in_full`, they have
    their say in the offsets too, and the only one where nobody labelled a keypoint.
    """

    def __init__(
        self,
        batches: RandomBatches,
        teachers: Sequence[keras.Model],
        share: float,
        in_full: bool = False,
        **loader,
    ):
        super().__init__(**loader)
        self.batches, self.teachers, self.share, self.in_full = batches, teachers, share, in_full

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
        said = ask(teacher, crops, mirrored)
        taught = {
            "heatmaps": mixed(targets["heatmaps"], said.probabilities, self.share),
            "auxiliary": mixed(targets["auxiliary"], said.probabilities[:, ::2, ::2], self.share),
        }
        if self.in_full:
            taught["heatmaps"] = filled(taught["heatmaps"], said.probabilities, self.share)
            taught["offsets"] = moved(targets["offsets"], said, self.share)
        return crops, targets | taught


def load_teachers(checkpoints: Sequence[Path]) -> list[keras.Model]:
    """Networks of checkpoints, folded for speed."""
    return [inference_network(checkpoint) for checkpoint in checkpoints]


def ask(teacher: keras.Model, crops: np.ndarray, mirrored: bool) -> Said:
    """What a teacher says of crops (B, H, W, 3) or their mirror images, which it may look at enlarged."""
    height, width = crops.shape[1:3]
    input_height, input_width = teacher.input_shape[1:3]
    scale = fitted(width, height, input_width, input_height)[0, 0]
    seen = resampled(crops, input_height, input_width, 1 / scale)
    maps = teacher.predict_on_batch(seen[:, :, ::-1] if mirrored else seen)
    heatmaps, offsets = np.asarray(maps["heatmaps"]), np.asarray(maps["offsets"])
    if mirrored:
        heatmaps, offsets = turned_back(heatmaps), offsets_turned_back(offsets)
    cells = (height - 1) // STRIDE + 1, (width - 1) // STRIDE + 1
    probabilities = resampled(logistic(heatmaps), *cells, scale)
    return Said(probabilities, resampled(offsets, *cells, scale) / scale)


def resampled(maps: np.ndarray, height: int, width: int, step: float) -> np.ndarray:
    """Maps (B, H, W, C) read at (height, width) places, `step` apart about their middle, bilinearly."""
    if step == 1 and maps.shape[1:3] == (height, width):
        return maps
    rows, columns = (_readings(n, of, step) for n, of in zip((height, width), maps.shape[1:3], strict=True))
    return np.einsum("ih,bhwc,jw->bijc", rows, maps, columns, optimize=True)


def _readings(count: int, of: int, step: float) -> np.ndarray:
    """The weight (count, of) of each of a line's `of` values in each reading; 0 beyond its ends."""
    places = (of - 1) / 2 + step * (np.arange(count) - (count - 1) / 2)
    return np.maximum(1 - np.abs(places[:, None] - np.arange(of)), 0).astype(np.float32)


def mixed(stacked: np.ndarray, said: np.ndarray, share: float) -> np.ndarray:
    """Targets then weights (B, H, W, 2K), the targets moved by `share` to what is said (B, H, W, K)."""
    targets = (1 - share) * stacked[..., :K] + share * said
    return np.concatenate([targets, stacked[..., K:]], -1).astype(np.float32)


def filled(stacked: np.ndarray, said: np.ndarray, share: float) -> np.ndarray:
    """Targets then weights (B, H, W, 2K); what nobody labelled is what is said, and counts by `share`."""
    targets, weights = stacked[..., :K], stacked[..., K:]
    unlabelled = weights == 0
    targets, weights = np.where(unlabelled, said, targets), np.where(unlabelled, share, weights)
    return np.concatenate([targets, weights], -1).astype(np.float32)


def moved(stacked: np.ndarray, said: Said, share: float) -> np.ndarray:
    """Offsets then weights (B, H, W, 3K), the offsets moved to those said, as far as a teacher is sure."""
    offsets, weights = stacked[..., : 2 * K], stacked[..., 2 * K :]
    shares = share * np.tile(said.probabilities, 2)
    return np.concatenate([offsets + shares * (said.offsets - offsets), weights], -1).astype(np.float32)
