"""Collections: photos that belong together, shown to visitors or hidden."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, select, true
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from server.collection import photos
from server.models import Collection, Photo


class NameTaken(ValueError):
    """Another collection has this name."""


class NotEmpty(ValueError):
    """A collection that holds photos, or one of the two that always stay, cannot be deleted."""


class Summary(NamedTuple):
    collection: Collection
    photos: int  # outside the trash


def all_of_them(session: Session) -> list[Summary]:
    """Every collection with how many photos it holds, by name."""
    kept = func.count(Photo.id).filter(Photo.trashed_at.is_(None))
    query = select(Collection, kept).outerjoin(Photo).group_by(Collection.id).order_by(Collection.name)
    return [Summary(collection, number) for collection, number in session.execute(query)]


def create(session: Session, name: str, visible: bool = True) -> Collection:
    """A new, empty collection. Raises NameTaken."""
    collection = Collection(name=name, visible=visible)
    session.add(collection)
    _commit_name(session, name)
    return collection


def rename(session: Session, collection: Collection, name: str) -> None:
    """Raises NameTaken."""
    collection.name = name
    _commit_name(session, name)


def set_visible(session: Session, collection: Collection, visible: bool) -> None:
    """Show a collection to visitors, or hide it."""
    collection.visible = visible
    photos.change(session, Photo.collection_id == collection.id)
    session.commit()


def move(session: Session, photo_ids: Sequence[int], collection: Collection) -> int:
    """Put photos into a collection; returns how many there were."""
    moved = photos.change_all(session, photo_ids, true(), collection_id=collection.id)
    session.commit()
    return moved


def delete(session: Session, collection: Collection) -> None:
    """Raises NotEmpty: photos are moved or trashed by whoever wants that, never along with a name."""
    if collection.id in (Collection.GALLERY, Collection.UPLOADS):
        raise NotEmpty(f"“{collection.name}” always stays; hide it instead.")
    number = session.scalar(select(func.count()).where(Photo.collection_id == collection.id))
    if number:
        raise NotEmpty(
            f"“{collection.name}” still holds {number} photos, those in the trash included. Move them first."
        )
    session.delete(collection)
    session.commit()


def _commit_name(session: Session, name: str) -> None:
    try:
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise NameTaken(f"There is a collection “{name}” already. Choose another name.") from error
