"""What accidents leave behind goes after a day: half-written files, files without a row, given-up uploads."""

import time

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.collection.storage import NAME_DIGITS, Storage
from server.intake.uploads import Uploads
from server.models import Photo, Status, Video

KEPT_SECONDS = 24 * 3600


def sweep(session: Session, storage: Storage, uploads: Uploads) -> int:
    """Returns how many files were removed. What an upload of this moment has just stored stays."""
    horizon = time.time() - KEPT_SECONDS
    known = _in_use(session)
    suspects = [(path, name) for path, name in storage.untouched_since(horizon) if name not in known]
    removed = 0
    if suspects:
        with storage.removing():
            known = _in_use(session)  # once more, since now nobody can store anything
            for path, name in suspects:
                if name not in known and path.exists() and path.stat().st_mtime < horizon:
                    path.unlink()
                    removed += 1
    return removed + uploads.sweep()


def _in_use(session: Session) -> set[str]:
    waiting = select(Video.sha256).where(Video.status == Status.PENDING)
    names = {sha256[:NAME_DIGITS] for sha256 in session.scalars(select(Photo.sha256).union_all(waiting))}
    session.rollback()
    return names
