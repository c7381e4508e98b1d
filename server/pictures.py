"""Picture files of strangers: checked before anything is decoded, then made upright and plain."""

import io
import warnings

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

register_heif_opener()

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")
ACCEPTED = "JPEG, PNG, WebP, AVIF or HEIC"
MAX_PIXELS = 50_000_000
MIN_SIDE = 32


class BadPicture(ValueError):
    """The file is no picture that we take; the message is for whoever sent it."""


def check_header(data: bytes) -> None:
    """Judge format and size by the header alone; a bomb is never unpacked."""
    with _open(data) as image:
        width, height = image.size
    if width * height > MAX_PIXELS:
        limit = MAX_PIXELS // 1_000_000
        raise BadPicture(
            f"This picture has {width} x {height} pixels; at most {limit} megapixels are taken. "
            "Make it smaller and try again."
        )
    if min(width, height) < MIN_SIDE:
        raise BadPicture(f"This picture has {width} x {height} pixels; both sides need at least {MIN_SIDE}.")


def open_upright(data: bytes) -> Image.Image:
    """The decoded RGB image, turned as its EXIF says, without metadata; transparency becomes white."""
    check_header(data)
    with _open(data) as image:
        try:
            image.draft("RGB", (2560, 2560))  # a JPEG far larger than what is served is decoded smaller
            upright = _to_srgb(ImageOps.exif_transpose(image))
            if upright.has_transparency_data:
                rgba = upright.convert("RGBA")
                upright = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba)
            upright = upright.convert("RGB")
        except (OSError, SyntaxError, ValueError, EOFError) as error:
            raise BadPicture(
                "This picture file is damaged or cut short. Upload it again from its source."
            ) from error
    upright.info.clear()
    return upright


def _to_srgb(image: Image.Image) -> Image.Image:
    """Colours of wide-gamut cameras as browsers expect them without a profile."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "CMYK"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return (
            ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            or image
        )
    except (ImageCms.PyCMSError, OSError):  # a broken profile is no reason to refuse the photo
        return image


def _open(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise BadPicture(
            f"This picture is far too large; at most {MAX_PIXELS // 1_000_000} megapixels."
        ) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise BadPicture(f"This file is not a picture we can read. Send {ACCEPTED}.") from error
