"""Batches for training: the one loader behind every Keras backend."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import cv2
import keras
import numpy as np

from converter.data.annotations import Person, Scene
from converter.data.augment import (
    AugmentConfig,
    change_pixels,
    random_crop_from_image,
    transform_keypoints,
    warp,
)
from converter.data.backdrops import backdrop, random_window, set_before
from converter.data.passes import Passes
from converter.pose.spec import RADIUS_PX
from converter.pose.targets import cell_grid, disks, encode

Item = TypeVar("Item", Person, Scene)


@dataclass(frozen=True)
class Source:
    """People of one folder, what their labels are worth, and the share of them used in each pass."""

    people: list[Person]
    weight: float = 1.0
    share: float = 1.0


@dataclass(frozen=True)
class Sample:
    crop: np.ndarray  # (CROP_HEIGHT, CROP_WIDTH, 3) uint8
    keypoints: np.ndarray  # (K, 3) crop pixels
    others: np.ndarray  # (N, K, 3) crop pixels
    weight: float


class RandomBatches(keras.utils.PyDataset):
    """Batches of random samples, in an order of their own.

    Sample n of a run depends only on the seed and n, so that a resumed run sees what an unbroken one would.
    """

    def __init__(self, passes: Passes, batch_size: int, steps_per_epoch: int, **loader):
        super().__init__(**loader)
        self.passes, self.seed = passes, passes.seed
        self.batch_size, self.steps_per_epoch, self.epoch = batch_size, steps_per_epoch, 0

    def __len__(self) -> int:
        return self.steps_per_epoch

    def on_epoch_end(self) -> None:
        self.epoch += 1

    def __getitem__(self, step: int):
        first = (self.epoch * self.steps_per_epoch + step) * self.batch_size
        return self.stack([self.sample(first + i) for i in range(self.batch_size)])

    def sample(self, number: int):
        """Sample `number` of the run, counted from 0 over all epochs."""
        raise NotImplementedError

    def stack(self, samples: list):
        """Pictures (B, H, W, 3) and the targets of each of the network's outputs."""
        raise NotImplementedError


class Batches(RandomBatches):
    """Random crops of people, with stacked targets."""

    def __init__(
        self,
        sources: list[Source],
        batch_size: int,
        steps_per_epoch: int,
        seed: int,
        augment: AugmentConfig,
        backdrops: Sequence[Scene] = (),
        radius_px: float = RADIUS_PX,
        **loader,
    ):
        passes = Passes([len(s.people) for s in sources], [s.share for s in sources], seed)
        super().__init__(passes, batch_size, steps_per_epoch, **loader)
        self.sources, self.augment, self.backdrops = sources, augment, backdrops
        self.radius_px = radius_px

    def stack(self, samples: list[Sample]):
        crops = np.stack([sample.crop for sample in samples]).astype(np.float32)
        return crops, stack_targets(samples, self.radius_px)

    def sample(self, number: int) -> Sample:
        source, person_number = self.passes.place(number)
        rng = np.random.default_rng([self.seed, number])
        person = self.sources[source].people[person_number]
        crop_from_image = random_crop_from_image(person, self.augment, rng)
        crop = warp(read_image(person.image), crop_from_image)
        if person.mask and self.backdrops and rng.random() < self.augment.backdrop:
            drawn = (read_image(person.mask) > 0) * np.uint8(255)
            # Beyond the picture stays black: a person that it cuts off does not float in the room.
            kept = warp(drawn, crop_from_image, beyond=255)[..., 0]
            crop = set_before(crop, kept, self._backdrop(rng))
        crop = change_pixels(crop, self.augment, rng, self._other_photo(rng))
        keypoints = transform_keypoints(person.keypoints, crop_from_image)
        others = transform_keypoints(person.others, crop_from_image)
        return Sample(crop, keypoints, others, self.sources[source].weight)

    def _backdrop(self, rng: np.random.Generator) -> np.ndarray:
        scene = self.backdrops[rng.integers(len(self.backdrops))]
        return backdrop(read_image(scene.image), random_window(scene, rng), rng)

    def _other_photo(self, rng: np.random.Generator) -> np.ndarray | None:
        """Somebody else's photo, from anywhere in the order, where pieces of one are wanted."""
        if self.augment.photo_patches == 0:
            return None
        source, person_number = self.passes.place(int(rng.integers(self.passes.length)))
        return read_image(self.sources[source].people[person_number].image)


def stack_targets(samples: list[Sample], radius_px: float = RADIUS_PX) -> dict[str, np.ndarray]:
    """Targets with their weights in the same tensor, as `converter.loss` reads them."""
    heatmaps, offsets, auxiliary = [], [], []
    coarse = cell_grid()[::2, ::2]
    for sample in samples:
        target = encode(sample.keypoints, radius_px)
        weights = np.broadcast_to(target.weights * sample.weight, target.heatmaps.shape)
        heatmaps.append(np.concatenate([target.heatmaps, weights], -1))
        offsets.append(np.concatenate([target.offsets, target.heatmaps * weights], -1))
        # The auxiliary head has seen too little to tell people apart: disks of others do not count there.
        ignore = np.any([disks(other, coarse, radius_px)[1] for other in sample.others], 0)
        disk, weight = target.heatmaps[::2, ::2], weights[::2, ::2]
        auxiliary.append(np.concatenate([disk, weight * ((disk > 0) | ~ignore)], -1))
    stacked = {"heatmaps": heatmaps, "offsets": offsets, "auxiliary": auxiliary}
    return {name: np.stack(values).astype(np.float32) for name, values in stacked.items()}


@lru_cache(maxsize=20_000)
def read_image(path: Path) -> np.ndarray:
    """A photo (H, W, 3) RGB uint8, kept decoded in memory."""
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        raise ValueError(f"{path} cannot be decoded")
    return cv2.cvtColor(image, cv2.COLOR_BGR2RGB)


def split_by_photo(items: list[Item], share: float) -> tuple[list[Item], list[Item]]:
    """Training and development people or scenes: every photo falls wholly on one side, by its id alone."""
    kept: list[Item] = []
    held_out: list[Item] = []
    for item in items:
        is_held_out = (item.image_id * 2654435761 % 2**32) / 2**32 < share
        (held_out if is_held_out else kept).append(item)
    return kept, held_out
