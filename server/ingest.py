"""The way of a photo into the library: accepted durably first, then developed (served sizes and pose)."""

import hashlib
import logging
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from sqlalchemy.orm import Session

from converter.pose.litert import ModelMissing
from server import decoder, photos, queue, refusals
from server.estimator import Estimator
from server.models import Collection, Photo
from server.refusals import BadPicture
from server.storage import Storage

# What is begun is finished before an interrupt takes effect, so it is little.
CHUNK = 32
log = logging.getLogger(__name__)


class Developed(NamedTuple):
    photo_id: int
    size: tuple[int, int] = (0, 0)
    people: Sequence[np.ndarray] = ()  # poses (K, 3), the main one first
    failure: str | None = None


def accept(
    session: Session,
    storage: Storage,
    data: bytes,
    title: str,
    credit: str = "",
    tags: Sequence[str] = (),
    licence: str = "",
    collection_id: int = Collection.UPLOADS,
) -> tuple[Photo, bool]:
    """Store a photo, and say whether it is new. Once this returns no crash loses it. Raises BadPicture.

    What the file says of itself stands in for what the caller leaves empty; its title goes first.
    """
    said = decoder.shared().check(data)
    sha256 = hashlib.sha256(data).hexdigest()
    if photos.by_sha256(session, sha256):
        return photos.add(session, sha256, title)  # brings it back where it was in the trash
    # The file first: a row without its file could never be developed, a file without its row harms nobody.
    storage.save_original(sha256, data)
    return photos.add(
        session,
        sha256,
        said.title or title.strip() or "Untitled",
        credit or said.credit,
        tags or said.tags,
        licence or said.licence,
        collection_id,
    )


def work_off(session: Session, storage: Storage, estimator: Estimator, worker: str) -> int | None:
    """Develop the next photo that waits, and return its id; None where none waits. Raises ModelMissing."""
    if not estimator.available:
        raise ModelMissing("the network is missing; photos wait until it is there")
    claim = queue.claim(session, Photo, worker)
    if claim is None:
        return None
    if claim.is_hopeless:
        photos.record_failure(session, claim.id, refusals.STOPPED_WORKERS)
    else:  # no transaction stays open while the network runs
        _record(session, develop(storage, estimator, claim.id, claim.sha256))
    return claim.id


def develop(storage: Storage, estimator: Estimator, photo_id: int, sha256: str) -> Developed:
    """Make the served pictures and find the pose; touches files alone."""
    try:
        image = decoder.shared().picture(storage.original_path(sha256))
        size = storage.save_served(sha256, image)
        return Developed(photo_id, size, estimator.people(image))
    except BadPicture as error:
        return Developed(photo_id, failure=str(error))
    except FileNotFoundError:
        return Developed(photo_id, failure=refusals.LOST)
    except ModelMissing:
        raise
    except Exception:  # one photo must never stop the others
        log.exception("photo %s failed", photo_id)
        return Developed(photo_id, failure=refusals.ACCIDENT)


def _record(session: Session, done: Developed) -> None:
    if done.failure is not None:
        photos.record_failure(session, done.photo_id, done.failure)
    else:
        pose = done.people[0] if done.people else None
        photos.record_pose(session, done.photo_id, done.size, pose, done.people[1:])


def chunks(items: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (items[start : start + size] for start in range(0, len(items), size))
