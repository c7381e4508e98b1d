"""The tables. The database is the truth; files and the index in memory follow from it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import StrEnum

import numpy as np
from flask_login import UserMixin
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    DateTime,
    Enum,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
    event,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from converter.pose.spec import K


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)


def poses_from_bytes(poses: Iterable[bytes]) -> np.ndarray:
    """(N, K, 3) of poses as a PoseColumn keeps them."""
    return np.frombuffer(b"".join(poses), "<f4").reshape(-1, K, 3)


class PoseColumn(TypeDecorator):
    """A pose (K, 3) of x, y in photo pixels and score, as float32 bytes: read by the ten thousand."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return None if value is None else np.asarray(value, "<f4").reshape(K, 3).tobytes()

    def process_result_value(self, value, dialect):
        return None if value is None else np.frombuffer(value, "<f4").reshape(K, 3)


class PeopleColumn(TypeDecorator):
    """Poses (N, K, 3) of everybody found in a photo, the surest first, as float32 bytes."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return None if value is None else np.asarray(value, "<f4").reshape(-1, K, 3).tobytes()

    def process_result_value(self, value, dialect):
        return None if value is None else np.frombuffer(value, "<f4").reshape(-1, K, 3)


class Moment(TypeDecorator):
    """A point in time, in UTC: SQLite keeps no zone, and PostgreSQL answers in that of its server."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return None if value is None else _utc(value)

    def process_result_value(self, value, dialect):
        return None if value is None else _utc(value)


def _utc(time: datetime) -> datetime:
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


class Status(StrEnum):
    PENDING = "pending"  # stored, waiting for the worker
    READY = "ready"  # has a pose, can be found
    NO_PERSON = "no_person"
    FAILED = "failed"  # `reason` says why


class Review(StrEnum):
    """What people think of a photo and its pose."""

    NONE = "none"  # nobody has looked, and nothing speaks against it
    DOUBTFUL = "doubtful"  # waits for a curator; `doubts` says why
    APPROVED = "approved"
    REJECTED = "rejected"  # never shown to visitors; `review_reason` says why


def now() -> datetime:
    return datetime.now(UTC)


def _words(kind: type[StrEnum]) -> Enum:
    """An enum kept as its values in a text column."""
    values = [member.value for member in kind]
    return Enum(kind, native_enum=False, length=16, values_callable=lambda _: values)


class Collection(Base):
    """Photos that belong together; visitors meet those of visible collections alone.

    The first migration makes two that stay: the built-in gallery and the one that takes uploads.
    """

    __tablename__ = "collection"
    GALLERY = 1
    UPLOADS = 2

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    visible: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Claimable:
    """A row that waits for a worker while it is pending (`server.intake.queue`)."""

    claimed_by: Mapped[str | None] = mapped_column(String(64))
    claimed_until: Mapped[datetime | None] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(default=0)


class Photo(Claimable, Base):
    """A photo of the library. Pixels are those of the large served picture, `width` x `height`."""

    __tablename__ = "photo"
    __table_args__ = (Index("ix_photo_status_id", "status", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)  # of the original file
    title: Mapped[str] = mapped_column(String(200))
    credit: Mapped[str] = mapped_column(String(200), default="")
    licence: Mapped[str] = mapped_column(String(200), default="")
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    collection_id: Mapped[int] = mapped_column(
        ForeignKey("collection.id", name="fk_photo_collection_id"), default=Collection.UPLOADS, index=True
    )
    status: Mapped[Status] = mapped_column(_words(Status), default=Status.PENDING)
    reason: Mapped[str] = mapped_column(String(300), default="")
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    pose: Mapped[np.ndarray | None] = mapped_column(PoseColumn)
    score: Mapped[float | None]  # of the pose: the mean of its keypoints, 0..1
    spec_version: Mapped[int | None]  # of the pose
    people: Mapped[np.ndarray | None] = mapped_column(PeopleColumn)  # what the network found, best first
    corrected: Mapped[bool] = mapped_column(default=False)  # a person's work: no network changes it
    review: Mapped[Review] = mapped_column(_words(Review), default=Review.NONE)
    doubts: Mapped[list[str]] = mapped_column(JSON, default=list)  # of server.collection.doubts.Doubt
    review_reason: Mapped[str] = mapped_column(String(300), default="")
    look: Mapped[bytes | None] = mapped_column(LargeBinary(32))  # of server.collection.likeness
    trashed_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    searched: Mapped[str] = mapped_column(Text, default="")  # title, tags, credit and licence, casefolded
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


@event.listens_for(Photo, "before_insert")
@event.listens_for(Photo, "before_update")
def _keep_searched(_mapper, _connection, photo: Photo) -> None:
    words = [photo.title, *(photo.tags or []), photo.credit or "", photo.licence or ""]
    photo.searched = "\n".join(words).casefold()


class Library(Base):
    """One row, made by the first migration.

    `revision` grows whenever the set of findable photos changes, so that every process sees it.
    """

    __tablename__ = "library"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(default=0)
    gallery_loaded: Mapped[bool] = mapped_column(default=False)


class Video(Claimable, Base):
    """A video whose frames become photos. Its file is let go once they are."""

    __tablename__ = "video"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    credit: Mapped[str] = mapped_column(String(200), default="")
    collection_id: Mapped[int] = mapped_column(
        ForeignKey("collection.id", name="fk_video_collection_id"), default=Collection.UPLOADS
    )
    status: Mapped[Status] = mapped_column(_words(Status), default=Status.PENDING)
    reason: Mapped[str] = mapped_column(String(300), default="")
    frames: Mapped[int] = mapped_column(default=0)  # that became photos
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class PhotoChange(Base):
    """What changed in which revision: each process reads on from where it was.

    A photo is here after every change of whether it can be found, in which pose or in which group; also once
    it is gone, hence no foreign key.
    """

    __tablename__ = "photo_change"

    revision: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(primary_key=True)


class Change(Base):
    """What a curator did to some photos at once; it can be taken back (`server.collection.history`)."""

    __tablename__ = "change"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, default=now, index=True)
    who: Mapped[str] = mapped_column(String(80))
    what: Mapped[str] = mapped_column(String(16))
    detail: Mapped[str] = mapped_column(String(300), default="")
    photos: Mapped[int] = mapped_column(default=0)  # how many
    undone: Mapped[bool] = mapped_column(default=False)


class Earlier(Base):
    """What a photo said before a change. No foreign key to the photo, as in PhotoChange."""

    __tablename__ = "earlier"

    change_id: Mapped[int] = mapped_column(
        ForeignKey("change.id", name="fk_earlier_change_id"), primary_key=True
    )
    photo_id: Mapped[int] = mapped_column(primary_key=True, index=True)
    said: Mapped[dict] = mapped_column(JSON)  # by column, but for the pose
    has_pose: Mapped[bool]  # whether the change touched the pose
    pose: Mapped[np.ndarray | None] = mapped_column(PoseColumn)


class MissedPose(Base):
    """A visitor's pose that found no good photo: keypoints alone, kept only where the operator wants it."""

    __tablename__ = "missed_pose"

    id: Mapped[int] = mapped_column(primary_key=True)
    pose: Mapped[np.ndarray] = mapped_column(PoseColumn)  # position and size removed
    similarity: Mapped[float]  # of the best photo
    day: Mapped[date]


class PoseMap(Base):
    """The one layout of the library's poses, made by the worker when somebody has asked for it."""

    __tablename__ = "pose_map"

    id: Mapped[int] = mapped_column(primary_key=True)
    asked: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int]  # of the library that it shows
    points: Mapped[list] = mapped_column(JSON, default=list)  # [photo id, x, y], both 0..1
    made_at: Mapped[datetime | None] = mapped_column(Moment)


class Role(StrEnum):
    """What an account may do."""

    ADMIN = "admin"  # everything, accounts and the audit log too
    CURATOR = "curator"  # photos and collections


class User(UserMixin, Base):
    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(_words(Role), default=Role.ADMIN)
    session_key: Mapped[str] = mapped_column(String(32), default="")  # a new one ends every session
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)

    def get_id(self) -> str:
        """What a session remembers."""
        return f"{self.id}:{self.session_key}"


class SetupLink(Base):
    """A one-time link that makes an account; only the hash of its token is kept."""

    __tablename__ = "setup_link"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    role: Mapped[Role] = mapped_column(_words(Role), default=Role.ADMIN)
    expires_at: Mapped[datetime] = mapped_column(Moment)


class SignInFailure(Base):
    """Wrong passwords for a name, whether or not somebody has it."""

    __tablename__ = "sign_in_failure"

    name_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(Moment)


class AuditEntry(Base):
    """Who changed what, and when."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, default=now, index=True)
    who: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(300), default="")
