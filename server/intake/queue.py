"""The durable queue: what waits for a worker is a row, and a claim to it is a lease.

A worker that dies loses nothing: the next one that bears its name takes its work at once, any other when the
lease is over. What has been tried before stands behind what has not, so that nothing holds up the rest.
"""

from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from server.models import Photo, Status, Video, now

LEASE = timedelta(minutes=15)  # longer than any file may take
# A file cannot harm a worker, which sees plain pixels of a bounded number; what it does to its decoder is
# counted there. So what ends a worker is a restart or somebody's kill and says nothing of the photo: a limit
# that no innocent one comes near. Should a photo end them all the same, by a fault of ours, it does so in
# the last place of the queue, and not for ever.
MAX_TRIES = 100
PAUSE = timedelta(seconds=30)  # before what came to nothing is tried again, so that others have their turn


class Claim(NamedTuple):
    id: int
    sha256: str
    is_hopeless: bool  # every worker that has had it came to its end


def claim(session: Session, kind: type[Photo] | type[Video], worker: str) -> Claim | None:
    """The next row for this worker alone; None where nothing waits."""
    free = (kind.status == Status.PENDING) & or_(kind.claimed_until.is_(None), kind.claimed_until < now())
    if kind is Photo:
        free &= Photo.trashed_at.is_(None)
    first = select(kind.id).where(free).order_by(kind.tries, kind.id).limit(1)
    claimed = session.execute(
        update(kind)
        # Asked twice, since between the choice and the change another worker may have been quicker.
        .where(kind.id == first.with_for_update(skip_locked=True).scalar_subquery(), free)
        .values(claimed_by=worker, claimed_until=now() + LEASE, tries=kind.tries + 1)
        .returning(kind.id, kind.sha256, kind.tries)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    session.commit()
    return None if claimed is None else Claim(claimed.id, claimed.sha256, claimed.tries > MAX_TRIES)


def give_back(session: Session, kind: type[Photo] | type[Video], row_id: int) -> None:
    """A claim that came to nothing through no fault of the file: it counts as no try, and waits a little."""
    mine = update(kind).where(kind.id == row_id)
    session.execute(mine.values(claimed_until=now() + PAUSE, claimed_by=None, tries=kind.tries - 1))
    session.commit()


def release(session: Session, worker: str) -> None:
    """Give back what a worker of this name had when it ended."""
    for kind in (Photo, Video):
        mine = (kind.claimed_by == worker) & (kind.status == Status.PENDING)
        session.execute(update(kind).where(mine).values(claimed_until=None, claimed_by=None))
    session.commit()
