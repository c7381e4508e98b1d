"""Visitors: people of photos in each condition, with their true poses and the ones that the network finds."""

import hashlib
from pathlib import Path
from typing import NamedTuple

import numpy as np

from converter.data.annotations import Person
from converter.pose.estimate import estimate, person_crop
from converter.pose.litert import LiteRTNetwork
from tests.benchmarks.quality.views import CONDITIONS, open_image


class Visitors(NamedTuple):
    """One condition: each pose array is (N, K, 3)."""

    whole: np.ndarray  # the true pose, beyond the picture's borders too
    truth: np.ndarray  # what of it is in the picture: what the oracles go by
    given: np.ndarray  # the "true keypoints" of the report
    found: np.ndarray  # the network's


def visitors(people: list[Person], model: Path, cache: Path | None, seed: int = 0) -> dict[str, Visitors]:
    """By condition. The network's poses are kept in the file `cache`, and found anew for another network."""
    stamp = _stamp(people, model, seed)
    kept = _load(cache, stamp)
    if kept is None:
        kept = _find(people, model, seed)
        if cache:
            cache.parent.mkdir(parents=True, exist_ok=True)
            np.savez_compressed(cache, stamp=stamp, **kept)
    return {name: Visitors(*(kept[f"{name}/{part}"] for part in Visitors._fields)) for name in CONDITIONS}


def _find(people: list[Person], model: Path, seed: int) -> dict[str, np.ndarray]:
    network = LiteRTNetwork(model)
    poses: dict[str, list] = {f"{name}/{part}": [] for name in CONDITIONS for part in Visitors._fields}
    for number, person in enumerate(people):
        image = open_image(person)
        for name, see in CONDITIONS.items():
            view = see(person, image, np.random.default_rng([seed, number]))
            found = estimate(network, [person_crop(view.image, view.box_xyxy)])[0]
            for part, pose in zip(Visitors._fields, (view.whole, view.pose, view.given, found), strict=True):
                poses[f"{name}/{part}"].append(pose)
    return {name: np.array(values) for name, values in poses.items()}


def _stamp(people: list[Person], model: Path, seed: int) -> str:
    """Changes with the network, the people and how they are seen."""
    digest = hashlib.sha256(model.read_bytes())
    for path in (Path(__file__), Path(__file__).with_name("views.py")):
        digest.update(path.read_bytes())
    digest.update(repr([(person.image.name, person.annotation_id) for person in people] + [seed]).encode())
    return digest.hexdigest()


def _load(cache: Path | None, stamp: str) -> dict[str, np.ndarray] | None:
    if cache is None or not cache.is_file():
        return None
    with np.load(cache) as file:
        return dict(file) if file["stamp"] == stamp else None
