"""Photos that look the same as one that was there before."""

import threading

import numpy as np
from sqlalchemy.orm import Session

from server.collection import photos
from server.collection.likeness import NEAR_BITS, distances
from server.models import Photo


class Twins:
    """The hashes of all photos in memory, read anew when the library has changed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._revision: int | None = None
        self._ids = np.zeros(0, int)
        self._looks = np.zeros((0, photos.LOOK_BYTES), np.uint8)

    def of(self, session: Session, photo: Photo) -> Photo | None:
        """The oldest other photo that looks like this one, and is no younger; None where there is none."""
        if photo.look is None:
            return None
        with self._lock:
            revision = photos.revision(session)
            if revision != self._revision:
                self._ids, self._looks = photos.all_looks(session)
                self._revision = revision
            older = np.searchsorted(self._ids, photo.id)
            near = np.flatnonzero(distances(photo.look, self._looks[:older]) <= NEAR_BITS)
            ids = self._ids[near[:1]].tolist() if len(near) else []
        return session.get(Photo, ids[0]) if ids else None
