"""Poses as columns: the numbers in which the similarity of `converter.pose.matching` is linear.

Per reference v (how certain it is), v x, v y and v (x^2 + y^2) of each keypoint; per query w, w x, w y and
w (x^2 + y^2). Sums of their products are all that the similarity is made of: W, Sqx, Sqy, Sqq on v; Sx, Sy,
Sxx, Sxq on the others.

Columns stand in a basis in which a mirror is a change of sign: for each pair of keypoints their sum and their
difference. What a query makes of the sums and what it makes of the differences give the pose itself when
added, and its mirror image when subtracted: both for the price of one.
"""

import numpy as np

from converter.pose.matching import MATCHING, certainty, confidence_weights
from converter.pose.spec import MIRROR, K

COLUMNS = 4 * K
LANES = 16  # references that lie side by side, see server.search.scan
_LEFT = np.flatnonzero(np.arange(K) < MIRROR)
_MIDDLE = np.flatnonzero(np.arange(K) == MIRROR)
SYMMETRIC = len(_MIDDLE) + len(_LEFT)  # that many sums stand first, then the differences
# (K, K) values of keypoints @ _BASIS: those in the middle, the sums of pairs, their differences.
_EACH = np.eye(K)
_PARTNER = _EACH[MIRROR]
_BASIS = np.concatenate([_EACH[_MIDDLE], (_EACH + _PARTNER)[_LEFT], (_EACH - _PARTNER)[_LEFT]]).T
_INVERSE = np.linalg.inv(_BASIS).round(1)  # of 0, .5 and 1


def reference_columns(poses: np.ndarray) -> np.ndarray:
    """(N, 4K) float32 of poses (N, K, 3); centred and scaled over what is seen, as float32 cancels."""
    v = certainty(poses[..., 2])
    xy = unit(poses[..., :2], v)
    four = np.stack([v, v * xy[..., 0], v * xy[..., 1], v * (xy**2).sum(-1)], 1)  # (N, 4, K)
    return (four @ _BASIS).reshape(-1, COLUMNS).astype(np.float32)


def poses_of_columns(columns: np.ndarray) -> np.ndarray:
    """The poses (N, K, 3) of columns (N, 4K), centred and scaled, with the scores as far as they count."""
    vx, vy, v = (columns.reshape(-1, 4, K)[:, [1, 2, 0]] @ _INVERSE).swapaxes(0, 1)
    seen = v > 0
    each = np.where(seen, v, 1)
    # The least score that counts must not fall below the threshold by float32's rounding.
    scores = np.maximum(v * MATCHING["sure_score"], MATCHING["keypoint_threshold"])
    return np.stack([vx / each, vy / each, np.where(seen, scores, 0)], -1)


def query_columns(pose: np.ndarray) -> np.ndarray:
    """(4, K) float32 of a pose (K, 3), to be multiplied with those of references and summed."""
    w = confidence_weights(pose[:, 2])
    q = unit(pose[:, :2], w)
    return (w * [np.ones(K), q[:, 0], q[:, 1], (q**2).sum(-1)] @ _INVERSE.T).astype(np.float32)


def undiscounted(pose: np.ndarray) -> float:
    """1 / the weight that a reference must share with this pose (K, 3) so as not to be discounted."""
    return 1 / max(MATCHING["min_overlap"] * confidence_weights(pose[:, 2]).sum(), 1e-12)


def unit(xy: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Points (..., K, 2) with weighted mean 0 and mean square 1; 0 where they are all in one place."""
    total = np.maximum(weights.sum(-1), 1e-12)[..., None, None]
    weights = weights[..., None]
    centred = xy - (weights * xy).sum(-2, keepdims=True) / total
    variance = (weights * centred**2).sum((-2, -1), keepdims=True) / total
    scaled = centred / np.sqrt(np.maximum(variance, 1e-300))
    return np.where((weights > 0) & (variance > 1e-18 * (xy**2).max((-2, -1), keepdims=True)), scaled, 0)
