"""The way of a photo into the library: accepted durably first, then developed (served sizes and pose)."""

import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sqlalchemy.orm import Session

from converter.pose.litert import ModelMissing
from server.collection import disk, photos
from server.collection.details import Details
from server.collection.likeness import looks
from server.collection.storage import Storage
from server.intake import decoder, queue, refusals, videos
from server.intake.estimator import Estimator
from server.intake.filetypes import HEAD_BYTES, VIDEOS, kind_of
from server.intake.refusals import BadPicture
from server.models import Collection, Photo, Video

log = logging.getLogger(__name__)


class Developed(NamedTuple):
    photo_id: int
    size: tuple[int, int] = (0, 0)
    people: Sequence[np.ndarray] | None = ()  # poses (K, 3), the main one first; None: nobody was looked for
    failure: str | None = None
    look: bytes = b""


def accept(
    session: Session, storage: Storage, data: bytes, given: Details, collection_id: int = Collection.UPLOADS
) -> tuple[Photo, bool]:
    """Store a photo, and say whether it is new. Once this returns no crash loses it. Raises BadPicture.

    What the file says of itself stands in for what is not given; its title goes first.
    """
    said = decoder.shared().check(data)
    details = Details(
        said.title or given.title.strip() or "Untitled",
        given.credit or said.credit,
        given.tags or said.tags,
        given.licence or said.licence,
    )
    return store(session, storage, data, details, collection_id)


def store(
    session: Session, storage: Storage, data: bytes, details: Details, collection_id: int
) -> tuple[Photo, bool]:
    """Store a picture that has been checked, as `accept` does."""
    sha256 = hashlib.sha256(data).hexdigest()
    with storage.keeping():
        # The file first: without it a row could never be developed; a file without its row harms nobody.
        if not photos.by_sha256(session, sha256):
            storage.save_original(sha256, data)
        return photos.add(session, sha256, details, collection_id)  # brings it back where it was in the trash


def accept_video(
    session: Session, storage: Storage, path: Path, title: str, credit: str = ""
) -> tuple[Video, bool]:
    """Store a video whose frames are to become photos, and say whether it is new. Raises BadPicture."""
    decoder.shared().check_file(path)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    with storage.keeping():
        storage.save_original_file(sha256, path)
        return videos.add(session, sha256, title.strip() or "Untitled", credit)


def is_video(path: Path) -> bool:
    with path.open("rb") as file:
        return kind_of(file.read(HEAD_BYTES)) in VIDEOS


def work_off(session: Session, storage: Storage, estimator: Estimator, worker: str) -> int | None:
    """Work off the next video or photo that waits, and return its id; None where none does.

    Raises ModelMissing.
    """
    if (video := queue.claim(session, Video, worker)) is not None:
        develop_video(session, storage, video)
        return video.id
    if not estimator.available:
        raise ModelMissing("the network is missing; photos wait until it is there")
    claim = queue.claim(session, Photo, worker)
    if claim is None:
        return None
    if claim.is_hopeless:
        photos.record_failure(session, claim.id, refusals.STOPPED_WORKERS)
        return claim.id
    has_pose = photos.has_kept_pose(session, claim.id)
    session.rollback()  # no transaction stays open while the network runs
    try:
        done = develop(storage, None if has_pose else estimator, claim.id, claim.sha256)
    except OSError:
        queue.give_back(session, Photo, claim.id)
        raise
    _record(session, done)
    return claim.id


def develop(storage: Storage, estimator: Estimator | None, photo_id: int, sha256: str) -> Developed:
    """Make the served pictures and, given an estimator, find the pose; touches files alone."""
    try:
        image = decoder.shared().picture(storage.original_path(sha256))
        size = storage.save_served(sha256, image)
        people = None if estimator is None else estimator.people(image)
        return Developed(photo_id, size, people, look=looks(image))
    except BadPicture as error:
        return Developed(photo_id, failure=str(error))
    except FileNotFoundError:
        return Developed(photo_id, failure=refusals.LOST)
    except ModelMissing:
        raise
    except Exception as error:  # one photo must never stop the others
        if isinstance(error, OSError) and disk.trouble(error):  # not the photo's fault: it waits
            raise
        log.exception("photo %s failed", photo_id)
        return Developed(photo_id, failure=refusals.ACCIDENT)


def develop_video(session: Session, storage: Storage, claim: queue.Claim) -> None:
    """Take the frames of a video into the library. Done again after a crash, it adds what was missing."""
    if claim.is_hopeless:
        return videos.record_failure(session, claim.sha256, refusals.STOPPED_WORKERS)
    video = videos.by_sha256(session, claim.sha256)
    if video is None:
        return None
    title, credit = video.title, video.credit
    session.rollback()
    try:
        taken = set()
        own = decoder.Decoder(timeout_seconds=decoder.VIDEO_TIMEOUT_SECONDS)
        for seconds, data in own.frames(storage.original_path(claim.sha256)):
            photo, _ = accept(session, storage, data, Details(f"{title} {clock(seconds)}", credit))
            taken.add(photo.id)
        videos.record(session, claim.sha256, len(taken))
    except BadPicture as error:
        videos.record_failure(session, claim.sha256, str(error))
    except FileNotFoundError:
        videos.record_failure(session, claim.sha256, refusals.LOST)
    except Exception as error:  # one video must never stop the others
        if isinstance(error, OSError) and disk.trouble(error):  # not the video's fault: it waits
            session.rollback()
            queue.give_back(session, Video, claim.id)
            raise
        log.exception("video %s failed", claim.id)
        session.rollback()
        videos.record_failure(session, claim.sha256, refusals.VIDEO_ACCIDENT)
    storage.delete(claim.sha256)  # its frames are kept; a file that is not settled yet never comes here
    return None


def clock(seconds: float) -> str:
    """A time in a video as players show it; with tenths, since there may be two frames in a second."""
    minutes, rest = divmod(round(seconds, 1), 60)
    return f"{int(minutes)}:{rest:04.1f}"


def _record(session: Session, done: Developed) -> None:
    if done.failure is not None:
        return photos.record_failure(session, done.photo_id, done.failure)
    photos.record_look(session, done.photo_id, done.look)
    if done.people is None:
        return photos.record_pictures(session, done.photo_id, done.size)
    pose = done.people[0] if done.people else None
    return photos.record_pose(session, done.photo_id, done.size, pose, done.people[1:])
