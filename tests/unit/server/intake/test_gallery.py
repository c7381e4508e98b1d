"""The built-in gallery arrives with the true poses that it was drawn from, and nobody needs to review it."""

import numpy as np
import pytest

from server.collection import catalog, photos
from server.collection.catalog import State
from server.collection.details import Details
from server.intake import importer, ingest
from server.models import Collection, Photo, Review, Status


class Blind:
    """Whoever asks it for poses has not kept those that came along."""

    available = True

    def people(self, image):
        raise AssertionError("the gallery's poses are known")


@pytest.fixture
def gallery(session, mirror) -> list[Photo]:
    report = importer.Report()
    list(importer.accept_all(session, mirror.storage, importer.gallery_sources()[:3], report))
    assert photos.findable(session).ids.tolist() == []  # its pictures are not made yet
    while ingest.work_off(session, mirror.storage, Blind(), "worker"):
        pass
    session.expire_all()
    return photos.by_ids(session, report.ids)


def test_it_has_its_true_poses_and_waits_for_no_curator(session, gallery, true_poses):
    assert [photo.status for photo in gallery] == [Status.READY] * 3
    assert {photo.review for photo in gallery} == {Review.APPROVED}
    assert {photo.collection_id for photo in gallery} == {Collection.GALLERY}
    for photo, pose in zip(gallery, true_poses, strict=False):
        np.testing.assert_allclose(photo.pose, pose, atol=1e-4)
        assert (photo.width, photo.height) == (480, 480)
    assert catalog.counts(session)[State.DOUBTFUL] == 0
    assert len(photos.findable(session).ids) == 3


def test_another_network_leaves_it_alone(session, gallery):
    photos.estimate_again(session)
    assert catalog.counts(session)[State.PENDING] == 0


def test_a_kept_pose_follows_the_size_of_the_picture_that_is_served(session, mirror, true_poses):
    photo, _ = photos.add(session, "a" * 64, Details("Large"))
    photos.keep_pose(session, photo.id, (480, 480), true_poses[0])
    session.commit()
    assert photos.has_kept_pose(session, photo.id)
    photos.record_pictures(session, photo.id, (240, 240))
    session.refresh(photo)
    np.testing.assert_allclose(photo.pose, true_poses[0] * [0.5, 0.5, 1], atol=1e-4)
