"""Encode keypoints as the network's targets: a disk of ones, and the offsets inside (arXiv 1701.01779)."""

from typing import NamedTuple

import numpy as np

from converter.pose.spec import CROP_HEIGHT, CROP_WIDTH, RADIUS_PX, STRIDE

MAP_HEIGHT = (CROP_HEIGHT - 1) // STRIDE + 1
MAP_WIDTH = (CROP_WIDTH - 1) // STRIDE + 1


class Targets(NamedTuple):
    heatmaps: np.ndarray  # (MAP_HEIGHT, MAP_WIDTH, K) 0 or 1
    offsets: np.ndarray  # (MAP_HEIGHT, MAP_WIDTH, 2K) crop pixels, x block then y block, within the disk
    weights: np.ndarray  # (K,) 0 where the keypoint is not labelled


def cell_grid(height: int = MAP_HEIGHT, width: int = MAP_WIDTH, stride: int = STRIDE) -> np.ndarray:
    """Cell positions (height, width, 2) as (x, y) in crop pixels."""
    rows, columns = np.mgrid[:height, :width]
    return np.stack([columns, rows], -1) * float(stride)


def encode(keypoints: np.ndarray, radius_px: float = RADIUS_PX) -> Targets:
    """Targets of keypoints (K, 3) of x, y, visibility in crop pixels.

    A labelled keypoint outside the crop has an empty disk: the network learns that it is not there.
    """
    to_keypoint = keypoints[None, None, :, :2] - cell_grid()[:, :, None]  # (H, W, K, 2)
    labelled = keypoints[:, 2] > 0
    x, y = keypoints[:, 0], keypoints[:, 1]
    inside = (x >= 0) & (x <= CROP_WIDTH - 1) & (y >= 0) & (y <= CROP_HEIGHT - 1)
    disks = ((to_keypoint**2).sum(-1) <= radius_px**2) & (labelled & inside)
    offsets = np.where(disks[..., None], to_keypoint, 0)
    offsets = np.concatenate([offsets[..., 0], offsets[..., 1]], -1)
    return Targets(disks.astype(np.float32), offsets.astype(np.float32), labelled.astype(np.float32))
