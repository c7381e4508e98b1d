"""Which photos have which tags, kept for a moment: asking a large library at each pose takes too long."""

import threading
import time
from collections.abc import Callable, Sequence

from cachetools import TTLCache

KEPT_SECONDS = 10
MAX_CHOICES = 64  # at 80,000 photos each takes a few hundred kilobytes


class Tagged:
    """One per process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._kept: TTLCache[frozenset[str], list[int]] = TTLCache(MAX_CHOICES, KEPT_SECONDS, clock)
        self._lock = threading.Lock()

    def of(self, tags: Sequence[str], read: Callable[[Sequence[str]], list[int]]) -> list[int]:
        """The photos with at least one of these tags, in ascending order."""
        choice = frozenset(tags)
        with self._lock:
            if (kept := self._kept.get(choice)) is not None:
                return kept
        found = read(sorted(choice))
        with self._lock:
            self._kept[choice] = found
        return found
