"""A whole collection in one file, with its poses: manifest.json and the originals, each named by its SHA-256.

An archive may come from a stranger. So nothing is unpacked by the names in it: every file asked for is one
that the manifest's hashes name, is read up to a limit, and is taken only if its bytes have that hash.
"""

import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import numpy as np
from msgspec import Meta, Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from converter.pose.spec import VERSION, K
from server.collection import collections, photos
from server.collection.details import Details
from server.collection.storage import Storage
from server.exchange.zipstream import Member, stream
from server.intake import decoder, ingest
from server.intake.refusals import BadPicture
from server.models import Collection, Photo, Review

FORMAT = "move-mirror-collection"
MAX_MANIFEST_BYTES = 512 * 2**20
MAX_PHOTOS = 200_000

Text = Annotated[str, Meta(max_length=200)]
Number = Annotated[float, Meta(ge=-1e6, le=1e6)]
Score = Annotated[float, Meta(ge=0, le=1)]
Pose = Annotated[list[tuple[Number, Number, Score]], Meta(min_length=K, max_length=K)]
Side = Annotated[int, Meta(ge=0, le=100_000)]


class BadArchive(ValueError):
    """The file is no archive of ours; the message is for whoever sent it."""


class Entry(Struct):
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    title: Annotated[str, Meta(min_length=1, max_length=200)]
    credit: Text = ""
    licence: Text = ""
    tags: Annotated[list[Text], Meta(max_length=200)] = []
    width: Side = 0
    height: Side = 0
    pose: Pose | None = None
    people: Annotated[list[Pose], Meta(max_length=100)] = []
    corrected: bool = False
    review: Literal["none", "doubtful", "approved", "rejected"] = "none"
    review_reason: Annotated[str, Meta(max_length=300)] = ""
    doubts: Annotated[list[Annotated[str, Meta(max_length=20)]], Meta(max_length=20)] = []


class Manifest(Struct):
    format: str
    version: int
    spec_version: int
    name: Annotated[str, Meta(min_length=1, max_length=80)]
    photos: Annotated[list[Entry], Meta(max_length=MAX_PHOTOS)]


@dataclass
class Report:
    """What became of an archive's photos."""

    collection: str = ""
    added: list[int] = field(default_factory=list)
    known: int = 0
    refused: dict[str, str] = field(default_factory=dict)  # by title


def export(session: Session, storage: Storage, collection: Collection) -> Iterator[bytes]:
    """The bytes of the archive, photo by photo. What is in the trash stays out."""
    kept = (Photo.collection_id == collection.id) & Photo.trashed_at.is_(None)
    ids = list(session.scalars(select(Photo.id).where(kept).order_by(Photo.id)))
    entries = [
        _entry(photo)
        for some in photos.batches(ids)
        for photo in photos.by_ids(session, some)
        if storage.original_path(photo.sha256).is_file()
    ]
    manifest = Manifest(FORMAT, 1, VERSION, collection.name, entries)
    session.rollback()  # no transaction stays open while a slow reader reads
    originals = (Member(_name(entry), storage.original_path(entry.sha256)) for entry in entries)
    return stream(_before(Member("manifest.json", msgspec.json.encode(manifest)), originals))


def read(
    session: Session, storage: Storage, path: Path, max_file_bytes: int, report: Report
) -> Iterator[int]:
    """Add an archive's photos to a collection of its name, yielding how many are done.

    Each photo is committed by itself, so that this may be interrupted and run again; photos that the library
    has already stay as they are. Raises BadArchive.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(archive)
            collection = _collection(session, manifest.name)
            report.collection = collection.name
            for number, entry in enumerate(manifest.photos, 1):
                try:
                    data = _bytes(archive, _name(entry), max_file_bytes)
                    _take(session, storage, collection.id, entry, data, manifest.spec_version, report)
                except BadPicture as error:
                    report.refused[entry.title] = str(error)
                yield number
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise BadArchive(f"This zip file cannot be read ({error}). Export the collection again.") from error


def _take(
    session: Session,
    storage: Storage,
    collection_id: int,
    entry: Entry,
    data: bytes,
    spec_version: int,
    report: Report,
) -> None:
    if hashlib.sha256(data).hexdigest() != entry.sha256:
        raise BadPicture("Its bytes are not those that the archive promises. Export the collection again.")
    decoder.shared().check(data)
    details = Details(entry.title, entry.credit, entry.tags, entry.licence)
    photo, is_new = ingest.store(session, storage, data, details, collection_id)
    if not is_new:
        report.known += 1
        return
    if spec_version == VERSION and entry.width and entry.height:
        _keep_pose(session, photo, entry)
    report.added.append(photo.id)


def _keep_pose(session: Session, photo: Photo, entry: Entry) -> None:
    """The pose stands; the worker only makes the served pictures."""
    photos.keep_pose(
        session,
        photo.id,
        (entry.width, entry.height),
        None if entry.pose is None else np.array(entry.pose),
        entry.people,
        corrected=entry.corrected and entry.pose is not None,
        review=Review(entry.review),
        review_reason=entry.review_reason,
        doubts=entry.doubts,
    )
    session.commit()


def _entry(photo: Photo) -> Entry:
    return Entry(
        sha256=photo.sha256,
        title=photo.title,
        credit=photo.credit,
        licence=photo.licence,
        tags=photo.tags,
        width=photo.width,
        height=photo.height,
        pose=None if photo.pose is None else _rows(photo.pose),
        people=[] if photo.people is None else [_rows(pose) for pose in photo.people],
        corrected=photo.corrected,
        review=photo.review.value,
        review_reason=photo.review_reason,
        doubts=photo.doubts,
    )


def _rows(pose: np.ndarray) -> list[tuple[float, float, float]]:
    return [(x, y, min(max(score, 0.0), 1.0)) for x, y, score in pose.tolist()]


def _name(entry: Entry) -> str:
    return f"originals/{entry.sha256}"


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    try:
        manifest = msgspec.json.decode(_bytes(archive, "manifest.json", MAX_MANIFEST_BYTES), type=Manifest)
    except (BadPicture, msgspec.DecodeError) as error:
        raise BadArchive(f"This zip file is no exported collection: {error}") from error
    if manifest.format != FORMAT or manifest.version != 1:
        raise BadArchive(
            f"This is {manifest.format!r}, version {manifest.version}; expected {FORMAT!r}, version 1."
        )
    return manifest


def _bytes(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """A member's bytes; never more than the limit is unpacked, whatever its header says."""
    try:
        with archive.open(name) as member:
            data = member.read(limit + 1)
    except KeyError as error:
        raise BadPicture(f"{name} is missing in the archive.") from error
    except (zipfile.BadZipFile, RuntimeError, OSError) as error:  # a wrong checksum, a password
        raise BadPicture(f"{name} cannot be read: {error}.") from error
    if len(data) > limit:
        raise BadPicture(f"{name} is larger than {limit // 2**20} MB.")
    return data


def _collection(session: Session, name: str) -> Collection:
    found = session.scalars(select(Collection).filter_by(name=name)).one_or_none()
    return found or collections.create(session, name)


def _before(first: Member, others: Iterator[Member]) -> Iterator[Member]:
    yield first
    yield from others
