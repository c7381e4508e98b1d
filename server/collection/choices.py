"""What visitors may narrow their search to: the collections and tags of the photos that they may meet."""

import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from cachetools import TTLCache
from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from server.collection.photos import FINDABLE, unpacked_tags
from server.models import Collection, Photo

MAX_TAGS = 40  # a visitor reads no more
KEPT_SECONDS = 10  # counting the tags of 80,000 photos takes a while


class InCollection(NamedTuple):
    id: int
    name: str
    photos: int


class WithTag(NamedTuple):
    tag: str
    photos: int


class Choices(NamedTuple):
    """Only what finds something."""

    collections: list[InCollection]  # by name
    tags: list[WithTag]  # the most frequent ones, by frequency


class KeptChoices:
    """One per process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._kept: TTLCache[str, Choices] = TTLCache(1, KEPT_SECONDS, clock)
        self._lock = threading.Lock()

    def of(self, session: Session) -> Choices:
        with self._lock:
            if "choices" not in self._kept:
                self._kept["choices"] = choices(session)
            return self._kept["choices"]


def choices(session: Session) -> Choices:
    number = func.count(Photo.id)
    collections = (
        select(Collection.id, Collection.name, number)
        .join(Photo, Photo.collection_id == Collection.id)
        .where(FINDABLE)
        .group_by(Collection.id)
        .order_by(Collection.name)
    )
    tag = unpacked_tags(session)
    tags = (
        select(tag.c.value, number)
        .select_from(Photo)
        .join(tag, true())
        .where(FINDABLE)
        .group_by(tag.c.value)
        .order_by(number.desc(), tag.c.value)
        .limit(MAX_TAGS)
    )
    return Choices(
        [InCollection(*row) for row in session.execute(collections)],
        [WithTag(*row) for row in session.execute(tags)],
    )
