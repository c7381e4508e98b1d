"""How alike two poses are: confidence-weighted Procrustes similarity with position and size removed."""

from typing import NamedTuple

import numpy as np

from converter.pose.spec import MIRROR, SPEC


class Similarity(NamedTuple):
    similarity: float  # -1..1, the best fit of position and size, times the overlap where that is too small
    overlap: float  # share of the query's weight that the reference shows too
    agreement: np.ndarray  # (K,) per keypoint 0..1 after alignment, 0 where either pose does not show it


def confidence_weights(scores: np.ndarray) -> np.ndarray:
    """Weights (..., K) of keypoint scores: nothing below the threshold, a power of the score above it."""
    matching = SPEC["matching"]
    scores = np.asarray(scores, float)
    return np.where(scores >= matching["keypoint_threshold"], scores ** matching["confidence_power"], 0)


def mirror_pose(pose: np.ndarray) -> np.ndarray:
    """The pose (K, 3) seen in a mirror: names of left and right swapped, x negated."""
    return pose[MIRROR] * np.array([-1, 1, 1])
