"""Batches for training: the one loader behind every Keras backend."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import keras
import numpy as np

from converter.data.annotations import Person
from converter.data.augment import (
    AugmentConfig,
    change_pixels,
    random_crop_from_image,
    transform_keypoints,
    warp,
)
from converter.pose.targets import encode


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


class Batches(keras.utils.PyDataset):
    """Random crops of people, with stacked targets.

    Sample n of a run depends only on the seed and n, so that a resumed run sees what an unbroken one would.
    """

    def __init__(
        self,
        sources: list[Source],
        batch_size: int,
        steps_per_epoch: int,
        seed: int,
        augment: AugmentConfig,
        **loader,
    ):
        super().__init__(**loader)
        self.sources, self.seed, self.augment = sources, seed, augment
        self.batch_size, self.steps_per_epoch, self.epoch = batch_size, steps_per_epoch, 0
        self.pass_length = sum(round(len(source.people) * source.share) for source in sources)
        if self.pass_length == 0:
            raise ValueError("no people to train on: the folders hold none with enough labelled keypoints")

    def __len__(self) -> int:
        return self.steps_per_epoch

    def on_epoch_end(self) -> None:
        self.epoch += 1

    def __getitem__(self, step: int):
        first = (self.epoch * self.steps_per_epoch + step) * self.batch_size
        samples = [self.sample(first + i) for i in range(self.batch_size)]
        crops = np.stack([sample.crop for sample in samples]).astype(np.float32)
        return crops, stack_targets(samples)

    def sample(self, number: int) -> Sample:
        """Sample `number` of the run, counted from 0 over all epochs."""
        passes, position = divmod(number, self.pass_length)
        source, person = self._order(passes)[position]
        rng = np.random.default_rng([self.seed, number])
        person = self.sources[source].people[person]
        crop_from_image = random_crop_from_image(person, self.augment, rng)
        crop = change_pixels(warp(read_image(person.image), crop_from_image), self.augment, rng)
        keypoints = transform_keypoints(person.keypoints, crop_from_image)
        others = transform_keypoints(person.others, crop_from_image)
        return Sample(crop, keypoints, others, self.sources[source].weight)

    @lru_cache(maxsize=2)  # noqa: B019 - one loader lives as long as the run
    def _order(self, passes: int) -> np.ndarray:
        """(pass_length, 2) source and person of each place in a pass."""
        rng = np.random.default_rng([self.seed, 1 << 40, passes])
        chosen = []
        for number, source in enumerate(self.sources):
            people = rng.permutation(len(source.people))[: round(len(source.people) * source.share)]
            chosen.append(np.column_stack([np.full_like(people, number), people]))
        return rng.permutation(np.concatenate(chosen))


def stack_targets(samples: list[Sample]) -> dict[str, np.ndarray]:
    """Targets with their weights in the same tensor, as `converter.loss` reads them."""
    heatmaps, offsets, auxiliary = [], [], []
    for sample in samples:
        target = encode(sample.keypoints)
        weights = np.broadcast_to(target.weights * sample.weight, target.heatmaps.shape)
        heatmaps.append(np.concatenate([target.heatmaps, weights], -1))
        offsets.append(np.concatenate([target.offsets, target.heatmaps * weights], -1))
        # The auxiliary head has seen too little to tell people apart: disks of others do not count there.
        ignore = (
            np.any([encode(other).heatmaps for other in sample.others], 0) if len(sample.others) else False
        )
        counted = weights * ((target.heatmaps > 0) | ~np.asarray(ignore, bool))
        auxiliary.append(np.concatenate([target.heatmaps, counted], -1)[::2, ::2])
    stacked = {"heatmaps": heatmaps, "offsets": offsets, "auxiliary": auxiliary}
    return {name: np.stack(values).astype(np.float32) for name, values in stacked.items()}


@lru_cache(maxsize=20_000)
def read_image(path: Path) -> np.ndarray:
    """A photo (H, W, 3) RGB uint8, kept decoded in memory."""
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        raise ValueError(f"{path} cannot be decoded")
    return cv2.cvtColor(image, cv2.COLOR_BGR2RGB)


def split_people(people: list[Person], share: float) -> tuple[list[Person], list[Person]]:
    """Training and development people: every photo falls wholly on one side, by its id alone."""
    development = [person for person in people if (person.image_id * 2654435761 % 2**32) / 2**32 < share]
    chosen = {id(person) for person in development}
    return [person for person in people if id(person) not in chosen], development
