"""The loss of arXiv 1701.01779, section 3.2.2, as named terms: one per output of the network.

Targets arrive with their weights in the same tensor (`converter.data.batches.stack_targets`), so that a
keypoint that nobody labelled counts nowhere.
"""

import math

from keras import ops

from converter.pose.spec import RADIUS_PX, STRIDE, K

# The paper sums over positions. Over the cells of all disks, a term depends on neither stride nor radius.
CELLS_IN_DISKS = K * math.pi * (RADIUS_PX / STRIDE) ** 2
HUBER_DELTA_PX = 1.0


def heatmap_loss(stacked, logits):
    """Sigmoid cross-entropy over all positions: stacked (B, H, W, 2K) targets then weights; returns (B,)."""
    target, weight = ops.split(stacked, 2, axis=-1)
    cross_entropy = ops.relu(logits) - logits * target + ops.log1p(ops.exp(-ops.abs(logits)))
    return ops.sum(weight * cross_entropy, axis=(1, 2, 3)) / CELLS_IN_DISKS


def auxiliary_loss(stacked, logits):
    """The heatmap loss on a map of half the resolution, in which a disk has a quarter of the cells."""
    return 4 * heatmap_loss(stacked, logits)


def offset_loss(stacked, offsets):
    """Huber of the offset error's length in crop pixels, in disks: stacked (B, H, W, 3K) offsets, weights."""
    target, weight = stacked[..., : 2 * K], stacked[..., 2 * K :]
    error_x, error_y = ops.split(offsets - target, 2, axis=-1)
    # The small term keeps the gradient of the root finite at zero.
    length = ops.sqrt(error_x**2 + error_y**2 + 1e-6)
    quadratic = ops.minimum(length, HUBER_DELTA_PX)
    huber = 0.5 * quadratic**2 + HUBER_DELTA_PX * (length - quadratic)
    return ops.sum(weight * huber, axis=(1, 2, 3)) / CELLS_IN_DISKS


LOSSES = {"heatmaps": heatmap_loss, "offsets": offset_loss, "auxiliary": auxiliary_loss}
