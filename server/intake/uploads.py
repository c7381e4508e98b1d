"""Files on their way in, piece by piece: they survive a dropped network, a closed page and a crash."""

import fcntl
import hashlib
import json
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from server.collection.storage import write_durably

KEPT_SECONDS = 2 * 24 * 3600  # how long an upload that nobody goes on with may still be resumed
PIECE_BYTES = 2**16


class UnknownUpload(LookupError):
    """There is no such upload of this owner, or not any more."""


class WrongOffset(ValueError):
    """The piece does not begin where the file so far ends."""


class TooLong(ValueError):
    """More bytes than the upload was announced to have."""


class WrongChecksum(ValueError):
    """The piece arrived with other bytes than were sent; it was thrown away."""


@dataclass(frozen=True)
class Upload:
    """One file of one curator. `path` holds what has arrived; its size is the offset."""

    id: str
    owner: str
    name: str
    length: int
    path: Path
    result: dict[str, Any] | None = None  # what became of the complete file

    @property
    def offset(self) -> int:
        return self.length if self.result is not None else self.path.stat().st_size

    @property
    def expires_at(self) -> float:
        """Seconds since the epoch."""
        return _last_touched(_note_path(self.path)) + KEPT_SECONDS


class Uploads:
    """The folder of uploads: for each the bytes so far, and a note that says what they are."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def create(self, owner: str, name: str, length: int) -> Upload:
        upload = Upload(upload_id := secrets.token_hex(16), owner, name, length, self.folder / upload_id)
        upload.path.touch(exist_ok=False)
        self._write_note(upload)
        return upload

    def find(self, upload_id: str, owner: str) -> Upload:
        """Raises UnknownUpload. What the id looks like is checked, since it becomes a file's name."""
        if len(upload_id) == 32 and set(upload_id) <= set("0123456789abcdef"):
            path = self.folder / upload_id
            try:
                upload = Upload(path=path, **json.loads(_note_path(path).read_text(encoding="utf-8")))
            except FileNotFoundError:
                pass
            else:
                if upload.owner == owner and (upload.result is not None or path.exists()):
                    return upload
        raise UnknownUpload(upload_id)

    def append(
        self, upload: Upload, offset: int, stream: IO[bytes], checksum: tuple[str, bytes] | None = None
    ) -> int:
        """Add what the stream holds, and return the new offset. Once this returns no crash loses it.

        A stream that breaks off leaves what has arrived, to be gone on with. The file is locked only while a
        piece is written, so that a connection which hangs keeps nobody out: the next one overtakes it.
        `checksum` is an algorithm of hashlib and the digest expected of the stream.
        Raises WrongOffset, TooLong or WrongChecksum.
        """
        digest = hashlib.new(checksum[0], usedforsecurity=False) if checksum else None
        end = offset
        with upload.path.open("r+b", buffering=0) as file:
            _expect_size(file, offset)
            try:
                while piece := stream.read(PIECE_BYTES):
                    if end + len(piece) > upload.length:
                        raise TooLong(f"more than the {upload.length} bytes announced")
                    _write_at(file, end, piece)
                    end += len(piece)
                    if digest:
                        digest.update(piece)
            except BaseException:
                if digest:  # what cannot be checked must not stay
                    _cut(file, offset, end)
                raise
            finally:
                os.fsync(file.fileno())
            if checksum and digest and digest.digest() != checksum[1]:
                _cut(file, offset, end)
                raise WrongChecksum(checksum[0])
        os.utime(_note_path(upload.path))
        return end

    def finish(self, upload: Upload, result: dict[str, Any]) -> None:
        """Remember what became of the file, for a client that lost the answer; the bytes are let go."""
        self._write_note(upload, result)
        upload.path.unlink(missing_ok=True)

    def remove(self, upload: Upload) -> None:
        _note_path(upload.path).unlink(missing_ok=True)
        upload.path.unlink(missing_ok=True)

    @contextmanager
    def alone(self, upload: Upload) -> Iterator[Upload]:
        """The upload as it is now, while no other process finishes it. Raises UnknownUpload."""
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield self.find(upload.id, upload.owner)

    def sweep(self, now: float | None = None) -> int:
        """Remove what nobody has gone on with for KEPT_SECONDS; returns how many files."""
        horizon = (now or time.time()) - KEPT_SECONDS
        files = (path for path in self.folder.iterdir() if path.name != "lock")
        old = [path for path in files if _last_touched(path) < horizon]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _write_note(self, upload: Upload, result: dict[str, Any] | None = None) -> None:
        note = {key: getattr(upload, key) for key in ("id", "owner", "name", "length")} | {"result": result}
        write_durably(_note_path(upload.path), json.dumps(note).encode())


def _note_path(path: Path) -> Path:
    return path.with_suffix(".json")


def _last_touched(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # removed by another process just now
        return time.time()


@contextmanager
def _locked(file: IO[bytes]) -> Iterator[None]:
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


def _expect_size(file: IO[bytes], size: int) -> None:
    if (there := os.fstat(file.fileno()).st_size) != size:
        raise WrongOffset(f"the file so far has {there} bytes, the piece begins at {size}")


def _write_at(file: IO[bytes], offset: int, piece: bytes) -> None:
    with _locked(file):
        _expect_size(file, offset)
        file.seek(offset)
        view = memoryview(piece)
        while view:
            view = view[file.write(view) :]


def _cut(file: IO[bytes], offset: int, end: int) -> None:
    """Forget the bytes from `offset` on, unless another connection has gone on after them."""
    with _locked(file):
        if os.fstat(file.fileno()).st_size == end:
            file.truncate(offset)
