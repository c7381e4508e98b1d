"""What a file is, by its first bytes. Names and what a browser claims are not asked.

Pure Python on purpose: this alone looks at a stranger's bytes outside of the limited process.
"""

HEAD_BYTES = 64

PICTURES = ("JPEG", "PNG", "WebP", "AVIF", "HEIC")
VIDEOS = ("MP4", "MOV", "WebM")

_STARTS = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\x1aE\xdf\xa3", "WebM"),  # or another Matroska file
    # From here on, what is told apart only so that the answer can name it.
    (b"GIF8", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"BM", "BMP"),
    (b"8BPS", "Photoshop"),
    (b"%PDF", "PDF"),
    (b"%!PS", "PostScript"),
    (b"PK\x03\x04", "ZIP"),
    (b"Rar!", "RAR"),
    (b"\x1f\x8b", "gzip"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"<svg", "SVG"),
    (b"<?xml", "XML"),
    (b"<!doctype html", "HTML"),
    (b"<html", "HTML"),
    (b"ID3", "MP3"),
    (b"MZ", "Windows program"),
    (b"\x7fELF", "program"),
)
# The container of MP4 holds many kinds, told apart by their brand (ISO/IEC 14496-12).
_BRANDS = {
    b"avif": "AVIF",
    b"avis": "AVIF",
    b"heic": "HEIC",
    b"heix": "HEIC",
    b"heim": "HEIC",
    b"heis": "HEIC",
    b"hevc": "HEIC",
    b"hevx": "HEIC",
    b"mif1": "HEIC",
    b"msf1": "HEIC",
    b"qt  ": "MOV",
    b"M4A ": "M4A",
    b"crx ": "Canon raw",
}
_OLD_MOV_BOXES = (b"moov", b"mdat", b"wide", b"free", b"skip")


def kind_of(head: bytes) -> str | None:
    """The name of the kind of a file that begins with `head`; None where it is not known."""
    if head[:4] == b"RIFF":
        return {b"WEBP": "WebP", b"AVI ": "AVI"}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "MP4")
    if head[4:8] in _OLD_MOV_BOXES:
        return "MOV"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower() if head[:1] in b"\xef <\t\r\n" else head
    return next((kind for start, kind in _STARTS if text.startswith(start)), None)
