"""How alike two poses are: confidence-weighted Procrustes similarity with position and size removed.

Rotation stays: a handstand is not a person standing. This is the plain definition for one pair of poses;
`server/index.py` computes the same number for a whole collection in one matrix product.
"""

from typing import NamedTuple

import numpy as np

from converter.pose.spec import MIRROR, SPEC, K

MATCHING = SPEC["matching"]


class Similarity(NamedTuple):
    similarity: float  # -1..1; 1 is the same pose
    overlap: float  # 0..1, the share of the query's weight that the reference shows too
    agreement: np.ndarray  # (K,) 0..1 per keypoint after alignment; 0 where either pose does not show it


def confidence_weights(scores: np.ndarray) -> np.ndarray:
    """Weights (..., K) of keypoint scores: nothing below the threshold, a power of the score above it."""
    scores = np.asarray(scores, float)
    return np.where(scores >= MATCHING["keypoint_threshold"], scores ** MATCHING["confidence_power"], 0)


def visible(scores: np.ndarray) -> np.ndarray:
    """Which keypoints a reference shows, (..., K) of 0 or 1."""
    return (np.asarray(scores, float) >= MATCHING["keypoint_threshold"]).astype(float)


def mirror_pose(pose: np.ndarray) -> np.ndarray:
    """The pose (..., K, 3) seen in a mirror: names of left and right swapped, x negated."""
    return pose[..., MIRROR, :] * np.array([-1, 1, 1])


def discount(overlap: np.ndarray) -> np.ndarray:
    """Factor 0..1 by which similarity falls where a reference shows too little of the query."""
    return np.minimum(np.asarray(overlap) / MATCHING["min_overlap"], 1)


def similarity(query: np.ndarray, reference: np.ndarray) -> Similarity:
    """Similarity of two poses (K, 3) of x, y, score, each in any unit, y down.

    Both are centred and scaled over the keypoints that both show, weighted by the query's confidence; what is
    left is their correlation. Two poses that share fewer than two distinct places have similarity 0.
    """
    weights = confidence_weights(query[:, 2])
    shared = weights * visible(reference[:, 2])
    if shared.sum() <= 0:
        return Similarity(0.0, 0.0, np.zeros(K))
    overlap = shared.sum() / weights.sum()
    shared = shared / shared.sum()
    q = _standardize(query[:, :2], shared)
    x = _standardize(reference[:, :2], shared)
    if q is None or x is None:
        return Similarity(0.0, float(overlap), np.zeros(K))
    correlation = float((shared[:, None] * q * x).sum())
    scale = max(correlation, 0)
    squared_distance = ((q - scale * x) ** 2).sum(-1)
    agreement = np.exp(-squared_distance / (2 * MATCHING["agreement_spread"] ** 2)) * (shared > 0)
    return Similarity(correlation * float(discount(overlap)), float(overlap), agreement)


def _standardize(points: np.ndarray, shared: np.ndarray) -> np.ndarray | None:
    centred = points - shared @ points
    variance = float((shared[:, None] * centred**2).sum())
    return None if variance <= 1e-12 * max(float((points**2).sum()), 1e-300) else centred / np.sqrt(variance)
