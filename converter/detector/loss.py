"""The detector's loss as named terms; targets arrive with their weights in the same tensor."""

from keras import ops

from converter.pose.detect import UNIT_PX

# Penalty-reduced focal loss of arXiv 1904.07850, equation 1.
ALPHA, BETA = 2, 4


def centre_loss(stacked, logits):
    """Focal loss of middles: stacked (B, H, W, 2) hills then weights; returns (B,), a mean over people."""
    hills, counted = stacked[..., :1], stacked[..., 1:]
    log_yes, log_no = -ops.softplus(-logits), -ops.softplus(logits)
    is_top = ops.cast(hills >= 0.999, logits.dtype)
    at_top = is_top * (1 - ops.sigmoid(logits)) ** ALPHA * log_yes
    elsewhere = (1 - is_top) * (1 - hills) ** BETA * ops.sigmoid(logits) ** ALPHA * log_no
    total = -ops.sum(counted * (at_top + elsewhere), axis=(1, 2, 3))
    return total / ops.maximum(ops.sum(is_top, axis=(1, 2, 3)), 1)


def box_loss(stacked, boxes):
    """One minus the generalised overlap of each box with its person's: stacked (B, H, W, 5).

    A distance of sizes and middles would teach each number alone; what counts is how well the boxes cover
    each other (GIoU, arXiv 1902.09630), and the hill's weights let cells beside the middle answer too (arXiv
    1909.00700).
    """
    target, weight = stacked[..., :4], stacked[..., 4]
    loss = weight * (1 - generalised_overlap(_corners(target), _corners(boxes)))
    return ops.sum(loss, axis=(1, 2)) / ops.maximum(ops.sum(weight, axis=(1, 2)), 1)


def generalised_overlap(one, other):
    """GIoU of boxes (..., 4) as left, top, right, bottom: 1 where they are the same, towards -1 far apart."""
    shared = _area(ops.maximum(one[..., :2], other[..., :2]), ops.minimum(one[..., 2:], other[..., 2:]))
    both = _area(one[..., :2], one[..., 2:]) + _area(other[..., :2], other[..., 2:]) - shared
    around = _area(ops.minimum(one[..., :2], other[..., :2]), ops.maximum(one[..., 2:], other[..., 2:]))
    return shared / ops.maximum(both, 1) - (around - both) / ops.maximum(around, 1)


def _corners(boxes):
    """Boxes (..., 4) as the network tells them, as corners in pixels from their cell."""
    half = UNIT_PX / 2 * ops.exp(ops.clip(boxes[..., 2:], -6, 1))
    return ops.concatenate([boxes[..., :2] - half, boxes[..., :2] + half], -1)


def _area(low, high):
    return ops.prod(ops.maximum(high - low, 0), -1)


LOSSES = {"centres": centre_loss, "boxes": box_loss}
