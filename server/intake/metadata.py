"""What a picture file says about itself: title, tags, credit and licence from XMP, IPTC and EXIF.

Read once, when the photo arrives, in the limited process; what is served is drawn anew and has none of it.
A file may say anything, so whatever cannot be read counts as not said.
"""

import logging
from collections.abc import Iterator

from PIL import ExifTags, Image, ImageFile, IptcImagePlugin

from server.collection.details import Details

MAX_TAGS = 50
MAX_TAG = 60
MAX_TEXT = 200
MAX_XMP_BYTES = 2**20
log = logging.getLogger(__name__)


def of(image: Image.Image) -> Details:
    """What an opened file says; empty where it says nothing. XMP goes before IPTC, and IPTC before EXIF."""
    sources = [_safely(part, image) for part in (_from_xmp, _from_iptc, _from_exif)]
    return Details(*(_first_said(values) for values in zip(*sources, strict=True)))


def _first_said(values):
    return next((value for value in values if value), values[0])


def _safely(part, image: Image.Image) -> Details:
    try:
        return part(image)
    except Exception as error:  # strangers' bytes in parsers of three formats
        log.info("metadata not read: %s", error)
        return Details()


def _from_xmp(image: Image.Image) -> Details:
    if len(image.info.get("xmp") or b"") > MAX_XMP_BYTES:
        return Details()
    facts: dict[str, list[str]] = {}
    for name, text in _leaves(image.getxmp()):
        facts.setdefault(name, []).append(text)

    def first(*names: str) -> str:
        return next((_text(facts[name][0]) for name in names if name in facts), "")

    return Details(
        first("title", "Headline", "description"),
        first("Credit", "creator", "CopyrightOwnerName"),
        _tags(facts.get("subject", [])),
        first("license", "LicensorURL", "WebStatement", "UsageTerms", "rights"),
    )


def _leaves(node, name: str = "") -> Iterator[tuple[str, str]]:
    """(property, text) of Pillow's nested XMP; the lists of RDF stand for the property around them."""
    if isinstance(node, str):
        yield name, node
    elif isinstance(node, list):
        for item in node:
            yield from _leaves(item, name)
    elif isinstance(node, dict):
        for key, value in node.items():
            inside = key in ("Alt", "Bag", "Seq", "li", "text", "resource")
            if key != "lang":
                yield from _leaves(value, name if inside else key)


def _from_iptc(image: ImageFile.ImageFile) -> Details:
    """IPTC-IIM: 5 title, 25 keywords, 80 by-line, 105 headline, 110 credit, 116 copyright notice."""
    facts = IptcImagePlugin.getiptcinfo(image) or {}

    def all_of(number: int) -> list[str]:
        values = facts.get((2, number), [])
        return [_decoded(value) for value in (values if isinstance(values, list) else [values])]

    def first(*numbers: int) -> str:
        return next((_text(values[0]) for number in numbers if (values := all_of(number))), "")

    return Details(first(5, 105), first(110, 80), _tags(all_of(25)), first(116))


def _from_exif(image: Image.Image) -> Details:
    exif = image.getexif()

    def tag(number: ExifTags.Base) -> str:
        value = exif.get(number, "")
        return _text(value if isinstance(value, str) else "")

    return Details(
        tag(ExifTags.Base.ImageDescription), tag(ExifTags.Base.Artist), (), tag(ExifTags.Base.Copyright)
    )


def _decoded(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _text(value: str) -> str:
    return " ".join(value.replace("\0", " ").split())[:MAX_TEXT]


def _tags(values: list[str]) -> tuple[str, ...]:
    tags = (_text(value)[:MAX_TAG].strip() for value in values)
    return tuple(dict.fromkeys(tag for tag in tags if tag))[:MAX_TAGS]
