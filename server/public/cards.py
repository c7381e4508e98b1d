"""What visitors are told of a photo, kept for a moment: from one pose to the next the same few photos win."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from cachetools import TTLCache

from server.public.messages import PhotoReply, Place

# A title that a curator changes is seen this much later. Whether a photo is found at all is the matter of the
# index, which knows at once.
KEPT_SECONDS = 10
MAX_CARDS = 5_000


class Card(NamedTuple):
    photo: PhotoReply
    keypoints: list[Place]


class Cards:
    """One per process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._kept: TTLCache[int, Card] = TTLCache(MAX_CARDS, KEPT_SECONDS, clock)
        self._lock = threading.Lock()

    def of(self, ids: Sequence[int], read: Callable[[Sequence[int]], dict[int, Card]]) -> dict[int, Card]:
        """The cards of those among `ids` that `read` has, asked only for what is not kept."""
        with self._lock:
            found = {photo_id: card for photo_id in ids if (card := self._kept.get(photo_id))}
        if missing := [photo_id for photo_id in ids if photo_id not in found]:
            fresh = read(missing)
            with self._lock:
                self._kept.update(fresh)
            found |= fresh
        return found
