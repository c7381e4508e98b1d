"""`pose_spec.json` as named constants and index arrays: the one definition of every shared fact."""

import json
from importlib.resources import files
from typing import NamedTuple

import numpy as np

SPEC = json.loads(files(__package__).joinpath("pose_spec.json").read_text(encoding="utf-8"))

VERSION: int = SPEC["version"]
KEYPOINTS: list[str] = SPEC["keypoints"]
K = len(KEYPOINTS)
INDEX = {name: k for k, name in enumerate(KEYPOINTS)}


class Edge(NamedTuple):
    """A drawn line between two keypoints, by index, and the part of the body it belongs to."""

    a: int
    b: int
    part: str  # head, trunk, left or right


EDGES = [Edge(INDEX[a], INDEX[b], part) for part, pairs in SPEC["edges"].items() for a, b in pairs]

# (K,) SIGMAS[k]: the spread of annotators for keypoint k, as a share of sqrt(area) (COCO).
SIGMAS = np.array([SPEC["sigmas"][name.split("_")[-1]] for name in KEYPOINTS])

# (K,) BASE_WEIGHTS[k]: what keypoint k counts in matching when surely seen; a face is a small part of a pose.
BASE_WEIGHTS = np.array([SPEC["matching"]["base_weights"][name.split("_")[-1]] for name in KEYPOINTS])

CROP_HEIGHT: int = SPEC["crop"]["height"]
CROP_WIDTH: int = SPEC["crop"]["width"]
STRIDE: int = SPEC["network"]["stride"]
RADIUS_PX: float = SPEC["network"]["radius_px"]


def _mirror_permutation() -> np.ndarray:
    order = np.arange(K)
    for left, right in SPEC["mirror_pairs"]:
        order[[INDEX[left], INDEX[right]]] = INDEX[right], INDEX[left]
    return order


# (K,) keypoints[MIRROR] swaps the names of left and right.
MIRROR = _mirror_permutation()
