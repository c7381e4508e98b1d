"""How alike two poses are: confidence-weighted Procrustes similarity with position and size removed.

Rotation stays: a handstand is not a person standing. This is the plain definition; `server/search/scan.py`
computes the same number for a whole collection in one pass.
"""

from typing import NamedTuple

import numpy as np

from converter.pose.spec import BASE_WEIGHTS, MIRROR, SPEC

MATCHING = SPEC["matching"]


class Similarity(NamedTuple):
    """Of one reference, or of many: then each has their shape in front."""

    similarity: np.ndarray  # (...) -1..1; 1 is the same pose
    overlap: np.ndarray  # (...) 0..1, the share of the query's weight that the reference surely shows too
    agreement: np.ndarray  # (..., K) 0..1 per keypoint after alignment; 0 where either pose does not show it


def certainty(scores: np.ndarray) -> np.ndarray:
    """How far keypoints of these scores count, 0..1: in full from `sure_score` on, below it in proportion."""
    scores = np.asarray(scores, float)
    seen = scores >= MATCHING["keypoint_threshold"]
    return np.where(seen, np.minimum(scores / MATCHING["sure_score"], 1), 0)


def confidence_weights(scores: np.ndarray) -> np.ndarray:
    """What keypoints (..., K) of a query count."""
    return certainty(scores) * BASE_WEIGHTS


def mirror_pose(pose: np.ndarray) -> np.ndarray:
    """The pose (..., K, 3) seen in a mirror: names of left and right swapped, x negated."""
    return pose[..., MIRROR, :] * np.array([-1, 1, 1])


def discount(overlap: np.ndarray) -> np.ndarray:
    """Factor 0..1 by which similarity falls where a reference shows too little of the query."""
    return np.minimum(np.asarray(overlap) / MATCHING["min_overlap"], 1)


def similarity(query: np.ndarray, reference: np.ndarray) -> Similarity:
    """Similarity of a pose (K, 3) of x, y, score with others (..., K, 3), each in any unit, y down.

    Both are centred and scaled over the keypoints that both show, weighted by how certain both are of them;
    what is left is their correlation. Two poses that share fewer than two distinct places have similarity 0.
    """
    weights = confidence_weights(query[:, 2])
    shared = weights * certainty(reference[..., 2])
    overlap = shared.sum(-1) / max(weights.sum(), 1e-300)
    shared = shared / np.maximum(shared.sum(-1, keepdims=True), 1e-300)
    q, q_defined = _standardize(query[:, :2], shared)
    x, x_defined = _standardize(reference[..., :2], shared)
    defined = q_defined & x_defined
    correlation = np.where(defined, (shared[..., None] * q * x).sum((-2, -1)), 0)
    scale = np.maximum(correlation, 0)[..., None, None]
    squared_distance = ((q - scale * x) ** 2).sum(-1)
    agreement = np.exp(-squared_distance / (2 * MATCHING["agreement_spread"] ** 2))
    agreement = np.where(defined[..., None] & (shared > 0), agreement, 0)
    return Similarity(correlation * discount(overlap), overlap, agreement)


def align(query: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """The points (K, 2) of a pose (K, 3), moved and scaled to lie as near as they can on another (K, 3).

    Least squares over what both show, weighted as in `similarity`; where that is no more than one place, all
    points lie there.
    """
    shared = confidence_weights(query[:, 2]) * certainty(reference[:, 2])
    shared = shared / max(shared.sum(), 1e-300)
    q_mean, x_mean = shared @ query[:, :2], shared @ reference[:, :2]
    q, x = query[:, :2] - q_mean, reference[:, :2] - x_mean
    variance, covariance = shared @ (q**2).sum(1), shared @ (q * x).sum(1)
    _, defined = _standardize(query[:, :2], shared)
    scale = max(covariance, 0) / variance if defined else 0
    return x_mean + scale * q


def is_same_pose(pose: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Which of the poses (..., K, 3) would hardly be told from a pose (K, 3), if at all."""
    return similarity(pose, seen_in_full(others)).similarity >= MATCHING["same_pose"]


def seen_in_full(pose: np.ndarray) -> np.ndarray:
    """The pose (..., K, 3) with each keypoint certain or not there: where both poses are but guesses."""
    seen = certainty(pose[..., 2]) > 0
    return np.concatenate([pose[..., :2], seen[..., None]], -1)


def _standardize(points: np.ndarray, shared: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points (..., K, 2) with weighted mean 0 and variance 1, and whether they have a variance."""
    centred = points - (shared[..., None] * points).sum(-2, keepdims=True)
    variance = (shared[..., None] * centred**2).sum((-2, -1))
    defined = variance > 1e-12 * np.maximum((points**2).sum((-2, -1)), 1e-300)
    return centred / np.sqrt(np.where(defined, variance, 1))[..., None, None], defined
