"""Files of the library: originals as they were uploaded, never served, and served pictures in two sizes."""

import fcntl
import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from PIL import Image

SIZES = {"large": 1280, "small": 480}  # longer side in pixels; never enlarged
WEBP_QUALITY = 82
NAME_DIGITS = 24  # of the SHA-256, in the name of a served picture


class Storage:
    """`root` holds `originals/` and `served/`; files are named by the SHA-256 of the original."""

    def __init__(self, root: Path):
        self.originals = root / "originals"
        self.served = root / "served"
        self._lock_path = root / "files.lock"
        for folder in (self.originals, self.served):
            folder.mkdir(parents=True, exist_ok=True)

    def original_path(self, sha256: str) -> Path:
        return self.originals / sha256[:2] / sha256

    def save_original(self, sha256: str, data: bytes) -> None:
        write_durably(self.original_path(sha256), data)

    def save_original_file(self, sha256: str, path: Path) -> None:
        """As `save_original`, of a file of any size."""
        with path.open("rb") as file:
            copy_durably(self.original_path(sha256), file)

    def save_served(self, sha256: str, image: Image.Image) -> tuple[int, int]:
        """Write the served sizes of an upright RGB image; returns (width, height) of the large one."""
        large = fit(image, SIZES["large"])
        small = fit(large, SIZES["small"])
        data = _webp(large)
        write_durably(self.served / served_name(sha256, "large"), data)
        write_durably(self.served / served_name(sha256, "small"), data if small is large else _webp(small))
        return large.size

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """While this is held no file is taken away, so that one that is stored gets its row in peace."""
        with self._locked(fcntl.LOCK_SH):
            yield

    @contextmanager
    def removing(self) -> Iterator[None]:
        """While this is held nobody stores a file that is about to be taken away."""
        with self._locked(fcntl.LOCK_EX):
            yield

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        with self._lock_path.open("a") as file:
            fcntl.flock(file, how)
            yield

    def untouched_since(self, time: float) -> Iterator[tuple[Path, str]]:
        """Files that have been as they are for long: path, and the beginning of their photo's SHA-256.

        That is empty for what a process that was killed had only begun to write.
        """
        for path in (*self.originals.glob("*/*"), *self.served.iterdir()):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < time:
                    yield path, "" if path.suffix == ".tmp" else path.name.split("-")[0][:NAME_DIGITS]

    def delete(self, sha256: str) -> None:
        for size in SIZES:
            (self.served / served_name(sha256, size)).unlink(missing_ok=True)
        self.original_path(sha256).unlink(missing_ok=True)


def served_name(sha256: str, size: str) -> str:
    """The same bytes always have the same name, so its URL may be cached for good."""
    return f"{sha256[:NAME_DIGITS]}-{size}.webp"


def fit(image: Image.Image, longer_side: int) -> Image.Image:
    """The image reduced so that its longer side is at most `longer_side`."""
    if max(image.size) <= longer_side:
        return image
    scale = longer_side / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3)


def _webp(image: Image.Image) -> bytes:
    """The pixels anew, so that nothing of the upload's metadata comes along."""
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=WEBP_QUALITY, method=3, exif=b"", icc_profile=b"", xmp=b"")
    return buffer.getvalue()


def write_durably(path: Path, data: bytes) -> None:
    """After this returns, the file is whole and on disk, also if the power fails."""
    copy_durably(path, io.BytesIO(data))


def copy_durably(path: Path, source: IO[bytes]) -> None:
    """As `write_durably`, piece by piece."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".tmp", delete=False) as file:
        try:
            shutil.copyfileobj(source, file)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    Path(file.name).replace(path)
    with suppress(OSError):  # not every file system can sync a folder
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
