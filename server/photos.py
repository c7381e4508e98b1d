"""The library: what is in it, and every change to it. Knows the database, not Flask and not the files."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from converter.pose.spec import VERSION, K
from server.models import Library, Photo, Status


class OutdatedPoses(RuntimeError):
    """Poses in the database were made under another spec."""


class Findable(NamedTuple):
    ids: np.ndarray  # (N,)
    poses: np.ndarray  # (N, K, 3)


def add(
    session: Session, sha256: str, title: str, credit: str = "", tags: Sequence[str] = ()
) -> tuple[Photo, bool]:
    """The photo of these bytes, and whether it is new. Committed when this returns."""
    if existing := by_sha256(session, sha256):
        return existing, False
    photo = Photo(
        sha256=sha256, title=title[:200], credit=credit[:200], tags=list(tags), status=Status.PENDING
    )
    session.add(photo)
    try:
        session.commit()
    except IntegrityError:  # another process stored the same bytes in between
        session.rollback()
        return session.scalars(select(Photo).filter_by(sha256=sha256)).one(), False
    return photo, True


def by_sha256(session: Session, sha256: str) -> Photo | None:
    return session.scalars(select(Photo).filter_by(sha256=sha256)).one_or_none()


def by_ids(session: Session, ids: Sequence[int]) -> list[Photo]:
    """Those of the photos that exist, in the order asked for."""
    found = {photo.id: photo for photo in session.scalars(select(Photo).where(Photo.id.in_(ids)))}
    return [found[photo_id] for photo_id in ids if photo_id in found]


def newest(session: Session, limit: int, offset: int = 0) -> list[Photo]:
    return list(session.scalars(select(Photo).order_by(Photo.id.desc()).limit(limit).offset(offset)))


def counts(session: Session) -> dict[Status, int]:
    """How many photos have each status."""
    rows = session.execute(select(Photo.status, func.count()).group_by(Photo.status))
    found = dict(iter(rows))
    return {status: found.get(status, 0) for status in Status}


def pending_ids(session: Session, limit: int | None = None) -> list[int]:
    """Photos that wait for their pose, oldest first."""
    query = select(Photo.id).where(Photo.status == Status.PENDING).order_by(Photo.id).limit(limit)
    return list(session.scalars(query))


def record_pose(session: Session, photo_id: int, size: tuple[int, int], pose: np.ndarray | None) -> None:
    """The worker's result: a pose (K, 3) in pixels of the served picture; None where nobody is seen."""
    _settle(
        session,
        photo_id,
        status=Status.NO_PERSON if pose is None else Status.READY,
        reason="" if pose is not None else "No person was found in this photo.",
        width=size[0],
        height=size[1],
        pose=pose,
        spec_version=None if pose is None else VERSION,
    )


def record_failure(session: Session, photo_id: int, reason: str) -> None:
    _settle(session, photo_id, status=Status.FAILED, reason=reason[:300], pose=None, spec_version=None)


def remove(session: Session, photo: Photo) -> None:
    session.delete(photo)
    _bump(session)
    session.commit()


def estimate_again(session: Session) -> None:
    """Put every photo back to pending, whatever was found in it."""
    session.execute(update(Photo).values(status=Status.PENDING, reason="", pose=None, spec_version=None))
    _bump(session)
    session.commit()


def revision(session: Session) -> int:
    """Grows with every change to what `findable` returns."""
    return session.scalars(select(Library.revision)).one()


def findable(session: Session) -> Findable:
    """All photos with a pose. Raises OutdatedPoses where the spec has changed since they were made."""
    check_spec(session)
    rows = session.execute(
        select(Photo.id, Photo.pose).where(Photo.status == Status.READY).order_by(Photo.id)
    ).all()
    poses = np.stack([pose for _, pose in rows]) if rows else np.zeros((0, K, 3), np.float32)
    return Findable(np.array([photo_id for photo_id, _ in rows], int), poses)


def check_spec(session: Session) -> None:
    other = session.scalars(select(Photo.spec_version).where(Photo.spec_version != VERSION).limit(1)).first()
    if other is not None:
        raise OutdatedPoses(f"poses have spec v{other}, server expects v{VERSION}; run: move-mirror reindex")


def gallery_loaded(session: Session) -> bool:
    return session.scalars(select(Library.gallery_loaded)).one()


def set_gallery_loaded(session: Session) -> None:
    session.execute(update(Library).values(gallery_loaded=True))
    session.commit()


def _settle(session: Session, photo_id: int, **values) -> None:
    # A photo that was deleted meanwhile stays deleted: this then changes no row.
    session.execute(update(Photo).where(Photo.id == photo_id).values(**values))
    _bump(session)
    session.commit()


def _bump(session: Session) -> None:
    session.execute(update(Library).values(revision=Library.revision + 1))
