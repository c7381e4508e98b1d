import io

from PIL import Image

from server.collection.details import Details
from server.collection.likeness import NEAR_BITS, looks
from server.collection.trash import put
from server.intake import ingest
from server.intake.importer import GALLERY
from tests.unit.server.intake.test_ingest import estimator, work_off_all  # noqa: F401

PICTURES = sorted((GALLERY / "images").glob("*.jpg"))[:12]


def copy(path, quality=60, scale=1.0) -> bytes:
    buffer = io.BytesIO()
    with Image.open(path) as image:
        image.resize((int(image.width * scale), int(image.height * scale))).save(
            buffer, "JPEG", quality=quality
        )
    return buffer.getvalue()


def bits(a: bytes, b: bytes) -> int:
    return (int.from_bytes(a) ^ int.from_bytes(b)).bit_count()


def test_copies_look_alike_and_other_poses_do_not():
    originals = [looks(Image.open(path)) for path in PICTURES]
    for original, path in zip(originals, PICTURES, strict=True):
        assert bits(original, looks(Image.open(io.BytesIO(copy(path, scale=0.7))))) <= NEAR_BITS
    pairs = [(a, b) for n, a in enumerate(originals) for b in originals[:n]]
    assert min(bits(a, b) for a, b in pairs) > NEAR_BITS


def test_a_near_duplicate_names_the_photo_that_was_there_before(session, mirror, estimator):  # noqa: F811
    first, _ = ingest.accept(session, mirror.storage, PICTURES[0].read_bytes(), Details("first"))
    other, _ = ingest.accept(session, mirror.storage, PICTURES[5].read_bytes(), Details("other"))
    smaller, _ = ingest.accept(session, mirror.storage, copy(PICTURES[0], scale=0.8), Details("smaller"))
    work_off_all(session, mirror, estimator)
    session.expire_all()
    assert mirror.twins.of(session, smaller) == first
    assert mirror.twins.of(session, first) is None
    assert mirror.twins.of(session, other) is None
    put(session, [first.id])
    assert mirror.twins.of(session, smaller) is None


def test_a_photo_without_a_look_has_no_twin(session, mirror):
    photo, _ = ingest.accept(session, mirror.storage, PICTURES[0].read_bytes(), Details("not looked at yet"))
    assert mirror.twins.of(session, photo) is None
