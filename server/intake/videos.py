"""Videos in the database: they wait as photos do, until their frames are photos."""

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from server.models import Status, Video


def add(session: Session, sha256: str, title: str, credit: str = "") -> tuple[Video, bool]:
    """The video of these bytes, waiting for a worker, and whether it is new. Committed when this returns."""
    video = by_sha256(session, sha256)
    if video is None:
        video = Video(sha256=sha256, title=title[:200], credit=credit[:200])
        session.add(video)
        try:
            session.commit()
        except IntegrityError:  # another process stored the same bytes in between
            session.rollback()
        else:
            return video, True
    # Its frames may have been deleted, or it failed: it is looked at again.
    _settle(session, sha256, status=Status.PENDING, reason="", tries=0, claimed_until=None)
    return session.scalars(select(Video).filter_by(sha256=sha256)).one(), False


def by_sha256(session: Session, sha256: str) -> Video | None:
    return session.scalars(select(Video).filter_by(sha256=sha256)).one_or_none()


def record(session: Session, sha256: str, frames: int) -> None:
    _settle(session, sha256, status=Status.READY, reason="", frames=frames)


def record_failure(session: Session, sha256: str, reason: str) -> None:
    _settle(session, sha256, status=Status.FAILED, reason=reason[:300])


def newest(session: Session, limit: int) -> list[Video]:
    return list(session.scalars(select(Video).order_by(Video.id.desc()).limit(limit)))


def _settle(session: Session, sha256: str, **values) -> None:
    session.execute(update(Video).where(Video.sha256 == sha256).values(**values))
    session.commit()
