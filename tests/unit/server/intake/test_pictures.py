import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from server.intake import refusals
from server.intake.pictures import check_header, open_upright
from server.intake.refusals import BadPicture
from tests.conftest import picture


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_accepted_formats_decode(kind):
    image = open_upright(picture(kind=kind))
    assert (image.mode, image.size) == ("RGB", (64, 48))


@pytest.mark.parametrize(
    "data",
    [
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        picture(kind="GIF"),
        bytes(4000),
    ],
    ids=["text", "svg", "gif", "zeros"],
)
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(BadPicture, match="not a picture we can read"):
        check_header(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_file_cut_short_is_refused(kind):
    data = picture(400, 300, kind)
    with pytest.raises(BadPicture):
        open_upright(data[: len(data) // 2])


def test_exif_orientation_is_applied_and_metadata_dropped():
    exif = Image.Exif()
    exif[0x0112] = 6  # shown turned by 90 degrees
    exif[0x010E] = "where I live"
    image = open_upright(picture(64, 48, exif=exif))
    assert image.size == (48, 64)
    assert not image.info
    assert not image.getexif()


def test_a_bomb_is_refused_by_its_header_alone():
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    for side in (9000, 60000):
        header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
        bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
        with pytest.raises(BadPicture, match="megapixels"):
            check_header(bomb)


def test_tiny_pictures_are_refused():
    with pytest.raises(BadPicture, match="at least 32"):
        check_header(picture(64, 31))


def test_transparency_becomes_white():
    buffer = io.BytesIO()
    Image.new("RGBA", (40, 40), (255, 0, 0, 0)).save(buffer, "PNG")
    assert open_upright(buffer.getvalue()).getpixel((20, 20)) == (255, 255, 255)


def test_a_colour_profile_is_applied():
    linear = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert (
        np.abs(
            np.asarray(open_upright(picture(kind="PNG", icc_profile=linear)), int)
            - np.asarray(open_upright(picture(kind="PNG")), int)
        ).max()
        <= 1
    )
    # Red and green swapped in the profile's primaries: the pixels must change.
    swapped = linear.replace(b"rXYZ", b"tmp0").replace(b"gXYZ", b"rXYZ").replace(b"tmp0", b"gXYZ")
    assert (
        np.asarray(open_upright(picture(kind="PNG", icc_profile=swapped))).tolist()
        != np.asarray(open_upright(picture(kind="PNG"))).tolist()
    )


def test_a_broken_colour_profile_is_ignored():
    assert open_upright(picture(kind="PNG", icc_profile=b"nonsense")).size == (64, 48)


def test_the_messages_name_what_is_accepted():
    assert all(kind in refusals.ACCEPTED for kind in ("JPEG", "PNG", "WebP", "AVIF", "HEIC"))
