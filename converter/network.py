"""The offset-map network: a MobileNetV1 backbone, a light decoder to stride 8, heatmap and offset heads.

Convolutions pad "same" on maps of n * s + 1 cells, so cell j of a stride-s map stands exactly at pixel j * s,
and doubling a map of n cells gives 2n - 1 cells that stand where the finer map's cells stand.
"""

import keras
import numpy as np
from keras import layers

from converter.batch_norm import batch_norm
from converter.pose.spec import CROP_HEIGHT, CROP_WIDTH, STRIDE, K

# MobileNetV1 (arXiv 1704.04861, table 1): stride and output channels of each depthwise-separable block.
BLOCKS = [(1, 64), (2, 128), (1, 128), (2, 256), (1, 256), (2, 512), *[(1, 512)] * 5, (2, 1024), (1, 1024)]
# A cell is in a given keypoint's disk this often; the heatmap head starts by saying so (arXiv 1708.02002).
PRIOR = 0.015
PRIOR_LOGIT = float(np.log(PRIOR / (1 - PRIOR)))
# Ends the name of the batch norm behind a convolution.
NORM = "_norm"


def build_network(
    alpha: float,
    decoder_channels: tuple[int, int],
    batch_norm_momentum: float | None = None,
    size: tuple[int, int] = (CROP_HEIGHT, CROP_WIDTH),
) -> keras.Model:
    """The network on images (B, *size, 3), RGB 0..255.

    Without a momentum its convolutions carry a bias in place of batch norm (`converter.export` folds it).

    Outputs, for the product's size, `heatmaps` (B, 33, 25, K) logits, `offsets` (B, 33, 25, 2K) crop pixels,
    x block then y block, and `auxiliary` (B, 17, 13, K) logits of every second cell, used in training only.
    """
    image = keras.Input((*size, 3), name="image")
    stride_8, stride_16 = features(image, alpha, decoder_channels, Convolutions(batch_norm_momentum))
    auxiliary = head(stride_16, K, "auxiliary", PRIOR_LOGIT)
    heatmaps = head(stride_8, K, "heatmaps", PRIOR_LOGIT)
    # In cells inside, in pixels outside: both heads then learn at the same pace.
    offsets = layers.Rescaling(STRIDE, name="offsets")(head(stride_8, 2 * K, "offsets_in_cells", 0))
    outputs = {"heatmaps": heatmaps, "offsets": offsets, "auxiliary": auxiliary}
    return keras.Model(image, outputs, name="move_mirror_pose")


def features(image, alpha: float, decoder_channels: tuple[int, int], conv: "Convolutions"):
    """What backbone and decoder see in images (B, n * 32 + 1, m * 32 + 1, 3): maps of stride 8 and 16."""
    x = layers.Rescaling(1 / 127.5, -1, name="scale")(image)
    skips, stride = {}, 2
    x = conv.full(x, int(32 * alpha), 3, 2, name="backbone_0")
    for block, (block_stride, channels) in enumerate(BLOCKS, start=1):
        if block_stride == 2:
            skips[stride] = x
            stride *= 2
        x = conv.separable(x, int(channels * alpha), 3, block_stride, name=f"backbone_{block}")

    coarse, fine = decoder_channels
    x = conv.full(x, coarse, 1, 1, name="decoder_32")
    stride_16 = conv.merge(x, skips[16], coarse, name="decoder_16")
    x = conv.full(stride_16, fine, 1, 1, name="decoder_8_narrow")
    x = conv.merge(x, skips[8], fine, name="decoder_8")
    return conv.separable(x, fine, 5, 1, name="decoder_8_last"), stride_16


def head(x, channels: int, name: str, bias: float):
    initial = keras.initializers.Constant(bias)
    kernel = keras.initializers.RandomNormal(stddev=0.01)
    return layers.Conv2D(channels, 1, kernel_initializer=kernel, bias_initializer=initial, name=name)(x)


class Convolutions:
    """Convolution, batch norm (or bias), ReLU6: named so that a layer's parts share its stem."""

    def __init__(self, momentum: float | None):
        self.momentum = momentum
        self.folded = momentum is None

    def full(self, x, channels: int, size: int, stride: int, name: str, activate: bool = True):
        x = layers.Conv2D(channels, size, stride, "same", use_bias=self.folded, name=f"{name}_conv")(x)
        return self._normalize(x, f"{name}_conv", activate)

    def separable(self, x, channels: int, size: int, stride: int, name: str):
        x = layers.DepthwiseConv2D(size, stride, "same", use_bias=self.folded, name=f"{name}_depthwise")(x)
        x = self._normalize(x, f"{name}_depthwise", True)
        return self.full(x, channels, 1, 1, name)

    def merge(self, x, skip, channels: int, name: str):
        """A doubled map plus a finer one of the backbone."""
        skip = self.full(skip, channels, 1, 1, f"{name}_skip", activate=False)
        x = layers.Add(name=f"{name}_add")([double(x, name), skip])
        return self.separable(x, channels, 5, 1, name)

    def _normalize(self, x, name: str, activate: bool):
        if self.momentum is not None:
            x = batch_norm(self.momentum, f"{name}{NORM}")(x)
        return layers.ReLU(6, name=f"{name}_relu")(x) if activate else x


def double(x, name: str):
    """Bilinear from n to 2n - 1 cells, ends on ends: each cell repeated, then neighbours averaged."""
    # Not UpSampling2D: it becomes tiles of five dimensions, for which TensorFlow.js on WebGPU waits for the
    # graphics card, four times a frame.
    x = keras.ops.image.resize(x, (2 * x.shape[1], 2 * x.shape[2]), interpolation="nearest")
    return layers.AveragePooling2D(2, 1, "valid", name=f"{name}_average")(x)
