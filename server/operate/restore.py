"""A backup put back: unpacked beside the instance, checked to the last byte, only then moved into place."""

import hashlib
import json
import shutil
import sqlite3
import tarfile
import tempfile
import time
from contextlib import closing
from pathlib import Path

from server.config import Settings
from server.database import MIGRATIONS
from server.operate.backup import DATABASE, FOLDERS, FORMAT, MANIFEST, SECRET, database_file
from server.operate.running import nothing_running_on

# A database in use has two more files.
PARTS = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", SECRET, *FOLDERS)


class RestoreFailed(RuntimeError):
    """Nothing was changed; the message says why and what to do."""


def restore(settings: Settings, source: Path, replace: bool = False) -> Path | None:
    """Put the backup into the instance. Raises RestoreFailed, ServerRuns and BackupFailed.

    Where the instance is not empty that needs `replace`; what was there is moved to the folder returned.
    """
    instance = settings.instance
    if database_file(settings) != instance / DATABASE:
        raise RestoreFailed(
            "MIRROR_DATABASE_URL names another file than the instance's. Unset it, then restore."
        )
    instance.mkdir(parents=True, exist_ok=True)
    with nothing_running_on(instance):
        if (instance / DATABASE).exists() and not replace:
            raise RestoreFailed(
                f"{instance} holds a library already. Restore into an empty folder (MIRROR_INSTANCE), "
                "or add --replace: what is there is then moved aside, not deleted."
            )
        with tempfile.TemporaryDirectory(dir=instance, prefix=".restore-") as folder:
            unpacked = Path(folder)
            _unpack(source, unpacked)
            _check_files(source, unpacked)
            _check_database(unpacked / DATABASE)
            return _exchange(unpacked, instance)


def _unpack(source: Path, target: Path) -> None:
    try:
        with tarfile.open(source) as tar:
            tar.extractall(target, filter="data")  # no links, no paths that lead out of the folder
    except (tarfile.TarError, EOFError) as error:
        raise RestoreFailed(
            f"{source} is no whole backup of move-mirror ({error}). Take another one."
        ) from error
    if not (target / MANIFEST).is_file():
        raise RestoreFailed(f"{source} is no whole backup: its list of files is missing. Take another one.")


def _check_files(source: Path, unpacked: Path) -> None:
    manifest = json.loads((unpacked / MANIFEST).read_bytes())
    if manifest.get("format") != FORMAT:
        raise RestoreFailed(
            f"{source} has format {manifest.get('format')}, this version reads {FORMAT}. Use the version "
            f"that made it: {manifest.get('version')}."
        )
    (unpacked / MANIFEST).unlink()
    found = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    if different := found ^ set(manifest["sha256"]):
        raise RestoreFailed(f"{source} does not hold the files that it lists, such as {min(different)}.")
    for name, sha256 in manifest["sha256"].items():
        with (unpacked / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                raise RestoreFailed(
                    f"{name} in {source} is damaged: its checksum differs. Take another backup."
                )


def _check_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        try:
            problem = database.execute("PRAGMA integrity_check").fetchone()[0]
            revision = database.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        except sqlite3.DatabaseError as error:
            raise RestoreFailed(f"The backup's database cannot be read: {error}.") from error
    if problem != "ok":
        raise RestoreFailed(f"The backup's database is damaged: {problem}.")
    if not list((MIGRATIONS / "versions").glob(f"{revision}_*.py")):
        raise RestoreFailed(
            f"The backup's database has schema {revision}, which this version does not know. Upgrade first."
        )


def _exchange(unpacked: Path, instance: Path) -> Path | None:
    """Move what is there aside and what was unpacked into its place."""
    present = [instance / name for name in PARTS if (instance / name).exists()]
    if present == [instance / SECRET]:  # made a moment ago, by reading the settings
        present.pop().unlink()
    aside = instance / time.strftime("before-restore-%Y%m%d-%H%M%S")
    if present:
        aside.mkdir()
    for path in present:
        path.rename(aside / path.name)
    for path in unpacked.iterdir():
        shutil.move(path, instance / path.name)
    return aside if present else None
