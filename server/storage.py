"""Files of the library: originals as they were uploaded, never served, and served pictures in two sizes."""

import io
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from PIL import Image

SIZES = {"large": 1280, "small": 480}  # longer side in pixels; never enlarged
WEBP_QUALITY = 82


class Storage:
    """`root` holds `originals/` and `served/`; files are named by the SHA-256 of the original."""

    def __init__(self, root: Path):
        self.originals = root / "originals"
        self.served = root / "served"
        for folder in (self.originals, self.served):
            folder.mkdir(parents=True, exist_ok=True)

    def original_path(self, sha256: str) -> Path:
        return self.originals / sha256[:2] / sha256

    def save_original(self, sha256: str, data: bytes) -> None:
        write_durably(self.original_path(sha256), data)

    def save_served(self, sha256: str, image: Image.Image) -> tuple[int, int]:
        """Write the served sizes of an upright RGB image; returns (width, height) of the large one."""
        large = fit(image, SIZES["large"])
        small = fit(large, SIZES["small"])
        data = _webp(large)
        write_durably(self.served / served_name(sha256, "large"), data)
        write_durably(self.served / served_name(sha256, "small"), data if small is large else _webp(small))
        return large.size

    def delete(self, sha256: str) -> None:
        for size in SIZES:
            (self.served / served_name(sha256, size)).unlink(missing_ok=True)
        self.original_path(sha256).unlink(missing_ok=True)


def served_name(sha256: str, size: str) -> str:
    """The same bytes always have the same name, so its URL may be cached for good."""
    return f"{sha256[:24]}-{size}.webp"


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
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".tmp", delete=False) as file:
        try:
            file.write(data)
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
