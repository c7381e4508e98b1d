"""Pictures that end where a camera's would: at the waist, at the thighs, across an arm; seeded."""

from typing import NamedTuple

import numpy as np
from PIL import Image

from converter.data.annotations import Person
from converter.pose.spec import INDEX

CUTS = ("waist", "thighs", "arm", "legs")
MIN_SIDE_PX = 24


class Cut(NamedTuple):
    """What is left of a picture and of the person in it, in pixels of what is left."""

    image: Image.Image
    box_xyxy: np.ndarray  # (4,) of the part of the person that is left
    keypoints: np.ndarray  # (K, 3) as annotated, also those that were cut away
    there: np.ndarray  # (K,) bool: labelled and left in the picture


def whole(person: Person, image: Image.Image) -> Cut:
    return _cut(person, image, np.array([0, 0, *image.size], float))


def cut(person: Person, image: Image.Image, kind: str, rng: np.random.Generator) -> Cut | None:
    """The picture cut in one of CUTS' ways; None where the person does not allow it."""
    window = np.array([0, 0, *image.size], float)
    hips = _middle(person, "hip")
    shoulders = _middle(person, "shoulder")
    if kind == "arm":
        edge = _across_an_arm(person, rng)
        if edge is None:
            return None
        x, keep_right = edge
        window[0 if keep_right else 2] = x
    else:
        if hips is None or shoulders is None or hips[1] - shoulders[1] < 0.2 * _height(person):
            return None  # not upright: its waist is no line across the picture
        torso = hips[1] - shoulders[1]
        if kind == "legs":
            window[1] = hips[1] - rng.uniform(0, 0.3) * torso
        else:
            down = {"waist": (-0.15, 0.15), "thighs": (0.3, 0.7)}[kind]
            window[3] = hips[1] + rng.uniform(*down) * torso
    window = np.clip(np.rint(window), 0, [*image.size, *image.size])
    result = _cut(person, image, window) if (window[2:] - window[:2]).min() >= MIN_SIDE_PX else None
    return result if result is not None and (result.box_xyxy[2:] - result.box_xyxy[:2]).min() > 8 else None


def _cut(person: Person, image: Image.Image, window: np.ndarray) -> Cut:
    x0, y0, x1, y1 = window
    # Whole numbers are pixel centres: what is left spans x0 to x1 - 1.
    low, high = np.array([x0, y0]), np.array([x1 - 1, y1 - 1])
    box = np.concatenate(
        [np.maximum(person.box_xyxy[:2], low), np.minimum(person.box_xyxy[2:], high)]
    ) - np.tile(low, 2)
    keypoints = person.keypoints - [*low, 0]
    inside = ((keypoints[:, :2] >= 0) & (keypoints[:, :2] <= high - low)).all(-1)
    part = image.crop((int(x0), int(y0), int(x1), int(y1)))
    return Cut(part, box, keypoints, inside & (person.keypoints[:, 2] > 0))


def _across_an_arm(person: Person, rng: np.random.Generator) -> tuple[float, bool] | None:
    """Where a vertical edge cuts an arm off, and whether what lies right of it is kept."""
    arms = []
    for side in ("left", "right"):
        shoulder, wrist = (person.keypoints[INDEX[f"{side}_{part}"]] for part in ("shoulder", "wrist"))
        reach = wrist[0] - shoulder[0]
        if min(shoulder[2], wrist[2]) > 0 and abs(reach) > 0.15 * _height(person):
            arms.append((float(shoulder[0] + rng.uniform(0.3, 0.8) * reach), bool(reach < 0)))
    return arms[rng.integers(len(arms))] if arms else None


def _middle(person: Person, part: str) -> np.ndarray | None:
    both = person.keypoints[[INDEX[f"left_{part}"], INDEX[f"right_{part}"]]]
    return both[:, :2].mean(0) if (both[:, 2] > 0).all() else None


def _height(person: Person) -> float:
    return float(person.box_xyxy[3] - person.box_xyxy[1])
