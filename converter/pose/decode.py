"""Decode network maps into a pose by Hough voting (arXiv 1701.01779, section 3.2.2, equation 1)."""

import numpy as np

from converter.pose.logistic import logistic
from converter.pose.spec import RADIUS_PX, SPEC, STRIDE
from converter.pose.targets import cell_grid

SPREADS: int = SPEC["decode"]["spreads"]
REFINE_RADIUS_PX: float = SPEC["decode"]["refine_radius_px"]
REFINE_POWER: int = SPEC["decode"]["refine_power"]
SCORE_RADIUS_PX: float = SPEC["decode"]["score_radius_px"]


def vote_maps(probabilities: np.ndarray, votes: np.ndarray, stride: float = STRIDE) -> np.ndarray:
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
    stride: float = STRIDE,
    radius_px: float = RADIUS_PX,
    spreads: int = SPREADS,
    refine_radius_px: float = REFINE_RADIUS_PX,
    refine_power: int = REFINE_POWER,
    score_radius_px: float = SCORE_RADIUS_PX,
) -> np.ndarray:
    """The pose (K, 3) of x, y in crop pixels and score in [0, 1].

    heatmaps: (H, W, K) logits; offsets: (H, W, 2K) crop pixels, x block then y block. The keypoint is the
    peak of its vote map, spread, and refined below the cell by the mean of the votes around it, each weighted
    with a power of its probability: cells that doubt vote less well than their probability says.

    Its score is the sum of the nearest votes over the number of cells in a disk. (The paper takes the peak's
    value; on a coarse grid that falls to a quarter where four cells share the votes, and so tells where the
    keypoint lies between cells rather than whether it is there.)
    """
    height, width, num_keypoints = heatmaps.shape
    probabilities = logistic(np.asarray(heatmaps, float))
    offsets_xy = np.stack([offsets[..., :num_keypoints], offsets[..., num_keypoints:]], -1)
    votes = cell_grid(height, width, stride)[:, :, None] + offsets_xy
    maps = spread(vote_maps(probabilities, votes, stride), spreads)

    peak = maps.reshape(-1, num_keypoints).argmax(0)
    peak_xy = np.stack([peak % width, peak // width], -1) * float(stride)
    squared_px = ((votes - peak_xy) ** 2).sum(-1)
    weights = np.where(squared_px <= refine_radius_px**2, probabilities**refine_power, 0)
    total = weights.sum((0, 1))[:, None]
    mean_xy = (weights[..., None] * votes).sum((0, 1)) / np.where(total > 0, total, 1)
    xy = np.where(total > 0, mean_xy, peak_xy)

    nearest = np.where(squared_px <= score_radius_px**2, probabilities, 0).sum((0, 1))
    cells_in_disk = np.pi * (radius_px / stride) ** 2
    return np.column_stack([xy, np.minimum(nearest / cells_in_disk, 1)])
