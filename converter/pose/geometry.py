"""Boxes, crops and the affine between image and crop.

Convention, everywhere: coordinates are (x, y), y down; integer coordinates are pixel CENTRES. A crop of
H x W pixels therefore spans W - 1 by H - 1 pixel intervals, and cell (row, column) of a stride-s map stands
at pixel (column * s, row * s), which is why H and W are multiples of s plus one ("unbiased data processing",
arXiv 1911.07524). Boxes are `box_xyxy`. Affines are 2x3 and named target_from_source.
"""

import numpy as np

from converter.pose.spec import CROP_HEIGHT, CROP_WIDTH, SPEC

ASPECT = (CROP_HEIGHT - 1) / (CROP_WIDTH - 1)


def crop_from_box(box_xyxy: np.ndarray, enlarge: float = SPEC["crop"]["enlarge"]) -> np.ndarray:
    """The affine crop_from_image (2, 3) that fits an enlarged box into the network's input.

    The box's height or width is extended (never both, never squashed) to the crop's aspect, then enlarged
    about its centre. Source: arXiv 1701.01779, section 3.2.1.
    """
    x0, y0, x1, y1 = np.asarray(box_xyxy, float)
    if not (x1 > x0 and y1 > y0):
        raise ValueError(f"box_xyxy must have x1 > x0 and y1 > y0, got {[x0, y0, x1, y1]}")
    width = max(x1 - x0, (y1 - y0) / ASPECT) * enlarge
    scale = (CROP_WIDTH - 1) / width
    centre_crop = np.array([CROP_WIDTH - 1, CROP_HEIGHT - 1]) / 2
    centre_image = np.array([x0 + x1, y0 + y1]) / 2
    translation = centre_crop - scale * centre_image
    return np.array([[scale, 0, translation[0]], [0, scale, translation[1]]])


def fitted(width: int, height: int, into_width: int, into_height: int) -> np.ndarray:
    """The affine (2, 3) that fits a whole picture into the middle of another size, never squashed."""
    scale = min((into_width - 1) / max(width - 1, 1), (into_height - 1) / max(height - 1, 1))
    shift = (np.array([into_width - 1, into_height - 1]) - scale * np.array([width - 1, height - 1])) / 2
    return np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])


def compose(outer: np.ndarray, inner: np.ndarray) -> np.ndarray:
    """The affine (2, 3) that applies `inner`, then `outer`."""
    return np.column_stack([outer[:, :2] @ inner[:, :2], apply_affine(outer, inner[:, 2])])


def apply_affine(affine: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Points (..., 2) through a (2, 3) affine."""
    return points @ affine[:, :2].T + affine[:, 2]


def invert_affine(affine: np.ndarray) -> np.ndarray:
    """The (2, 3) inverse of a (2, 3) affine."""
    linear = np.linalg.inv(affine[:, :2])
    return np.column_stack([linear, -linear @ affine[:, 2]])


def pose_to_image(pose: np.ndarray, crop_from_image: np.ndarray) -> np.ndarray:
    """A pose (K, 3) of x, y, score in crop pixels, in image pixels."""
    points = apply_affine(invert_affine(crop_from_image), pose[:, :2])
    return np.column_stack([points, pose[:, 2]])


def box_from_pose(pose: np.ndarray) -> np.ndarray | None:
    """The person box (4,) around the confident keypoints of a pose (K, 3), or None where too few are seen.

    Keypoints lie inside the body, so the box is padded by a share of its longer side.
    """
    tracking = SPEC["tracking"]
    seen = pose[pose[:, 2] >= tracking["keypoint_threshold"], :2]
    if len(seen) < tracking["min_keypoints"]:
        return None
    low, high = seen.min(0), seen.max(0)
    padding = tracking["padding"] * max(high - low)
    if padding <= 0:
        return None
    return np.concatenate([low - padding, high + padding])
