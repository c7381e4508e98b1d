"""The trash: what is deleted stays restorable for thirty days."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from server.collection import history, photos
from server.collection.storage import Storage
from server.models import Photo, now

KEPT = timedelta(days=30)


def put(session: Session, photo_ids: Sequence[int]) -> int:
    """Move photos into the trash; returns how many were not there yet."""
    moved = photos.change_all(session, photo_ids, Photo.trashed_at.is_(None), trashed_at=now())
    session.commit()
    return moved


def restore(session: Session, photo_ids: Sequence[int]) -> int:
    """Take photos out of the trash, with everything they had; returns how many were in there."""
    restored = photos.change_all(session, photo_ids, Photo.trashed_at.is_not(None), trashed_at=None)
    session.commit()
    return restored


def purge(session: Session, storage: Storage, photo_ids: Sequence[int]) -> int:
    """Delete trashed photos and their files for good; returns how many. What is not in the trash stays."""
    purged = 0
    for some in photos.batches(photo_ids):
        doomed = Photo.id.in_(some) & Photo.trashed_at.is_not(None)
        with storage.removing():
            gone = session.execute(delete(Photo).where(doomed).returning(Photo.id, Photo.sha256)).all()
            history.forget(session, [photo_id for photo_id, _ in gone])
            session.commit()  # the rows first: a file without its row harms nobody
            for _, sha256 in gone:
                storage.delete(sha256)
        purged += len(gone)
    return purged


def overdue(session: Session, limit: int = 100) -> list[int]:
    """Photos that have been in the trash for thirty days."""
    old = select(Photo.id).where(Photo.trashed_at < now() - KEPT).order_by(Photo.trashed_at).limit(limit)
    return list(session.scalars(old))
