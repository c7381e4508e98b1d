import sqlite3

import numpy as np
import pytest
from PIL import Image

from converter.pose.litert import ModelMissing
from server.collection.details import Details
from server.intake import ingest, queue
from server.intake.estimator import Estimator
from server.intake.refusals import BadPicture
from server.models import Photo, Status
from tests.conftest import newest, pending_ids, picture
from tests.unit.server.intake.test_estimator import Blind, DotNetwork, a_pose, paint


@pytest.fixture
def estimator(tmp_path) -> Estimator:
    model = tmp_path / "dots"
    model.touch()
    return Estimator(model, load=DotNetwork, load_detector=Blind)


def accept_image(session, storage, image: Image.Image, title="A pose", **options):
    path = storage.served / "upload.tmp"
    image.save(path, options.pop("kind", "PNG"), **options)
    data = path.read_bytes()
    path.unlink()
    return ingest.accept(session, storage, data, Details(title))


def work_off_all(session, mirror, estimator, worker="a worker") -> list[int]:
    return list(iter(lambda: ingest.work_off(session, mirror.storage, estimator, worker), None))


@pytest.mark.sqlite
def test_an_accepted_photo_is_on_disk_and_seen_by_another_connection(session, mirror):
    data = picture()
    photo, is_new = ingest.accept(session, mirror.storage, data, Details("  "))
    assert is_new
    assert mirror.storage.original_path(photo.sha256).read_bytes() == data
    with sqlite3.connect(mirror.settings.instance / "mirror.db") as other:
        assert other.execute("SELECT title, status FROM photo").fetchall() == [("Untitled", "pending")]


def test_what_is_refused_leaves_no_trace(session, mirror):
    with pytest.raises(BadPicture):
        ingest.accept(session, mirror.storage, b"no picture", Details("x"))
    assert newest(session) == []
    assert not [path for path in mirror.storage.originals.rglob("*") if path.is_file()]


def test_a_failed_write_is_not_acknowledged_and_leaves_no_row(session, mirror, monkeypatch):
    def full_disk(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(mirror.storage, "save_original", full_disk)
    with pytest.raises(OSError, match="No space"):
        ingest.accept(session, mirror.storage, picture(), Details("x"))
    assert newest(session) == []


def test_a_photo_gets_its_served_pictures_and_its_pose_in_their_pixels(session, mirror, estimator):
    truth = a_pose((1280, 960), 700)
    photo, _ = accept_image(session, mirror.storage, paint(truth, (2560, 1920), radius=25))
    assert work_off_all(session, mirror, estimator) == [photo.id]
    session.refresh(photo)
    assert (photo.status, photo.width, photo.height) == (Status.READY, 1280, 960)
    np.testing.assert_allclose(photo.pose[:, :2], truth[:, :2] / 2, atol=2)


def test_a_turned_photo_has_its_pose_upright(session, mirror, estimator):
    truth = a_pose((300, 400), 150)
    turned = paint(truth, (600, 800)).transpose(Image.Transpose.ROTATE_90)  # as a camera held sideways
    exif = Image.Exif()
    exif[0x0112] = 6
    photo, _ = accept_image(session, mirror.storage, turned, exif=exif)
    work_off_all(session, mirror, estimator)
    session.refresh(photo)
    assert (photo.width, photo.height) == (600, 800)
    np.testing.assert_allclose(photo.pose[:, :2], truth[:, :2], atol=2)


def test_one_bad_photo_never_stops_the_others(session, mirror, estimator):
    whole = picture(400, 300)
    cut, _ = ingest.accept(session, mirror.storage, whole[: len(whole) // 2], Details("cut short"))
    lost, _ = ingest.accept(session, mirror.storage, picture(50, 50), Details("lost"))
    mirror.storage.original_path(lost.sha256).unlink()
    empty, _ = ingest.accept(session, mirror.storage, picture(60, 60), Details("nobody"))
    good, _ = accept_image(session, mirror.storage, paint(a_pose((240, 240), 100), (480, 480)))
    ids = pending_ids(session)
    assert work_off_all(session, mirror, estimator) == ids
    session.expire_all()
    assert [photo.status for photo in (cut, lost, empty, good)] == [
        Status.FAILED,
        Status.FAILED,
        Status.NO_PERSON,
        Status.READY,
    ]
    assert "cut short" in cut.reason
    assert "gone" in lost.reason


def test_without_a_network_photos_wait(session, mirror):
    photo, _ = ingest.accept(session, mirror.storage, picture(), Details("x"))
    with pytest.raises(ModelMissing, match="wait until it is there"):
        work_off_all(session, mirror, mirror.estimator)
    assert pending_ids(session) == [photo.id]


def test_what_was_pending_at_a_crash_is_developed_by_the_next_process(session, mirror, estimator):
    photo, _ = accept_image(session, mirror.storage, paint(a_pose((240, 240), 100), (480, 480)))
    assert queue.claim(session, Photo, "first").id == photo.id  # and then the process is killed
    assert pending_ids(session) == [photo.id]
    assert work_off_all(session, mirror, estimator, "second") == []  # it could still be at work
    queue.release(session, "first")  # its successor starts
    assert work_off_all(session, mirror, estimator, "second") == [photo.id]
    session.refresh(photo)
    assert photo.status == Status.READY
