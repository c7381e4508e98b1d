"""Backups of a server that runs and takes uploads, and their way back."""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import threading
from pathlib import Path

import pytest

from server.config import Settings
from server.models import Photo
from server.operate import backup
from server.operate.restore import RestoreFailed, restore
from server.operate.running import ServerRuns, running_on
from tests.conftest import picture
from tests.unit.server.operate.test_serving import Curator, port, start, wait_until  # noqa: F401


def move_mirror(instance: Path, *words: str) -> subprocess.CompletedProcess:
    environment = os.environ | {"MIRROR_INSTANCE": str(instance), "MIRROR_GALLERY": "0"}
    command = [sys.executable, "-m", "server.cli", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


def stored(instance: Path) -> set[str]:
    """The SHA-256 of every photo that the database knows."""
    with sqlite3.connect(instance / "mirror.db") as database:
        return {sha256 for (sha256,) in database.execute("SELECT sha256 FROM photo")}


def test_a_backup_of_a_running_server_holds_every_photo_acknowledged_before_it(start, tmp_path):  # noqa: F811
    server = start()
    server.stdout.readline()
    link = r"http://127\.0\.0\.1:\d+/admin/setup/\S+"
    assert wait_until(lambda: re.search(link, (tmp_path / "stderr").read_text()))
    curator = Curator(re.search(link, (tmp_path / "stderr").read_text())[0])
    acknowledged: list[str] = []
    done = threading.Event()

    def upload() -> None:
        for width in range(64, 364):
            if done.is_set():
                return
            data = picture(width)
            curator.upload(data)
            acknowledged.append(hashlib.sha256(data).hexdigest())

    uploading = threading.Thread(target=upload)
    uploading.start()
    assert wait_until(lambda: len(acknowledged) >= 3)
    before = set(acknowledged)
    made = move_mirror(tmp_path / "instance", "backup", str(tmp_path / "backup.tar"))
    done.set()
    uploading.join()
    assert made.returncode == 0, made.stderr

    refused = move_mirror(tmp_path / "instance", "restore", str(tmp_path / "backup.tar"), "--replace")
    assert refused.returncode == 1
    assert "A server is running" in refused.stderr

    put_back = move_mirror(tmp_path / "again", "restore", str(tmp_path / "backup.tar"))
    assert put_back.returncode == 0, put_back.stderr
    found = stored(tmp_path / "again")
    assert before <= found
    for sha256 in found:
        original = tmp_path / "again" / "originals" / sha256[:2] / sha256
        assert hashlib.sha256(original.read_bytes()).hexdigest() == sha256


@pytest.fixture
def library(settings: Settings, add_photo, true_poses) -> Settings:
    for pose in true_poses[:3]:
        add_photo(pose)
    return settings


@pytest.fixture
def saved(library, tmp_path) -> Path:
    backup.back_up(library, tmp_path / "backup.tar")
    return tmp_path / "backup.tar"


def test_what_is_restored_is_what_was_there(library, saved, tmp_path):
    other = Settings(instance=tmp_path / "other")
    assert restore(other, saved) is None
    for name in ("secret_key", *(p.relative_to(library.instance) for p in library.instance.rglob("*.webp"))):
        assert (other.instance / name).read_bytes() == (library.instance / name).read_bytes()
    assert stored(other.instance) == stored(library.instance)
    assert not list(other.instance.glob(".restore-*"))


def test_a_backup_is_for_its_owner_alone_and_never_overwrites(library, saved):
    assert saved.stat().st_mode & 0o077 == 0
    with pytest.raises(backup.BackupFailed, match="exists"):
        backup.back_up(library, saved)


def test_a_library_that_is_there_is_kept_unless_asked_for_and_then_moved_aside(library, saved, session):
    session.delete(session.query(Photo).first())
    session.commit()
    kept = stored(library.instance)
    with pytest.raises(RestoreFailed, match="--replace"):
        restore(library, saved)
    assert stored(library.instance) == kept
    session.close()
    session.get_bind().dispose()
    aside = restore(library, saved, replace=True)
    assert len(stored(library.instance)) == 3
    assert stored(aside) == kept
    assert list((aside / "originals").rglob("*"))


def test_a_running_server_s_library_is_not_replaced(library, saved):
    with running_on(library.instance), pytest.raises(ServerRuns):
        restore(library, saved, replace=True)


def rewritten(saved: Path, change) -> Path:
    """The same backup with its unpacked folder changed."""
    folder = saved.with_name("rewritten")
    with tarfile.open(saved) as tar:
        tar.extractall(folder, filter="data")
    change(folder)
    target = saved.with_name("changed.tar")
    with tarfile.open(target, "w") as tar:
        for path in folder.iterdir():
            tar.add(path, path.name)
    return target


def flip_a_bit(folder: Path) -> None:
    path = next((folder / "served").iterdir())
    path.write_bytes(b"x" + path.read_bytes()[1:])


def newer_schema(folder: Path) -> None:
    with sqlite3.connect(folder / "mirror.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["sha256"]["mirror.db"] = hashlib.sha256((folder / "mirror.db").read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (flip_a_bit, "damaged"),
        (lambda folder: shutil.rmtree(folder / "originals"), "does not hold"),
        (lambda folder: (folder / "served" / "more").write_text("x"), "does not hold"),
        (lambda folder: (folder / "manifest.json").unlink(), "list of files is missing"),
        (newer_schema, "schema 9999"),
    ],
)
def test_a_damaged_backup_changes_nothing(library, saved, change, reason):
    before = stored(library.instance)
    with pytest.raises(RestoreFailed, match=reason):
        restore(library, rewritten(saved, change), replace=True)
    assert stored(library.instance) == before


@pytest.mark.parametrize("size", [0, 700, 20_000])
def test_half_a_backup_changes_nothing(library, saved, size):
    saved.write_bytes(saved.read_bytes()[:size])
    with pytest.raises(RestoreFailed, match="whole backup"):
        restore(library, saved, replace=True)
    assert len(stored(library.instance)) == 3


def test_a_file_that_is_no_backup_is_refused_in_plain_words(tmp_path):
    (tmp_path / "notes.txt").write_text("no tar")
    refused = move_mirror(tmp_path / "instance", "restore", str(tmp_path / "notes.txt"))
    assert refused.returncode == 1
    assert "no whole backup" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_another_database_than_sqlite_is_refused_with_what_to_do(tmp_path):
    settings = Settings(instance=tmp_path, database_url="postgresql+psycopg://host/mirror")
    with pytest.raises(backup.BackupFailed, match="pg_dump"):
        backup.back_up(settings, tmp_path / "backup.tar")
