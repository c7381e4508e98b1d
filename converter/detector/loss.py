"""The detector's loss as named terms; targets arrive with their weights in the same tensor."""

from keras import ops

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
    """Absolute errors of offset (in input sides of a tenth) and logarithmic size: stacked (B, H, W, 5)."""
    target, weight = stacked[..., :4], stacked[..., 4:]
    error = ops.abs(boxes - target)
    # An offset matters as a share of the person's size, as the logarithm's error does.
    size_px = 256 * ops.exp(ops.clip(target[..., 2:], -5, 0))
    error = ops.sum(error[..., :2] / size_px, -1, keepdims=True) + ops.sum(error[..., 2:], -1, keepdims=True)
    return ops.sum(weight * error, axis=(1, 2, 3)) / ops.maximum(ops.sum(weight, axis=(1, 2, 3)), 1)


LOSSES = {"centres": centre_loss, "boxes": box_loss}
