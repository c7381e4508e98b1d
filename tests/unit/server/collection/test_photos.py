import numpy as np
import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from converter.pose.spec import VERSION, K
from server.collection import photos, trash
from server.collection.details import Details
from server.models import Photo, Status
from tests.conftest import pending_ids

POSE = np.arange(K * 3, dtype=np.float32).reshape(K, 3)


def test_the_same_bytes_are_one_photo(session):
    first, is_new = photos.add(session, "a" * 64, Details("One"))
    again, is_new_again = photos.add(session, "a" * 64, Details("Two"))
    assert (is_new, is_new_again, again.id, again.title) == (True, False, first.id, "One")


def test_two_processes_storing_the_same_bytes_get_one_photo(session, monkeypatch):
    first, _ = photos.add(session, "a" * 64, Details("One"))
    known = photos.by_sha256
    monkeypatch.setattr(photos, "by_sha256", lambda *_: None)  # as if the other had not committed yet
    again, is_new = photos.add(session, "a" * 64, Details("Two"))
    assert (again.id, is_new, known(session, "a" * 64).title) == (first.id, False, "One")


def test_the_database_itself_refuses_twins(session):
    session.add_all([Photo(sha256="a" * 64, title="One"), Photo(sha256="a" * 64, title="Two")])
    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()


def test_a_pose_makes_a_photo_findable_and_comes_back_exactly(session):
    photo, _ = photos.add(session, "a" * 64, Details("One"))
    assert len(photos.findable(session).ids) == 0
    photos.record_pose(session, photo.id, (640, 480), POSE)
    ids, _, poses = photos.findable(session)
    assert ids.tolist() == [photo.id]
    np.testing.assert_array_equal(poses, POSE[None])
    session.refresh(photo)
    assert (photo.status, photo.width, photo.height, photo.spec_version) == (Status.READY, 640, 480, VERSION)


def test_no_person_and_failure_say_why_and_are_not_findable(session):
    nobody, _ = photos.add(session, "a" * 64, Details("One"))
    broken, _ = photos.add(session, "b" * 64, Details("Two"))
    photos.record_pose(session, nobody.id, (640, 480), None)
    photos.record_failure(session, broken.id, "cut short")
    session.expire_all()
    assert (nobody.status, nobody.reason) == (Status.NO_PERSON, "No person was found in this photo.")
    assert (broken.status, broken.reason) == (Status.FAILED, "cut short")
    assert len(photos.findable(session).ids) == 0
    assert photos.counts(session) == {
        Status.PENDING: 0,
        Status.READY: 0,
        Status.NO_PERSON: 1,
        Status.FAILED: 1,
    }


def test_the_revision_grows_with_every_change_of_what_is_findable(session):
    seen = [photos.revision(session)]
    photo, _ = photos.add(session, "a" * 64, Details("One"))
    for change in (
        lambda: photos.record_pose(session, photo.id, (64, 64), POSE),
        lambda: photos.estimate_again(session),
        lambda: trash.put(session, [photo.id]),
    ):
        change()
        seen.append(photos.revision(session))
    assert seen == sorted(set(seen))


def test_a_result_for_a_deleted_photo_is_dropped(session):
    photo, _ = photos.add(session, "a" * 64, Details("One"))
    photo_id = photo.id
    session.delete(photo)
    session.commit()
    photos.record_pose(session, photo_id, (64, 64), POSE)
    assert photos.by_ids(session, [photo_id]) == []


def test_poses_of_another_spec_are_refused_with_the_way_out(session):
    photo, _ = photos.add(session, "a" * 64, Details("One"))
    photos.record_pose(session, photo.id, (64, 64), POSE)
    session.execute(update(Photo).values(spec_version=VERSION + 6))
    expected = f"poses have spec v{VERSION + 6}, server expects v{VERSION}; run: move-mirror reindex"
    with pytest.raises(photos.OutdatedPoses, match=expected):
        photos.findable(session)
    photos.estimate_again(session)
    assert pending_ids(session) == [photo.id]
    photos.check_spec(session)


def test_photos_come_in_the_order_asked_for(session):
    ids = [photos.add(session, letter * 64, Details(letter))[0].id for letter in "abc"]
    assert [photo.id for photo in photos.by_ids(session, [ids[2], 999, ids[0]])] == [ids[2], ids[0]]
