"""Keeps a busy server quick: who could not be answered soon, or asks too often, is turned away at once."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cachetools import TTLCache
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

# Matches that may be under way in one process. The last of so many still has an answer within a tenth of a
# second; one more would only make everybody wait longer.
MAX_WAITING = 32
RETRY_SECONDS = 1
MAX_ADDRESSES = 10_000


class Admission:
    """One per process. `per_second` matches for each address, 0 for no limit."""

    def __init__(
        self,
        per_second: int,
        max_waiting: int = MAX_WAITING,
        clock: Callable[[], float] = time.monotonic,
    ):
        self._per_second = per_second
        self._places = threading.BoundedSemaphore(max_waiting)
        # flask-limiter's storage would start a thread every few questions, which costs more than a match.
        self._asked: TTLCache[str, list[int]] = TTLCache(MAX_ADDRESSES, 1, clock)
        self._lock = threading.Lock()

    @contextmanager
    def place(self, address: str) -> Iterator[None]:
        """A place among those who are answered, for as long as the context lasts.

        Raises TooManyRequests or ServiceUnavailable, which say when to come again.
        """
        if self._per_second and self._count(address) > self._per_second:
            raise TooManyRequests(
                f"One address may ask for {self._per_second} matches a second. Ask less often.",
                retry_after=RETRY_SECONDS,
            )
        if not self._places.acquire(blocking=False):
            raise ServiceUnavailable(
                "Too many visitors at once. Try again in a moment.", retry_after=RETRY_SECONDS
            )
        try:
            yield
        finally:
            self._places.release()

    def _count(self, address: str) -> int:
        """How often this address has asked in the second that began with its first question."""
        with self._lock:
            asked = self._asked.setdefault(address, [0])
            asked[0] += 1
            return asked[0]
