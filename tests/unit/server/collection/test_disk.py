"""A full disk, a folder that may not be written, a locked database: said plainly, and nothing is lost."""

import errno
import io
import os
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from server import commands
from server.collection import photos, storage
from server.collection.details import Details
from server.config import Settings
from server.intake import ingest, queue
from server.models import Photo, Status, db
from tests.conftest import csrf_of, picture
from tests.videos import video

REAL_FSYNC = os.fsync


class SomeNetwork:
    """Sees nobody, but is there."""

    available = True

    def people(self, image):
        return []


def upload(curator, data: bytes):
    form = {"file": (io.BytesIO(data), "a.jpg")}
    token = csrf_of(curator, "/admin/")
    return curator.post(
        "/admin/photos", data=form, headers={"X-CSRFToken": token, "Accept": "application/json"}
    )


def disk_says(monkeypatch, number: int | None) -> None:
    """The system call that puts bytes on the disk fails in this way; None: works."""

    def fsync(file):
        if number is not None:
            raise OSError(number, os.strerror(number))
        REAL_FSYNC(file)

    monkeypatch.setattr(storage.os, "fsync", fsync)


@pytest.fixture
def at_once(monkeypatch):
    """What came to nothing is tried again without a pause."""
    monkeypatch.setattr(queue, "PAUSE", timedelta(0))


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "disk is full"), (errno.EROFS, "may not write")],
    ids=["full", "read"],
)
def test_an_upload_that_finds_no_room_is_refused_plainly_and_leaves_nothing(
    curator, session, mirror, monkeypatch, number, words
):
    disk_says(monkeypatch, number)
    refused = upload(curator, picture())
    assert refused.status_code == 507
    assert words in refused.json["error"]["message"]
    assert session.query(Photo).count() == 0
    assert [path for path in mirror.storage.originals.rglob("*") if path.is_file()] == []
    disk_says(monkeypatch, None)
    assert upload(curator, picture()).status_code == 201


def test_a_photo_that_finds_no_room_while_it_is_developed_waits(session, mirror, monkeypatch, at_once):
    photo, _ = ingest.accept(session, mirror.storage, picture(), Details("waits"))
    disk_says(monkeypatch, errno.ENOSPC)
    for _ in range(9):  # more often than a file may end a worker
        with pytest.raises(OSError, match="No space"):
            ingest.work_off(session, mirror.storage, SomeNetwork(), "worker")
    session.refresh(photo)
    assert (photo.status, photo.reason, photo.tries) == (Status.PENDING, "", 0)
    disk_says(monkeypatch, None)
    assert ingest.work_off(session, mirror.storage, SomeNetwork(), "worker") == photo.id
    session.refresh(photo)
    assert photo.status == Status.NO_PERSON


def test_what_cannot_be_read_just_now_does_not_hold_up_the_rest(session, mirror, monkeypatch):
    locked, _ = ingest.accept(session, mirror.storage, picture(), Details("may not be read"))
    other, _ = ingest.accept(session, mirror.storage, picture(99), Details("may be read"))
    real_open = Path.open

    def closed(path, *args, **options):
        if path == mirror.storage.original_path(locked.sha256):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return real_open(path, *args, **options)

    monkeypatch.setattr(Path, "open", closed)
    with pytest.raises(PermissionError):
        ingest.work_off(session, mirror.storage, SomeNetwork(), "worker")
    assert ingest.work_off(session, mirror.storage, SomeNetwork(), "worker") == other.id
    assert ingest.work_off(session, mirror.storage, SomeNetwork(), "worker") is None
    session.refresh(locked)
    assert (locked.status, locked.tries) == (Status.PENDING, 0)


def test_a_video_that_finds_no_room_for_its_frames_is_kept_and_waits(
    session, mirror, monkeypatch, at_once, tmp_path
):
    path = tmp_path / "dance.mp4"
    path.write_bytes(video())
    row, _ = ingest.accept_video(session, mirror.storage, path, "dance")
    disk_says(monkeypatch, errno.ENOSPC)
    with pytest.raises(OSError, match="No space"):
        ingest.work_off(session, mirror.storage, SomeNetwork(), "worker")
    session.refresh(row)
    assert (row.status, row.tries) == (Status.PENDING, 0)
    assert mirror.storage.original_path(row.sha256).is_file()
    disk_says(monkeypatch, None)
    ingest.work_off(session, mirror.storage, SomeNetwork(), "worker")
    assert session.query(Photo).count() == 3


def test_the_worker_says_once_what_is_wrong_and_goes_on(app, session, mirror, monkeypatch, at_once, caplog):
    ingest.accept(session, mirror.storage, picture(), Details("waits"))
    mirror.estimator = SomeNetwork()
    disk_says(monkeypatch, errno.ENOSPC)
    naps: list[float] = []

    def sleep(seconds: float) -> None:
        naps.append(seconds)
        if len(naps) == 3:
            disk_says(monkeypatch, None)

    monkeypatch.setattr(commands.time, "sleep", sleep)
    commands.work(app, "worker", until_empty=True)
    assert [record.message for record in caplog.records if "disk is full" in record.message] != []
    assert sum("disk is full" in record.message for record in caplog.records) == 1
    assert photos.counts(session)[Status.NO_PERSON] == 1


@pytest.fixture
def impatient(app):
    """The database gives up waiting for a lock after a tenth of a second."""
    with app.app_context():
        engine = db.engine
        engine.dispose()

    @event.listens_for(engine, "connect")
    def wait_less(connection, _record) -> None:
        connection.execute("PRAGMA busy_timeout = 100")


@pytest.mark.sqlite
def test_a_locked_database_refuses_changes_for_a_moment_and_goes_on_matching(
    curator, impatient, settings, add_photo, true_poses, session
):
    add_photo(true_poses[0])
    session.close()
    token = csrf_of(curator, "/admin/")
    lock = sqlite3.connect(settings.instance / "mirror.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    headers = {"X-CSRFToken": token, "Accept": "application/json"}
    form = {"file": (io.BytesIO(picture(99)), "a.jpg")}
    refused = curator.post("/admin/photos", data=form, headers=headers)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")
    assert "busy with another change" in refused.json["error"]["message"]
    matched = curator.post("/api/match", json={"keypoints": true_poses[0].tolist()})
    assert len(matched.json["matches"]) == 1
    lock.execute("ROLLBACK")
    lock.close()
    assert upload(curator, picture(99)).status_code == 201


def test_an_instance_folder_that_cannot_be_made_is_told_without_a_stack_trace():
    with pytest.raises(SystemExit, match=r"/dev/null/here cannot be made or written .*MIRROR_INSTANCE"):
        Settings(instance="/dev/null/here")
