"""A network of a larger input looks at the product's crops; its maps are read back in the crops' cells.

So whatever reads maps knows one crop, one stride and one unit. Enlarging a crop costs no accuracy against
cutting a larger one out of the photo: EXPERIMENTS.md has the figures.
"""

from typing import Protocol

import numpy as np

from converter.pose.logistic import logistic
from converter.pose.spec import STRIDE

# Probabilities are averaged between cells, and logits have no end.
LEAST_PROBABILITY = 1e-7


class SizedNetwork(Protocol):
    """A `converter.pose.estimate.Network` that says what it takes in: Keras or LiteRT."""

    @property
    def input_shape(self) -> tuple: ...  # (batch or None, H, W, 3)

    def predict_on_batch(self, crops: np.ndarray) -> dict[str, np.ndarray]: ...


class Enlarged:
    """A `converter.pose.estimate.Network` of crops of any size around a network of one size."""

    def __init__(self, network: SizedNetwork):
        self._network = network

    def predict_on_batch(self, crops: np.ndarray) -> dict[str, np.ndarray]:
        """`heatmaps` (B, h, w, K) logits and `offsets` (B, h, w, 2K) in pixels of crops (B, H, W, 3)."""
        height, width = crops.shape[1:3]
        input_height, input_width = self._network.input_shape[1:3]
        if (height, width) == (input_height, input_width):
            return self._network.predict_on_batch(crops)
        scale = min((input_height - 1) / (height - 1), (input_width - 1) / (width - 1))
        maps = self._network.predict_on_batch(resampled(crops, input_height, input_width, 1 / scale))
        cells = (height - 1) // STRIDE + 1, (width - 1) // STRIDE + 1
        probabilities = resampled(logistic(np.asarray(maps["heatmaps"])), *cells, scale)
        return {
            "heatmaps": _logits(probabilities),
            "offsets": resampled(np.asarray(maps["offsets"]), *cells, scale) / scale,
        }


def resampled(maps: np.ndarray, height: int, width: int, step: float) -> np.ndarray:
    """Maps (B, H, W, C) read at (height, width) places, `step` apart about their middle, bilinearly.

    Beyond their borders maps are 0.
    """
    return _read_along(2, _read_along(1, maps, height, step), width, step)


def _read_along(axis: int, maps: np.ndarray, count: int, step: float) -> np.ndarray:
    length = maps.shape[axis]
    places = (length - 1) / 2 + step * (np.arange(count) - (count - 1) / 2)
    low = np.floor(places).astype(int)
    shape = [count if number == axis else 1 for number in range(maps.ndim)]

    def part(index: np.ndarray, share: np.ndarray) -> np.ndarray:
        share = np.where((index >= 0) & (index < length), share, 0).astype(np.float32)
        return np.take(maps, np.clip(index, 0, length - 1), axis) * share.reshape(shape)

    return part(low, low + 1 - places) + part(low + 1, places - low)


def _logits(probabilities: np.ndarray) -> np.ndarray:
    bounded = np.clip(probabilities, LEAST_PROBABILITY, 1 - LEAST_PROBABILITY)
    return np.log(bounded / (1 - bounded))
