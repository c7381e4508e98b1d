"""Exact search for the most similar pose: one matrix product over the whole collection.

The similarity of `converter.pose.matching` is made of sums that are linear in 68 numbers per reference:
v, v x, v y and v (x^2 + y^2) of each keypoint. Eight columns per query give them for every reference at once,
and eight more those of its mirror image. The best few are measured again by the plain definition, which also
tells what agrees.
"""

from typing import NamedTuple

import numpy as np

from converter.pose.matching import Similarity, confidence_weights, discount, mirror_pose, similarity, visible
from converter.pose.spec import MIRROR, K

# Below this share of the second moment, a variance in float32 is rounding and the pose is a single place.
MIN_VARIANCE = 1e-5


class Hit(NamedTuple):
    id: int
    similarity: float
    mirrored: bool  # the reference, flipped, looks like the query
    agreement: np.ndarray  # (K,) per keypoint of the query


class PoseIndex:
    """References fixed at construction: ids (N,) and poses (N, K, 3) of x, y, score."""

    def __init__(self, ids: np.ndarray, poses: np.ndarray):
        self.ids = np.asarray(ids)
        self.poses = np.asarray(poses, float).reshape(-1, K, 3)
        self._columns = reference_columns(self.poses)  # (N, 4K) float32

    def __len__(self) -> int:
        return len(self.ids)

    def similarities(self, query: np.ndarray) -> np.ndarray:
        """Similarity (N, 2) of a pose (K, 3) with every reference: as it is, and seen in a mirror."""
        both = np.concatenate([query_columns(query), query_columns(mirror_pose(query))], 1)
        return _combine((self._columns @ both).reshape(-1, 2, 8), confidence_weights(query[:, 2]).sum())

    def search(self, query: np.ndarray, limit: int, mirror: bool = True) -> list[Hit]:
        """The `limit` most similar references, best first; none that has nothing in common with the query.

        Without `mirror` a reference counts as it is alone, not flipped left to right.
        """
        if len(self) == 0:
            return []
        best = self.similarities(query)[:, : 1 + mirror].max(1)
        # A few more than asked for: float32 may swap neighbours that the plain definition then puts in order.
        few = np.argpartition(-best, min(limit + 8, len(best)) - 1)[: limit + 8]
        hits = [self._measure(query, row, mirror) for row in few]
        hits = [hit for hit in hits if hit.similarity > 0]
        return sorted(hits, key=lambda hit: (-hit.similarity, hit.id))[:limit]

    def _measure(self, query: np.ndarray, row: int, mirror: bool) -> Hit:
        direct = similarity(query, self.poses[row])
        if not mirror:
            return _hit(self.ids[row], direct, False)
        mirrored = similarity(mirror_pose(query), self.poses[row])
        if mirrored.similarity > direct.similarity:
            return _hit(self.ids[row], mirrored, True)
        return _hit(self.ids[row], direct, False)


def _hit(photo_id: int, measured: Similarity, mirrored: bool) -> Hit:
    agreement = measured.agreement[MIRROR] if mirrored else measured.agreement
    return Hit(int(photo_id), measured.similarity, mirrored, agreement)


def reference_columns(poses: np.ndarray) -> np.ndarray:
    """(N, 4K) float32 of v, v x, v y, v (x^2 + y^2); poses are centred and scaled, as float32 cancels."""
    v = visible(poses[..., 2])
    xy = _unit(poses[..., :2], v)
    square = (xy**2).sum(-1)
    return np.concatenate([v, v * xy[..., 0], v * xy[..., 1], v * square], -1).astype(np.float32)


def query_columns(query: np.ndarray) -> np.ndarray:
    """(4K, 8) float32; times the reference columns they give W, Sx, Sy, Sxx, Sqx, Sqy, Sqq, Sxq."""
    w = confidence_weights(query[:, 2])
    q = _unit(query[:, :2], w)
    on_v, on_x, on_y, on_square = (slice(block * K, (block + 1) * K) for block in range(4))
    columns = np.zeros((4 * K, 8), np.float32)
    columns[on_v, 0] = columns[on_x, 1] = columns[on_y, 2] = columns[on_square, 3] = w
    columns[on_v, 4], columns[on_v, 5] = w * q[:, 0], w * q[:, 1]
    columns[on_v, 6] = w * (q**2).sum(-1)
    columns[on_x, 7], columns[on_y, 7] = w * q[:, 0], w * q[:, 1]
    return columns


def _unit(xy: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Points (..., K, 2) with weighted mean 0 and mean square 1; 0 where they are all in one place."""
    total = np.maximum(weights.sum(-1), 1e-12)[..., None, None]
    weights = weights[..., None]
    centred = xy - (weights * xy).sum(-2, keepdims=True) / total
    variance = (weights * centred**2).sum((-2, -1), keepdims=True) / total
    unit = centred / np.sqrt(np.maximum(variance, 1e-300))
    return np.where((weights > 0) & (variance > 1e-18 * (xy**2).max((-2, -1), keepdims=True)), unit, 0)


def _combine(sums: np.ndarray, query_weight: float) -> np.ndarray:
    """Similarity (N, 2) from the eight sums (N, 2, 8); see the module's docstring."""
    w, sx, sy, sxx, sqx, sqy, sqq, sxq = np.moveaxis(sums, -1, 0)
    inverse = 1 / np.maximum(w, 1e-12)
    covariance = sxq - (sx * sqx + sy * sqy) * inverse
    variance_x = sxx - (sx**2 + sy**2) * inverse
    variance_q = sqq - (sqx**2 + sqy**2) * inverse
    defined = (variance_x > MIN_VARIANCE * sxx) & (variance_q > MIN_VARIANCE * sqq)
    product = np.where(defined, variance_x * variance_q, 1)
    overlap = w / max(query_weight, 1e-12)
    return np.where(defined, covariance / np.sqrt(product), 0) * discount(overlap)
