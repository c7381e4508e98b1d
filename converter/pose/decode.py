"""Decode network maps into a pose by Hough voting (arXiv 1701.01779, section 3.2.2, equation 1)."""

import numpy as np

from converter.pose.logistic import logistic
from converter.pose.spec import RADIUS_PX, SPEC, STRIDE
from converter.pose.targets import cell_grid

REFINE_RADIUS_PX: float = SPEC["decode"]["refine_radius_px"]
SPREADS: int = SPEC["decode"]["spreads"]


def vote_maps(probabilities: np.ndarray, votes: np.ndarray, stride: int = STRIDE) -> np.ndarray:
    """Sum of the votes near each cell: (H, W, K).

    Every cell votes, with its probability (H, W, K), for the place (H, W, K, 2) in crop pixels that its
    offset points to; a bilinear kernel shares the vote among the four cells around that place. Votes that
    leave the crop are dropped.
    """
    height, width, num_keypoints = probabilities.shape
    place = votes / stride
    low = np.floor(place).astype(int)
    fraction = place - low
    inside = (place >= 0).all(-1) & (place[..., 0] <= width - 1) & (place[..., 1] <= height - 1)
    keypoint = np.broadcast_to(np.arange(num_keypoints), inside.shape)
    maps = np.zeros(height * width * num_keypoints)
    for dx, dy in ((0, 0), (1, 0), (0, 1), (1, 1)):
        column, row = low[..., 0] + dx, low[..., 1] + dy
        share = np.abs(1 - dx - fraction[..., 0]) * np.abs(1 - dy - fraction[..., 1])
        # A vote on the last row or column has no share in the cell beyond it.
        use = inside & (column < width) & (row < height)
        flat = (row[use] * width + column[use]) * num_keypoints + keypoint[use]
        maps += np.bincount(flat, (share * probabilities)[use], maps.size)
    return maps.reshape(height, width, num_keypoints)


def spread(maps: np.ndarray, times: int = SPREADS) -> np.ndarray:
    """Maps (H, W, K) of which each cell gave a quarter to each neighbour, down and across, `times` over.

    Votes of a keypoint that the network is unsure of lie widely: its peak is where most of them are, not
    where two happen to fall on one cell.
    """
    height, width = maps.shape[:2]
    for _ in range(times):
        padded = np.pad(maps, ((1, 1), (0, 0), (0, 0)))
        maps = (padded[:height] + 2 * maps + padded[2:]) / 4
    for _ in range(times):
        padded = np.pad(maps, ((0, 0), (1, 1), (0, 0)))
        maps = (padded[:, :width] + 2 * maps + padded[:, 2:]) / 4
    return maps


def decode(
    heatmaps: np.ndarray,
    offsets: np.ndarray,
    stride: int = STRIDE,
    radius_px: float = RADIUS_PX,
    refine_radius_px: float = REFINE_RADIUS_PX,
    spreads: int = SPREADS,
) -> np.ndarray:
    """The pose (K, 3) of x, y in crop pixels and score in [0, 1].

    heatmaps: (H, W, K) logits; offsets: (H, W, 2K) crop pixels, x block then y block. The keypoint is the
    peak of its vote map, spread, and refined below the cell by the weighted mean of the votes around it.

    Its score is the sum of those votes over the number of cells in a disk. (The paper takes the peak's value;
    on a coarse grid that falls to a quarter where four cells share the votes, and so tells where the keypoint
    lies between cells rather than whether it is there.)
    """
    height, width, num_keypoints = heatmaps.shape
    probabilities = logistic(np.asarray(heatmaps, float))
    offsets_xy = np.stack([offsets[..., :num_keypoints], offsets[..., num_keypoints:]], -1)
    votes = cell_grid(height, width, stride)[:, :, None] + offsets_xy
    maps = spread(vote_maps(probabilities, votes, stride), spreads)

    peak = maps.reshape(-1, num_keypoints).argmax(0)
    peak_xy = np.stack([peak % width, peak // width], -1) * float(stride)
    near = ((votes - peak_xy) ** 2).sum(-1) <= refine_radius_px**2
    weights = probabilities * near
    total = weights.sum((0, 1))
    mean_xy = (weights[..., None] * votes).sum((0, 1)) / np.maximum(total, 1e-12)[:, None]
    xy = np.where(total[:, None] > 0, mean_xy, peak_xy)

    cells_in_disk = np.pi * (radius_px / stride) ** 2
    return np.column_stack([xy, np.minimum(total / cells_in_disk, 1)])
