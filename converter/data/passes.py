"""The order of a run: which item of which source is its nth sample, from the seed and n alone."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np


class Passes:
    """Passes over sources of given sizes, each in a random order, with a share of every source in each pass.

    A share above 1 takes items more than once.
    """

    def __init__(self, sizes: Sequence[int], shares: Sequence[float], seed: int):
        self.sizes, self.seed = list(sizes), seed
        self.counts = [round(size * share) for size, share in zip(sizes, shares, strict=True)]
        self.length = sum(self.counts)
        if self.length == 0:
            raise ValueError("nothing to train on: the folders hold nothing with enough labels")

    def place(self, number: int) -> tuple[int, int]:
        """Source and item of sample `number`, counted from 0 over all passes."""
        passes, position = divmod(number, self.length)
        source, item = self._order(passes)[position]
        return int(source), int(item)

    @lru_cache(maxsize=2)  # noqa: B019 - one object lives as long as the run
    def _order(self, passes: int) -> np.ndarray:
        """(length, 2) source and item of each place in a pass."""
        rng = np.random.default_rng([self.seed, 1 << 40, passes])
        chosen = []
        for number, (size, count) in enumerate(zip(self.sizes, self.counts, strict=True)):
            items = np.resize(rng.permutation(size), count)
            chosen.append(np.column_stack([np.full_like(items, number), items]))
        return rng.permutation(np.concatenate(chosen))
