"""Picture files of strangers: judged by their header, then made upright and plain.

Runs in the limited process alone (`server.intake.decoder`), since what decodes is written in C.
"""

import io
import warnings

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

from server.collection.details import Details
from server.intake import metadata, refusals
from server.intake.filetypes import HEAD_BYTES, PICTURES, kind_of
from server.intake.refusals import MAX_PIXELS, MIN_SIDE, BadPicture

register_heif_opener()

# The one or two decoders that each kind may be given to.
_DECODERS = {
    "JPEG": ("JPEG",),
    "PNG": ("PNG",),
    "WebP": ("WEBP",),
    "AVIF": ("AVIF",),
    "HEIC": ("HEIF", "AVIF"),  # both use the brand mif1
}
_DECODING_FAILED = (OSError, SyntaxError, ValueError, EOFError, OverflowError, IndexError, KeyError)


def check_header(data: bytes) -> None:
    """Judge kind and size by the header alone; a bomb is never unpacked. Raises BadPicture."""
    with _open(data) as image:
        width, height = image.size
    if width * height > MAX_PIXELS:
        raise BadPicture(refusals.too_many_pixels(width, height))
    if min(width, height) < MIN_SIDE:
        raise BadPicture(refusals.too_small(width, height))


def said(data: bytes) -> Details:
    """What the file says of itself. Raises BadPicture."""
    with _open(data) as image:
        return metadata.of(image)


def open_upright(data: bytes) -> Image.Image:
    """The decoded RGB image, turned as its EXIF says, without metadata; transparency becomes white.

    Of a moving picture it is the first frame; 16 bits are reduced to 8. Raises BadPicture.
    """
    check_header(data)
    with _open(data) as image:
        try:
            image.draft("RGB", (2560, 2560))  # a JPEG far larger than what is served is decoded smaller
            upright = _to_srgb(_to_8_bits(ImageOps.exif_transpose(image)))
            if upright.has_transparency_data:
                rgba = upright.convert("RGBA")
                upright = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba)
            upright = upright.convert("RGB")
        except _DECODING_FAILED as error:
            raise BadPicture(refusals.DAMAGED) from error
    upright.info.clear()
    return upright


def _to_8_bits(image: Image.Image) -> Image.Image:
    """Pillow would clip grey values of 16 bits at 255, so that nearly all of them became white."""
    if not image.mode.startswith("I"):
        return image
    return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")


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
    """The picture, not decoded yet, opened by the decoder of its kind and no other."""
    if not data:
        raise BadPicture(refusals.EMPTY)
    kind = kind_of(data[:HEAD_BYTES])
    if kind is None or kind not in PICTURES:
        raise BadPicture(refusals.other_kind(kind) if kind else refusals.UNREADABLE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(data), formats=_DECODERS[kind])
    except Image.DecompressionBombError as error:
        raise BadPicture(refusals.FAR_TOO_LARGE) from error
    except UnidentifiedImageError as error:
        raise BadPicture(refusals.UNREADABLE) from error
    except _DECODING_FAILED as error:
        raise BadPicture(refusals.DAMAGED) from error
