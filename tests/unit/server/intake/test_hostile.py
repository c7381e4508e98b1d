"""Unusual and hostile files, each through the whole way of an upload: refused in words, or handled."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from server.collection.details import Details
from server.collection.storage import served_name
from server.intake import decoder, ingest, refusals
from server.intake.refusals import BadPicture
from server.models import Status
from tests.conftest import newest, picture
from tests.unit.server.intake.test_ingest import estimator, work_off_all  # noqa: F401


def saved(image: Image.Image, kind: str = "PNG", **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def grey(width: int = 64) -> Image.Image:
    return Image.fromarray(np.tile(np.linspace(0, 255, width).astype(np.uint8), (48, 1)))


@pytest.fixture
def opened(tmp_path):
    """The picture that the limited process makes of a file."""

    def opened(data: bytes) -> np.ndarray:
        path = tmp_path / "upload"
        path.write_bytes(data)
        decoder.shared().check_file(path)
        return np.asarray(decoder.shared().picture(path), int)

    return opened


@pytest.mark.parametrize(
    "data",
    [
        saved(grey()),
        saved(Image.fromarray(np.asarray(grey(), np.uint16) * 257)),
        saved(grey().convert("P")),
        saved(grey().convert("LA")),
        saved(grey().convert("RGBA")),
        saved(grey().convert("CMYK"), "JPEG", quality=95),
        saved(grey().convert("RGB"), "WEBP", lossless=True),
    ],
    ids=["8 bit", "16 bit", "palette", "grey and alpha", "alpha", "CMYK", "WebP"],
)
def test_every_mode_looks_the_same(opened, data):
    assert np.abs(opened(data) - np.asarray(grey().convert("RGB"), int)).mean() < 3


def test_one_bit_is_black_and_white(opened):
    values = opened(saved(grey().convert("1")))
    assert set(np.unique(values)) == {0, 255}


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_of_a_moving_picture_the_first_frame_is_taken(opened, kind):
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue", "lime")]
    values = opened(saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100))
    assert values[32, 32, 0] > 200
    assert values[32, 32, 2] < 60


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
@pytest.mark.parametrize("part", [0.02, 0.3, 0.8])
def test_every_kind_cut_short_is_refused(opened, kind, part):
    data = picture(400, 300, kind)
    with pytest.raises(BadPicture) as refusal:
        opened(data[: int(len(data) * part)])
    assert str(refusal.value) in (refusals.DAMAGED, refusals.UNREADABLE)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (picture(kind="GIF"), "GIF"),
        (picture(kind="TIFF"), "TIFF"),
        (picture(kind="BMP"), "BMP"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "ZIP"),
        (b"\xef\xbb\xbf <svg xmlns='http://www.w3.org/2000/svg'>", "SVG"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "HTML"),
        (b"\x7fELF....", "program"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_kinds_are_called_by_their_name(opened, head, kind):
    with pytest.raises(BadPicture, match=f"This is a {kind} file"):
        opened(head)


def test_an_empty_file_says_so(opened):
    with pytest.raises(BadPicture, match="empty"):
        opened(b"")


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def test_a_bomb_behind_a_small_header_is_never_unpacked(opened):
    """Half a gigabyte of zeros in a PNG that says it has 64 x 64 pixels."""
    bomb = zlib.compressobj(9)
    body = b"".join(bomb.compress(bytes(2**24)) for _ in range(32)) + bomb.flush()
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0))
    data = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    assert opened(data).shape == (64, 64, 3)


def test_a_text_that_unpacks_to_gigabytes_is_refused_or_ignored(opened):
    text = b"note\0\0" + zlib.compress(bytes(2**28), 9)
    data = picture(kind="PNG")
    with pytest.raises(BadPicture):
        opened(data[:33] + chunk(b"zTXt", text) + data[33:])


@pytest.mark.parametrize("side", [8000, 60000])
def test_a_webp_that_is_too_large_is_refused_by_its_header(opened, side):
    bits = (min(side, 16384) - 1) | (min(side, 16384) - 1) << 14
    body = b"\x2f" + struct.pack("<I", bits) + bytes(20)
    data = b"WEBPVP8L" + struct.pack("<I", len(body)) + body
    with pytest.raises(BadPicture):
        opened(b"RIFF" + struct.pack("<I", len(data)) + data)


def test_what_is_hidden_in_a_picture_is_not_served(session, mirror, estimator):  # noqa: F811
    """A polyglot is a picture and something else; of a photo, place and time are nobody's business."""
    exif = Image.Exif()
    exif[0x010E] = "SECRET description"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 29.0)})
    secret = b"<script>SECRET</script>PK\x03\x04SECRET"
    data = picture(exif=exif, comment=b"SECRET") + secret
    photo, _ = ingest.accept(session, mirror.storage, data, Details("x"))
    work_off_all(session, mirror, estimator)
    for size in ("large", "small"):
        path = mirror.storage.served / served_name(photo.sha256, size)
        assert b"SECRET" not in path.read_bytes()
        with Image.open(path) as served:
            assert served.format == "WEBP"
            assert not served.getexif()
            assert not {"exif", "xmp", "icc_profile", "comment"} & set(served.info)


def test_a_name_may_lie_about_the_kind(opened):
    assert opened(picture(kind="AVIF")).shape == (48, 64, 3)  # the file has no ending at all


def test_a_file_that_turns_out_broken_fails_alone(session, mirror, estimator):  # noqa: F811
    data = picture(400, 300, "PNG")
    ingest.accept(session, mirror.storage, data[: len(data) // 2], Details("broken"))
    ingest.accept(session, mirror.storage, picture(), Details("whole"))
    work_off_all(session, mirror, estimator)
    found = {photo.title: photo for photo in newest(session)}
    assert (found["broken"].status, found["broken"].reason) == (Status.FAILED, refusals.DAMAGED)
    assert found["whole"].status != Status.FAILED
