import io

import numpy as np
import pytest
from PIL import Image

from server.collection import photos
from server.collection.details import Details
from server.intake import ingest, pictures
from tests.conftest import picture

XMP = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:cc="http://creativecommons.org/ns#" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
  photoshop:Credit="The Agency">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">The Leap</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>Ada</rdf:li></rdf:Seq></dc:creator>
<dc:subject><rdf:Bag><rdf:li>dance</rdf:li><rdf:li>leap</rdf:li><rdf:li>dance</rdf:li></rdf:Bag></dc:subject>
<cc:license rdf:resource="https://creativecommons.org/licenses/by/4.0/"/>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


def iptc(**fields) -> bytes:
    """A Photoshop segment with IPTC-IIM records, as JPEG carries it."""
    numbers = {"title": 5, "keyword": 25, "byline": 80, "copyright": 116}
    records = b"".join(
        b"\x1c\x02" + bytes([numbers[name]]) + len(text).to_bytes(2, "big") + text
        for name, values in fields.items()
        for text in values
    )
    padded = records + b"\0" * (len(records) % 2)
    block = b"8BIM\x04\x04\0\0" + len(records).to_bytes(4, "big") + padded
    body = b"Photoshop 3.0\0" + block
    return b"\xff\xed" + (len(body) + 2).to_bytes(2, "big") + body


def with_iptc(jpeg: bytes, **fields) -> bytes:
    return jpeg[:2] + iptc(**fields) + jpeg[2:]


def with_exif(**tags) -> bytes:
    exif = Image.Exif()
    numbers = {"description": 0x010E, "artist": 0x013B, "copyright": 0x8298}
    for name, text in tags.items():
        exif[numbers[name]] = text
    return picture(exif=exif.tobytes())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_xmp(kind):
    options = {"xmp": XMP} if kind != "PNG" else {"pnginfo": _png_xmp()}
    expected = Details(
        "The Leap", "The Agency", ("dance", "leap"), "https://creativecommons.org/licenses/by/4.0/"
    )
    assert pictures.said(picture(kind=kind, **options)) == expected


def _png_xmp():
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return info


def test_iptc_in_utf_8_and_in_the_old_way():
    fields = {"title": [b"Sprung"], "keyword": ["Füße".encode(), b"F\xfc\xdfe"], "byline": [b"Ada"]}
    data = with_iptc(picture(), **fields, copyright=["© Ada".encode()])
    assert pictures.said(data) == Details("Sprung", "Ada", ("Füße",), "© Ada")


def test_exif():
    data = with_exif(description="A hop", artist="Bob", copyright="Bob, 2019")
    assert pictures.said(data) == Details("A hop", "Bob", (), "Bob, 2019")


def test_xmp_goes_before_iptc_and_what_it_lacks_comes_from_there():
    data = with_iptc(picture(xmp=XMP), title=[b"Other"], copyright=[b"Nobody"])
    assert pictures.said(data).title == "The Leap"
    both = with_iptc(with_exif(artist="Bob"), title=[b"Only"])
    assert pictures.said(both) == Details("Only", "Bob")


@pytest.mark.parametrize(
    "data",
    [
        picture(),
        picture(xmp=b"<x:xmpmeta"),
        picture(xmp=b'<!DOCTYPE a [<!ENTITY b "bbbb">]><x:xmpmeta>&b;</x:xmpmeta>'),
        with_iptc(picture(), title=[b""]),
        picture(exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff"),
    ],
    ids=["silent", "broken", "entities", "empty", "cut"],
)
def test_what_cannot_be_read_counts_as_not_said(data):
    assert pictures.said(data) == Details()


def test_long_and_many_words_are_cut(tmp_path):
    data = with_iptc(picture(), title=[b"x" * 500], keyword=[f"tag {n}".encode() for n in range(80)])
    read = pictures.said(data)
    assert (len(read.title), len(read.tags)) == (200, 50)


def test_it_is_kept_at_upload_and_stripped_from_what_is_served(session, mirror):
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (52.0, 30.0, 0.0)}  # where it was taken
    buffer = io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
    Image.fromarray(noise).save(buffer, "JPEG", xmp=XMP, exif=exif)
    data = with_iptc(buffer.getvalue(), byline=[b"Ada"])
    photo, _ = ingest.accept(session, mirror.storage, data, Details("IMG 1234"))
    assert (photo.title, photo.credit, photo.tags) == ("The Leap", "The Agency", ["dance", "leap"])
    assert photo.licence.startswith("https://creativecommons.org")
    with Image.open(io.BytesIO(data)) as image:
        mirror.storage.save_served(photo.sha256, image.convert("RGB"))
    for path in mirror.storage.served.iterdir():
        served = path.read_bytes()
        assert not any(word in served for word in (b"xmpmeta", b"Ada", b"Agency", b"EXIF", b"8BIM"))
        with Image.open(path) as image:
            assert not image.getexif() and not image.getxmp()


def test_what_the_caller_says_goes_before_the_file_but_for_the_title(session, mirror):
    photo, _ = ingest.accept(session, mirror.storage, picture(xmp=XMP), Details("IMG 1", "The Zoo", ["mine"]))
    assert (photo.title, photo.credit, photo.tags) == ("The Leap", "The Zoo", ["mine"])
    assert photos.by_sha256(session, photo.sha256) is photo
