"""The measures compared, each for one query against a whole collection, as it is and seen in a mirror.

`Ours` is the measure of `converter.pose.matching` with its parameters open, in the linear form of the
server's index; with the parameters of the spec it is the shipped one (a test compares them).
"""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from converter.pose.matching import MATCHING, mirror_pose
from converter.pose.spec import BASE_WEIGHTS, SPEC

SEEN_2018: float = SPEC["tracking"]["keypoint_threshold"]


class Method(Protocol):
    def scores(self, queries: np.ndarray) -> np.ndarray:
        """(2, Q, N) how near each reference is to poses (Q, K, 3), as they are and mirrored; high is near."""
        ...


@dataclass(frozen=True)
class Parameters:
    """Those of the spec's `matching`, and what was tried beside them."""

    threshold: float = MATCHING["keypoint_threshold"]
    sure: float = MATCHING["sure_score"]
    power: float = 1.0  # of the certainty; 0: a keypoint is seen or not
    reference_threshold: float = MATCHING["keypoint_threshold"]
    reference_sure: float = MATCHING["sure_score"]
    reference_power: float = 1.0
    min_overlap: float = MATCHING["min_overlap"]
    discount_power: float = 1.0
    base_weights: np.ndarray = field(default_factory=lambda: BASE_WEIGHTS)


class Ours:
    def __init__(self, references: np.ndarray, parameters: Parameters = Parameters()):
        self.parameters = parameters
        p = parameters
        v = _certainty(references[..., 2], p.reference_threshold, p.reference_sure, p.reference_power)
        xy = _unit(references[..., :2], v)
        columns = v, v * xy[..., 0], v * xy[..., 1], v * (xy**2).sum(-1)
        self.v, self.vx, self.vy, self.vxx = (
            column.T.astype(np.float32) for column in columns
        )  # (K, N) each

    def scores(self, queries: np.ndarray) -> np.ndarray:
        return np.stack([self._scores(queries), self._scores(mirror_pose(queries))])

    def weights(self, queries: np.ndarray) -> np.ndarray:
        p = self.parameters
        return _certainty(queries[..., 2], p.threshold, p.sure, p.power) * p.base_weights

    def _scores(self, queries: np.ndarray) -> np.ndarray:
        """(Q, N); each line is one of the sums that the linear form is made of."""
        weights = self.weights(queries)
        xy = _unit(queries[..., :2], weights)
        w, wx, wy = (a.astype(np.float32) for a in (weights, weights * xy[..., 0], weights * xy[..., 1]))
        wxx = (weights * (xy**2).sum(-1)).astype(np.float32)
        shared = w @ self.v
        inverse = 1 / np.maximum(shared, 1e-9)
        sx, sy, sxx = w @ self.vx, w @ self.vy, w @ self.vxx
        qx, qy, qq = wx @ self.v, wy @ self.v, wxx @ self.v
        covariance = wx @ self.vx + wy @ self.vy - (sx * qx + sy * qy) * inverse
        variance_x = sxx - (sx * sx + sy * sy) * inverse
        variance_q = qq - (qx * qx + qy * qy) * inverse
        defined = (variance_x > 1e-5 * sxx) & (variance_q > 1e-5 * qq)
        correlation = covariance / np.sqrt(np.where(defined, variance_x * variance_q, np.inf))
        overlap = shared / np.maximum(w.sum(1, keepdims=True), 1e-9)
        return (
            correlation
            * np.minimum(overlap / self.parameters.min_overlap, 1) ** self.parameters.discount_power
        )


def _certainty(scores: np.ndarray, threshold: float, sure: float, power: float) -> np.ndarray:
    return np.where(scores >= threshold, np.clip(scores / sure, 1e-9, 1) ** power, 0)


class Of2018:
    """Each pose cropped to the box of its keypoints and scaled to norm 1; queries of what they show alone.

    The vector of a reference is made once, of all that it shows; that is what the method's index needs.
    """

    def __init__(self, references: np.ndarray):
        self.seen = references[..., 2] >= SEEN_2018
        self.vectors = _box_normalised(references[..., :2], self.seen).astype(
            np.float32
        )  # (N, K, 2), 0 if unseen

    def scores(self, queries: np.ndarray) -> np.ndarray:
        return np.stack([self._scores(queries), self._scores(mirror_pose(queries))])

    def _scores(self, queries: np.ndarray) -> np.ndarray:
        seen = queries[..., 2] >= SEEN_2018
        vectors = _box_normalised(queries[..., :2], seen).astype(np.float32)
        return self._nearness(vectors, np.where(seen, queries[..., 2], 0).astype(np.float32))

    def _nearness(self, vectors: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """(Q, N) of vectors (Q, K, 2) and confidences (Q, K)."""
        raise NotImplementedError


class Cosine2018(Of2018):
    """Keypoints that one of the two does not show add nothing."""

    def _nearness(self, vectors: np.ndarray, weights: np.ndarray) -> np.ndarray:
        return vectors.reshape(len(vectors), -1) @ self.vectors.reshape(len(self.vectors), -1).T


class Weighted2018(Of2018):
    """Minus the mean distance of corresponding keypoints, weighted by the query's confidence."""

    def _nearness(self, vectors: np.ndarray, weights: np.ndarray) -> np.ndarray:
        shares = weights / np.maximum(weights.sum(1, keepdims=True), 1e-9)
        rows = zip(vectors, shares, strict=True)
        return np.stack([-(np.abs(self.vectors - vector).sum(-1) @ share) for vector, share in rows])


def _box_normalised(xy: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """(N, K, 2) from the corner of the box around what is seen, norm 1, 0 where unseen."""
    corner = np.where(seen[..., None], xy, np.inf).min(1, keepdims=True)
    placed = np.where(seen[..., None], xy - np.where(np.isfinite(corner), corner, 0), 0)
    return placed / np.maximum(np.sqrt((placed**2).sum((1, 2), keepdims=True)), 1e-12)


def _unit(xy: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Points (..., K, 2) with weighted mean 0 and mean square 1."""
    total = np.maximum(weights.sum(-1), 1e-12)[..., None, None]
    weights = weights[..., None]
    centred = xy - (weights * xy).sum(-2, keepdims=True) / total
    variance = (weights * centred**2).sum((-2, -1), keepdims=True) / total
    return np.where(weights > 0, centred / np.sqrt(np.maximum(variance, 1e-300)), 0)
