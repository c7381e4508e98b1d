"""What curators did to photos, kept so that each step can be taken back for thirty days, by whoever sees it.

A change remembers, of every photo that it touches, what it is about to overwrite. Taking it back puts that in
its place again, but for photos in which a later change has overwritten the same since.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from server.collection import photos
from server.models import Change, Earlier, Photo, now

KEPT = timedelta(days=30)
VERDICT = ("review", "review_reason", "doubts", "corrected", "pose")


class What(StrEnum):
    APPROVED = "approved"
    REJECTED = "rejected"
    CORRECTED = "corrected"
    REOPENED = "reopened"  # a verdict that leaves the question open
    EDITED = "edited"
    TRASHED = "trashed"
    RESTORED = "restored"


class Undone(NamedTuple):
    photos: int  # that are again as they were
    kept: int  # that have been changed since, or are gone


class Step(NamedTuple):
    """One change in the life of one photo."""

    change: Change
    pose: np.ndarray | None  # (K, 3) before it; None where it did not touch the pose, or there was none


def remember(
    session: Session, who: str, what: What, ids: Sequence[int], columns: Iterable[str], detail: str = ""
) -> Change:
    """Note what these columns of the photos say now. It is committed together with what changes them."""
    change = Change(who=who[:80], what=what.value, detail=detail[:300], photos=0)
    session.add(change)
    session.flush()
    names = tuple(columns)
    for some in photos.batches(ids):
        rows = [_earlier(change, photo, names) for photo in photos.by_ids(session, some)]
        if rows:
            session.execute(insert(Earlier), rows)
        change.photos += len(rows)
    return change


def undo(session: Session, change: Change) -> Undone:
    """Put back what a change has overwritten. One that is interrupted is done by asking again."""
    undone = kept = 0
    for some in photos.batches(_photo_ids(session, change)):
        earlier = _of_photos(session, change, some)
        later = _overwritten_since(session, change, some)
        free = [row for row in earlier if not later.get(row.photo_id, set()) & _columns(row)]
        there = {photo.id: photo for photo in photos.by_ids(session, [row.photo_id for row in free])}
        photos.change(session, Photo.id.in_(there))
        for row in free:
            if row.photo_id in there:
                _put_back(there[row.photo_id], row)
        undone += len(there)
        kept += len(some) - len(there)
        session.commit()
    change.undone = True
    session.commit()
    return Undone(undone, kept)


def newest(session: Session, limit: int) -> list[Change]:
    return list(session.scalars(select(Change).order_by(Change.id.desc()).limit(limit)))


def subjects(session: Session, changes: Sequence[Change]) -> dict[int, tuple[int, str]]:
    """Of changes to a single photo: its id and title, by the change's id."""
    single = [change.id for change in changes if change.photos == 1]
    rows = session.execute(
        select(Earlier.change_id, Photo.id, Photo.title)
        .join(Photo, Photo.id == Earlier.photo_id)
        .where(Earlier.change_id.in_(single))
    )
    return {change_id: (photo_id, title) for change_id, photo_id, title in rows}


def of_photo(session: Session, photo_id: int) -> list[Step]:
    """What was done to a photo, the latest first."""
    rows = session.execute(
        select(Change, Earlier)
        .join(Earlier, Earlier.change_id == Change.id)
        .where(Earlier.photo_id == photo_id)
        .order_by(Change.id.desc())
    )
    return [Step(change, earlier.pose) for change, earlier in rows]


def forget(session: Session, photo_ids: Sequence[int]) -> None:
    """Of photos that are deleted for good: their numbers may be given to others. The caller commits."""
    session.execute(delete(Earlier).where(Earlier.photo_id.in_(photo_ids)))


def sweep(session: Session) -> None:
    """Forget what is older than KEPT."""
    is_old = Change.at < now() - KEPT
    in_the_database = {"synchronize_session": False}
    for doomed in (
        delete(Earlier).where(Earlier.change_id.in_(select(Change.id).where(is_old))),
        delete(Change).where(is_old),
    ):
        session.execute(doomed, execution_options=in_the_database)
    session.commit()


def _earlier(change: Change, photo: Photo, names: Sequence[str]) -> dict:
    said = {name: _kept(getattr(photo, name)) for name in names if name != "pose"}
    has_pose = "pose" in names
    return {
        "change_id": change.id,
        "photo_id": photo.id,
        "said": said,
        "has_pose": has_pose,
        "pose": photo.pose if has_pose else None,
    }


def _kept(value):
    return value.isoformat() if isinstance(value, datetime) else value


def _put_back(photo: Photo, row: Earlier) -> None:
    values = dict(row.said)
    if values.get("trashed_at"):
        values["trashed_at"] = datetime.fromisoformat(values["trashed_at"])
    if row.has_pose:
        values |= photos.pose_values(row.pose)
    for name, value in values.items():
        setattr(photo, name, value)


def _columns(row: Earlier) -> set[str]:
    return set(row.said) | ({"pose"} if row.has_pose else set())


def _photo_ids(session: Session, change: Change) -> list[int]:
    query = select(Earlier.photo_id).where(Earlier.change_id == change.id)
    return list(session.scalars(query.order_by(Earlier.photo_id)))


def _of_photos(session: Session, change: Change, ids: Sequence[int]) -> list[Earlier]:
    mine = Earlier.change_id == change.id
    return list(session.scalars(select(Earlier).where(mine, Earlier.photo_id.in_(ids))))


def _overwritten_since(session: Session, change: Change, ids: Sequence[int]) -> dict[int, set[str]]:
    """By photo: what later changes that still hold have overwritten."""
    later = (
        select(Earlier)
        .join(Change, Change.id == Earlier.change_id)
        .where(Change.id > change.id, Change.undone.is_(False), Earlier.photo_id.in_(ids))
    )
    found: dict[int, set[str]] = {}
    for row in session.scalars(later):
        found.setdefault(row.photo_id, set()).update(_columns(row))
    return found
