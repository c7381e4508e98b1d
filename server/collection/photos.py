"""The library: what is in it, and every change to it. Knows the database, not Flask and not the files."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from sqlalchemy import (
    ColumnElement,
    Connection,
    LargeBinary,
    Row,
    Select,
    TableValuedAlias,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    type_coerce,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from converter.pose.spec import VERSION, K
from server.collection.details import Details
from server.collection.doubts import doubts
from server.models import Collection, Library, Photo, PhotoChange, Review, Status, poses_from_bytes

# A process that was not asked for longer than this reads the whole library anew.
KEPT_REVISIONS = 10_000
READ_AT_ONCE = 500  # rows take more memory than the arrays they become

# With a pose, neither rejected nor trashed, in a visible collection.
FINDABLE: ColumnElement[bool] = (
    (Photo.status == Status.READY)
    & (Photo.review != Review.REJECTED)
    & Photo.trashed_at.is_(None)
    & Photo.collection_id.in_(select(Collection.id).where(Collection.visible))
)
LOOK_BYTES = 32  # of a perceptual hash (server.collection.likeness)
BATCH = 500  # photos held in memory at once, and bound parameters of one statement
NO_POSE = {"pose": None, "score": None, "spec_version": None}


class OutdatedPoses(RuntimeError):
    """Poses in the database were made under another spec."""


class Findable(NamedTuple):
    ids: np.ndarray  # (N,)
    groups: np.ndarray  # (N,) ids of their collections
    poses: np.ndarray  # (N, K, 3)


class Told(NamedTuple):
    """What visitors may know of a photo."""

    id: int
    sha256: str
    title: str
    credit: str
    licence: str
    tags: list[str]
    width: int
    height: int
    pose: np.ndarray


_TOLD = select(*(getattr(Photo, name) for name in Told._fields)).where(
    FINDABLE, Photo.id.in_(bindparam("ids", expanding=True))
)
_REVISION = select(Library.revision)


def add(
    session: Session, sha256: str, details: Details, collection_id: int = Collection.UPLOADS
) -> tuple[Photo, bool]:
    """The photo of these bytes, and whether it is new. Committed when this returns.

    One that is in the trash comes back from there.
    """
    if existing := by_sha256(session, sha256):
        if existing.trashed_at is not None:
            change(session, Photo.id == existing.id, trashed_at=None)
            session.commit()
        return existing, False
    photo = Photo(
        sha256=sha256,
        title=details.title[:200],
        credit=details.credit[:200],
        licence=details.licence[:200],
        tags=list(details.tags),
        collection_id=collection_id,
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


def batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def told(session: Session, ids: Sequence[int]) -> list[Told]:
    """Those of the photos that visitors may meet, in any order."""
    with _reading(session) as connection:
        return [Told(*row) for row in connection.execute(_TOLD, {"ids": ids})]


def tagged(session: Session, tags: Sequence[str]) -> list[int]:
    """The photos that visitors may meet and that have at least one of these tags."""
    tag = unpacked_tags(session)
    has_one = select(literal(1)).select_from(tag).where(tag.c.value.in_(tags)).correlate(Photo).exists()
    return list(session.scalars(select(Photo.id).where(FINDABLE, has_one).order_by(Photo.id)))


def unpacked_tags(session: Session) -> TableValuedAlias:
    """The tags of a photo, one to a row, in the column `value`."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    unpack = func.json_each if is_sqlite else func.json_array_elements_text
    return unpack(Photo.tags).table_valued("value")


def counts(session: Session) -> dict[Status, int]:
    """How many photos outside the trash have each status."""
    rows = session.execute(
        select(Photo.status, func.count()).where(Photo.trashed_at.is_(None)).group_by(Photo.status)
    )
    found = dict(iter(rows))
    return {status: found.get(status, 0) for status in Status}


def record_pose(
    session: Session,
    photo_id: int,
    size: tuple[int, int],
    pose: np.ndarray | None,
    others: Sequence[np.ndarray] = (),
) -> None:
    """The worker's result in pixels of the served picture: the main person's pose (K, 3), and others'.

    None says that nobody is seen. What people have decided stays: a corrected pose, an approval, a rejection.
    """
    people = [] if pose is None else [pose, *others]
    found = {"width": size[0], "height": size[1], "people": _stacked(people)}
    mine = Photo.id == photo_id  # a photo that was deleted meanwhile stays deleted: this then changes no row
    _log(session, mine)  # from here on nobody else writes, so what is read now holds until the commit
    photo = session.scalars(select(Photo).where(mine).execution_options(populate_existing=True)).one_or_none()
    if photo is None:
        values = {}
    elif photo.corrected:
        values = found | pose_values(photo.pose)
    else:
        values = found | pose_values(pose)
        if photo.review in (Review.NONE, Review.DOUBTFUL):
            doubtful = doubts(people, size)
            values |= {"doubts": doubtful, "review": Review.DOUBTFUL if doubtful else Review.NONE}
    if values:
        session.execute(update(Photo).where(mine).values(**values))
    session.commit()


def keep_pose(
    session: Session,
    photo_id: int,
    size: tuple[int, int],
    pose: np.ndarray | None,
    people: Sequence = (),
    **judged,
) -> None:
    """A pose (K, 3) that came along with a photo and is not looked for; the caller commits.

    The photo goes on waiting for a worker, who makes its pictures (`record_pictures`).
    """
    version = None if pose is None else VERSION
    kept = {"pose": pose, "spec_version": version, "people": _stacked(people)}
    change(session, Photo.id == photo_id, width=size[0], height=size[1], **kept, **judged)


def has_kept_pose(session: Session, photo_id: int) -> bool:
    waiting = (Photo.id == photo_id) & (Photo.status == Status.PENDING) & Photo.pose.is_not(None)
    return session.scalar(select(Photo.id).where(waiting)) is not None


def record_pictures(session: Session, photo_id: int, size: tuple[int, int]) -> None:
    """The served pictures, of this size, are there: the pose that was kept holds, in their pixels."""
    photo = session.get(Photo, photo_id, populate_existing=True)
    if photo is not None and photo.pose is not None:
        pose = photo.pose * np.array([size[0] / photo.width, size[1] / photo.height, 1], "<f4")
        change(session, Photo.id == photo_id, width=size[0], height=size[1], **pose_values(pose))
    session.commit()


def record_look(session: Session, photo_id: int, look: bytes) -> None:
    """The perceptual hash of a photo; the caller commits."""
    session.execute(update(Photo).where(Photo.id == photo_id).values(look=look))


def all_looks(session: Session) -> tuple[np.ndarray, np.ndarray]:
    """Ids (N,) of the photos outside the trash, oldest first, and their hashes (N, bytes)."""
    kept = select(Photo.id, Photo.look).where(Photo.look.is_not(None), Photo.trashed_at.is_(None))
    rows = session.execute(kept.order_by(Photo.id)).all()
    looks = np.frombuffer(b"".join(look or b"" for _, look in rows), np.uint8)
    return np.array([photo_id for photo_id, _ in rows], int), looks.reshape(len(rows), LOOK_BYTES)


def record_failure(session: Session, photo_id: int, reason: str) -> None:
    change(
        session,
        (Photo.id == photo_id) & Photo.corrected.is_(False),
        status=Status.FAILED,
        reason=reason[:300],
        **NO_POSE,
    )
    session.commit()


def estimate_again(session: Session) -> None:
    """Put every photo back to pending, but for those whose pose a person has made or approved."""
    human = (Photo.corrected | (Photo.review == Review.APPROVED)) & Photo.pose.is_not(None)
    change(session, ~human, status=Status.PENDING, reason="", tries=0, claimed_until=None, **NO_POSE)
    change(session, human, spec_version=VERSION)
    session.commit()


def revision(session: Session) -> int:
    """Grows with every committed change to what `findable` returns."""
    with _reading(session) as connection:
        return connection.execute(_REVISION).scalar_one()


def changed_since(session: Session, revision: int) -> list[int]:
    """The photos that changed after this revision, those that are gone included."""
    return list(session.scalars(_changed_after(revision).distinct()))


def findable(session: Session, since: int | None = None) -> Findable:
    """What visitors may meet; of what changed after the revision `since`, if that is given.

    Raises OutdatedPoses where the spec has changed since the poses were made.
    """
    parts = list(findable_parts(session, since)) or [_arrays([])]
    return Findable(*map(np.concatenate, zip(*parts, strict=True)))


def findable_parts(session: Session, since: int | None = None) -> Iterator[Findable]:
    """The same in parts, for whoever wants not all of it in memory at once."""
    pose = type_coerce(Photo.pose, LargeBinary)  # as bytes: one array is made of all of them
    query = select(Photo.id, Photo.collection_id, Photo.spec_version, pose).where(FINDABLE)
    if since is not None:
        query = query.where(Photo.id.in_(_changed_after(since)))
    rows = session.execute(query.order_by(Photo.id).execution_options(yield_per=READ_AT_ONCE))
    return map(_arrays, rows.partitions())


def _arrays(rows: Sequence[Row]) -> Findable:
    ids, groups, versions, poses = zip(*rows, strict=True) if rows else ((), (), (), ())
    if other := set(versions) - {VERSION}:
        raise _outdated(other.pop())
    return Findable(np.array(ids, int), np.array(groups, int), poses_from_bytes(poses))


def check_spec(session: Session) -> None:
    other = session.scalars(select(Photo.spec_version).where(Photo.spec_version != VERSION).limit(1)).first()
    if other is not None:
        raise _outdated(other)


def _outdated(version: int | None) -> OutdatedPoses:
    return OutdatedPoses(f"poses have spec v{version}, server expects v{VERSION}; run: move-mirror reindex")


def gallery_loaded(session: Session) -> bool:
    return session.scalars(select(Library.gallery_loaded)).one()


def set_gallery_loaded(session: Session) -> None:
    session.execute(update(Library).values(gallery_loaded=True))
    session.commit()


def pose_values(pose: np.ndarray | None) -> dict:
    """The columns that a pose (K, 3), or that there is nobody, decides."""
    if pose is None:
        return {"status": Status.NO_PERSON, "reason": "No person was found in this photo.", **NO_POSE}
    score = float(pose[:, 2].mean())
    return {"status": Status.READY, "reason": "", "pose": pose, "score": score, "spec_version": VERSION}


def change_all(session: Session, ids: Sequence[int], which: ColumnElement[bool], **values) -> int:
    """`change` those of many photos for which a condition holds."""
    return sum(change(session, Photo.id.in_(some) & which, **values) for some in batches(ids))


def change(session: Session, which: ColumnElement[bool], **values) -> int:
    """Change photos in what decides whether, where and in which pose they are found; returns how many.

    The one way to do so, because it tells every process. The caller commits.
    """
    _log(session, which)
    changed = session.execute(update(Photo).where(which).values(**values)) if values else None
    return changed.rowcount if changed else 0  # type: ignore[attr-defined]


def _stacked(people: Sequence) -> np.ndarray:
    """Poses (K, 3) as (N, K, 3)."""
    return np.array(people, "<f4").reshape(-1, K, 3)


def _log(session: Session, which: ColumnElement[bool]) -> None:
    """Begin a revision in which these photos change. Until the commit every other writer waits behind it.

    So revisions become visible in their order, and a reader who has seen one has seen all before it.
    """
    number = session.execute(
        update(Library).values(revision=Library.revision + 1).returning(Library.revision)
    ).scalar_one()
    session.execute(
        insert(PhotoChange).from_select(
            ["revision", "photo_id"], select(literal(number), Photo.id).where(which)
        )
    )
    session.execute(delete(PhotoChange).where(PhotoChange.revision <= number - KEPT_REVISIONS))


def _reading(session: Session) -> Connection:
    """A connection for a moment: what each visitor asks takes a session twice as long."""
    return session.get_bind().engine.connect()


def _changed_after(revision: int) -> Select:
    return select(PhotoChange.photo_id).where(PhotoChange.revision > revision)
