"""Finding photos by words, state and collection, and editing what is said about many at once."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from server.collection import photos
from server.models import Photo, Review, Status

MAX_TITLE = 200


class State(StrEnum):
    """What a curator may ask for."""

    ALL = "all"
    SHOWN = "shown"  # to visitors
    DOUBTFUL = "doubtful"
    PENDING = "pending"
    NO_PERSON = "no_person"
    FAILED = "failed"
    APPROVED = "approved"
    REJECTED = "rejected"
    TRASH = "trash"


class Sort(StrEnum):
    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"
    LEAST_SURE = "least_sure"


class View(NamedTuple):
    """Which photos, in which order."""

    words: str = ""
    state: State = State.ALL
    collection_id: int | None = None
    sort: Sort = Sort.NEWEST


class Edit(NamedTuple):
    """What to say about photos from now on; None leaves as it is.

    In a title for several `{n}` stands for the photo's place among them, from 1, and `{title}` for its own.
    """

    title: str | None = None
    credit: str | None = None
    licence: str | None = None
    add_tags: Sequence[str] = ()
    remove_tags: Sequence[str] = ()


KEPT = Photo.trashed_at.is_(None)
CONDITIONS: dict[State, ColumnElement[bool]] = {
    State.ALL: KEPT,
    State.SHOWN: photos.FINDABLE,
    State.DOUBTFUL: KEPT & (Photo.review == Review.DOUBTFUL) & (Photo.status != Status.PENDING),
    State.PENDING: KEPT & (Photo.status == Status.PENDING),
    State.NO_PERSON: KEPT & (Photo.status == Status.NO_PERSON),
    State.FAILED: KEPT & (Photo.status == Status.FAILED),
    State.APPROVED: KEPT & (Photo.review == Review.APPROVED),
    State.REJECTED: KEPT & (Photo.review == Review.REJECTED),
    State.TRASH: ~KEPT,
}
ORDERS = {
    Sort.NEWEST: (Photo.id.desc(),),
    Sort.OLDEST: (Photo.id,),
    Sort.TITLE: (Photo.searched, Photo.id),  # it begins with the title
    Sort.LEAST_SURE: (func.coalesce(Photo.score, 0), Photo.id),
}


def ids(session: Session, view: View) -> list[int]:
    """Every photo of a view, in its order. Each of the words must be in title, tags, credit or licence."""
    query = select(Photo.id).where(CONDITIONS[view.state])
    if view.collection_id is not None:
        query = query.where(Photo.collection_id == view.collection_id)
    for word in view.words.casefold().split():
        query = query.where(Photo.searched.contains(word, autoescape=True))
    return list(session.scalars(query.order_by(*ORDERS[view.sort])))


def counts(session: Session) -> dict[State, int]:
    """How many photos each state has."""
    columns = [func.count().filter(condition) for condition in CONDITIONS.values()]
    row = session.execute(select(*columns).select_from(Photo)).one()
    return dict(zip(CONDITIONS, row, strict=True))


def edit(session: Session, photo_ids: Sequence[int], new: Edit) -> int:
    """Say the same about many photos; returns how many there were."""
    edited = 0
    for some in photos.batches(photo_ids):
        for photo in photos.by_ids(session, some):
            edited += 1
            if new.title is not None:
                photo.title = new.title if len(photo_ids) == 1 else _filled_in(new.title, edited, photo.title)
            _edit(photo, new)
        session.commit()
    return edited


def _filled_in(title: str, number: int, own: str) -> str:
    return title.replace("{n}", str(number)).replace("{title}", own)[:MAX_TITLE].rstrip()


def _edit(photo: Photo, new: Edit) -> None:
    for name in ("credit", "licence"):
        value = getattr(new, name)
        if value is not None:
            setattr(photo, name, value)
    if new.add_tags or new.remove_tags:
        left = [tag for tag in photo.tags if tag not in new.remove_tags]
        photo.tags = left + [tag for tag in new.add_tags if tag not in left]
