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


def cell_grid(height: int = MAP_HEIGHT, width: int = MAP_WIDTH, stride: float = STRIDE) -> np.ndarray:
    """Cell positions (height, width, 2) as (x, y) in crop pixels."""
    rows, columns = np.mgrid[:height, :width]
    return np.stack([columns, rows], -1) * float(stride)


def encode(keypoints: np.ndarray, radius_px: float = RADIUS_PX) -> Targets:
    """Targets of keypoints (K, 3) of x, y, visibility in crop pixels.

    A labelled keypoint outside the crop has an empty disk: the network learns that it is not there.
    """
    to_keypoint, in_disk = disks(keypoints, cell_grid(), radius_px)
    offsets = np.where(in_disk[..., None], to_keypoint, 0)
    offsets = np.concatenate([offsets[..., 0], offsets[..., 1]], -1)
    labelled = keypoints[:, 2] > 0
    return Targets(in_disk.astype(np.float32), offsets.astype(np.float32), labelled.astype(np.float32))


def disks(
    keypoints: np.ndarray, grid: np.ndarray, radius_px: float = RADIUS_PX
) -> tuple[np.ndarray, np.ndarray]:
    """Ways (H, W, K, 2) from cells (H, W, 2) to keypoints (K, 3), and whether (H, W, K) a disk holds each."""
    to_keypoint = keypoints[None, None, :, :2] - grid[:, :, None]
    x, y, visibility = keypoints.T
    inside = (x >= 0) & (x <= CROP_WIDTH - 1) & (y >= 0) & (y <= CROP_HEIGHT - 1)
    return to_keypoint, ((to_keypoint**2).sum(-1) <= radius_px**2) & (visibility > 0) & inside
