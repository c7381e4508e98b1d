"""The running average of a network's weights (arXiv 1701.01779 averages too: Polyak).

Batch norm's moving statistics are averaged with the weights that they belong to. (Keras' own averaging leaves
them out: in the middle of a run its averaged network then sees nobody. See EXPERIMENTS.md.)
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import keras
import numpy as np


class AverageWeights(keras.callbacks.Callback):
    """Keeps the average while a network trains, in a file too, so that a resumed run goes on from it."""

    def __init__(self, momentum: float, file: Path, every: int = 5):
        super().__init__()
        self.momentum, self.file, self.every = momentum, file, every
        self.updates = 0
        self.average: list[np.ndarray] = []

    def on_train_begin(self, logs=None):
        if self.file.exists():
            with np.load(self.file) as arrays:
                self.updates = int(arrays["updates"])
                self.average = [arrays[f"weight_{i}"] for i in range(len(self.model.weights))]
        else:
            self.average = self._weights()

    def on_train_batch_end(self, batch, logs=None):
        if (batch + 1) % self.every:
            return
        # Short memory at first: the first weights know nothing.
        keep = min(self.momentum**self.every, (1 + self.updates) / (10 + self.updates))
        for average, weight in zip(self.average, self.model.weights, strict=True):
            average += (1 - keep) * (keras.ops.convert_to_numpy(weight) - average)
        self.updates += 1

    def on_epoch_end(self, epoch, logs=None):
        arrays = {f"weight_{i}": average for i, average in enumerate(self.average)}
        np.savez(self.file, updates=self.updates, **arrays)

    @contextmanager
    def applied(self) -> Iterator[keras.Model]:
        """The network with the averaged weights; afterwards it has its own again."""
        own = self._weights()
        self._assign(self.average)
        try:
            yield self.model
        finally:
            self._assign(own)

    def _weights(self) -> list[np.ndarray]:
        return [keras.ops.convert_to_numpy(weight).copy() for weight in self.model.weights]

    def _assign(self, values: list[np.ndarray]) -> None:
        for weight, value in zip(self.model.weights, values, strict=True):
            weight.assign(value)
