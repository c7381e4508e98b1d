import numpy as np
import pytest

from converter.pose.spec import K
from server.collection import photos, review
from server.collection.review import Verdict
from server.models import Review, Status
from tests.conftest import pending_ids

SIZE = (480, 480)


@pytest.fixture
def photo(session, add_photo, true_poses):
    return add_photo(true_poses[0])


def test_a_doubtful_pose_waits_for_a_curator_but_can_be_found(session, photo, true_poses):
    photos.record_pose(session, photo.id, SIZE, true_poses[0] * [1, 1, 0.5])
    session.refresh(photo)
    assert (photo.review, photo.doubts) == (Review.DOUBTFUL, ["unsure"])
    assert len(photos.findable(session).ids) == 1
    photos.record_pose(session, photo.id, SIZE, None)
    session.refresh(photo)
    assert (photo.review, photo.doubts, photo.status) == (Review.DOUBTFUL, ["nobody"], Status.NO_PERSON)


def test_everybody_found_is_kept_for_the_choice(session, photo, true_poses):
    photos.record_pose(session, photo.id, SIZE, true_poses[0], [true_poses[1]])
    session.refresh(photo)
    np.testing.assert_array_equal(photo.people, np.array(true_poses[:2], "<f4"))
    assert "several" in photo.doubts


def test_a_correction_is_found_at_once_and_no_network_changes_it(session, photo, true_poses):
    seen = photos.revision(session)
    review.decide(session, photo, Verdict(Review.APPROVED, true_poses[5], corrected=True))
    assert photos.revision(session) > seen
    photos.estimate_again(session)
    photos.record_pose(session, photo.id, SIZE, true_poses[1])
    photos.record_failure(session, photo.id, "cut short")
    poses = photos.findable(session).poses
    np.testing.assert_array_equal(poses[0], np.asarray(true_poses[5], "<f4"))
    session.refresh(photo)
    np.testing.assert_array_equal(photo.people[0], np.asarray(true_poses[1], "<f4"))
    assert (photo.review, photo.status) == (Review.APPROVED, Status.READY)


def test_an_approved_pose_is_not_looked_for_again(session, photo):
    review.decide(session, photo, review.verdict(photo)._replace(review=Review.APPROVED))
    photos.estimate_again(session)
    assert pending_ids(session) == []


def test_a_pose_may_be_drawn_where_nobody_was_found_and_taken_back(session, photo, true_poses):
    photos.record_pose(session, photo.id, SIZE, None)
    session.refresh(photo)
    before = review.verdict(photo)
    review.decide(session, photo, Verdict(Review.APPROVED, true_poses[2], corrected=True))
    session.refresh(photo)
    assert (photo.status, photo.doubts, len(photos.findable(session).ids)) == (Status.READY, [], 1)
    review.decide(session, photo, before)
    session.refresh(photo)
    assert (photo.status, photo.review, photo.doubts) == (Status.NO_PERSON, Review.DOUBTFUL, ["nobody"])
    assert len(photos.findable(session).ids) == 0


def test_a_rejected_photo_is_shown_to_nobody_until_that_is_undone(session, photo):
    before = review.verdict(photo)
    review.decide(session, photo, before._replace(review=Review.REJECTED, reason="A logo"))
    assert len(photos.findable(session).ids) == 0
    photos.record_pose(session, photo.id, SIZE, np.ones((K, 3)))
    session.refresh(photo)
    assert (photo.review, photo.review_reason) == (Review.REJECTED, "A logo")
    review.decide(session, photo, before)
    assert len(photos.findable(session).ids) == 1
