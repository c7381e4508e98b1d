"""The detector's network: the pose network's features, a head for middles and one for boxes."""

import keras
from keras import layers

from converter.network import PRIOR_LOGIT, Convolutions, features, head
from converter.pose.detect import SIZE, STRIDE


def build_detector(
    alpha: float,
    decoder_channels: tuple[int, int],
    batch_norm_momentum: float | None = None,
    size: int = SIZE,
) -> keras.Model:
    """The network on images (B, size, size, 3), RGB 0..255; without a momentum its batch norm is folded.

    Outputs `centres` (B, 33, 33, 1) logits and `boxes` (B, 33, 33, 4), for the usual size: from the cell to
    the middle of its box in pixels x and y, and the logarithms of the box's width and height over UNIT_PX.
    """
    image = keras.Input((size, size, 3), name="image")
    stride_8, _ = features(image, alpha, decoder_channels, Convolutions(batch_norm_momentum))
    centres = head(stride_8, 1, "centres", PRIOR_LOGIT)
    offsets = layers.Rescaling(STRIDE, name="offsets")(head(stride_8, 2, "offsets_in_cells", 0))
    sizes = head(stride_8, 2, "sizes", -1)
    boxes = layers.Concatenate(name="boxes")([offsets, sizes])
    return keras.Model(image, {"centres": centres, "boxes": boxes}, name="move_mirror_detector")
