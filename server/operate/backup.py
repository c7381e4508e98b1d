"""The whole instance in one tar file, taken while the server runs and uploads go on.

First the database, by SQLite's own online copy, then every picture file. A photo's files are written before
its row, so whatever the copied database knows of has its files; what arrives later is in the next backup.
Last comes a list of every file's SHA-256, which `restore` checks.
"""

import hashlib
import io
import json
import sqlite3
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, NamedTuple

from sqlalchemy import make_url

from server.config import Settings, app_version

DATABASE = "mirror.db"
SECRET = "secret_key"  # noqa: S105
MANIFEST = "manifest.json"
FOLDERS = ("originals", "served")
FORMAT = 1


class BackupFailed(RuntimeError):
    """No backup was made; the message says why and what to do."""


class Made(NamedTuple):
    files: int
    size: int


def back_up(settings: Settings, target: Path) -> Made:
    """Write `target`, whole or not at all. Raises BackupFailed."""
    database = database_file(settings)
    if target.exists():
        raise BackupFailed(f"{target} exists. Choose another name, or remove it first.")
    with tempfile.TemporaryDirectory(dir=target.absolute().parent, prefix=".backup-") as folder:
        part = Path(folder) / "part.tar"
        part.touch(0o600)  # it holds password hashes
        snapshot = Path(folder) / DATABASE
        _copy_database(database, snapshot)
        sums: dict[str, str] = {}
        with tarfile.open(part, "w", format=tarfile.PAX_FORMAT) as tar:
            for name, path in [(DATABASE, snapshot), *_files(settings.instance)]:
                try:
                    sums[name] = _add(tar, name, path)
                except FileNotFoundError:  # deleted by a curator a moment ago
                    continue
            _add_manifest(tar, sums)
        part.replace(target)
    return Made(len(sums), target.stat().st_size)


def database_file(settings: Settings) -> Path:
    """The SQLite file. Raises BackupFailed for any other database."""
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise BackupFailed(
            f"Only SQLite is backed up by this command, not {url.get_backend_name()}. Use the database's own "
            "tool (pg_dump), and copy the instance folder after it."
        )
    return Path(url.database)


class _Hashed:
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes]):
        self._file = file
        self.sha256 = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.sha256.update(data)
        return data


def _copy_database(source: Path, target: Path) -> None:
    if not source.is_file():
        raise BackupFailed(f"There is no database at {source}. Is MIRROR_INSTANCE the right folder?")
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)  # in one step, of one moment
        copy.execute("PRAGMA journal_mode = DELETE")  # so that it is one file


def _files(instance: Path) -> Iterator[tuple[str, Path]]:
    if (instance / SECRET).is_file():
        yield SECRET, instance / SECRET
    for folder in FOLDERS:
        for path in sorted((instance / folder).rglob("*")):
            if path.is_file() and path.suffix != ".tmp":
                yield path.relative_to(instance).as_posix(), path


def _add(tar: tarfile.TarFile, name: str, path: Path) -> str:
    """Returns the SHA-256 of what was written."""
    with path.open("rb") as file:
        info = tar.gettarinfo(arcname=name, fileobj=file)
        info.uid = info.gid = 0
        info.uname = info.gname = ""
        hashed = _Hashed(file)
        tar.addfile(info, hashed)
    return hashed.sha256.hexdigest()


def _add_manifest(tar: tarfile.TarFile, sums: dict[str, str]) -> None:
    manifest = {"format": FORMAT, "version": app_version(), "created_at": time.time(), "sha256": sums}
    data = json.dumps(manifest).encode()
    info = tarfile.TarInfo(MANIFEST)
    info.size, info.mode, info.mtime = len(data), 0o600, int(time.time())
    tar.addfile(info, io.BytesIO(data))
