from datetime import timedelta

from sqlalchemy import update

from server.collection import photos, trash
from server.collection.details import Details
from server.models import Photo, now
from tests.conftest import newest


def test_what_is_in_the_trash_is_not_shown_and_comes_back_whole(session, add_photo, true_poses):
    photo = add_photo(true_poses[0])
    assert trash.put(session, [photo.id, 999]) == 1
    assert trash.put(session, [photo.id]) == 0
    assert photos.findable(session).ids.tolist() == []
    assert newest(session) == []
    assert sum(photos.counts(session).values()) == 0
    assert trash.restore(session, [photo.id]) == 1
    assert photos.findable(session).ids.tolist() == [photo.id]


def test_the_same_bytes_uploaded_again_come_back_from_the_trash(session, add_photo, true_poses):
    photo = add_photo(true_poses[0])
    trash.put(session, [photo.id])
    again, is_new = photos.add(session, photo.sha256, Details("Again"))
    assert (again.id, again.trashed_at, is_new) == (photo.id, None, False)


def test_only_what_is_in_the_trash_is_purged_with_its_files(session, mirror, add_photo, true_poses):
    kept, doomed = add_photo(true_poses[0]), add_photo(true_poses[1])
    kept_id, doomed_id = kept.id, doomed.id
    files = mirror.storage.original_path(doomed.sha256)
    trash.put(session, [doomed_id])
    assert files.is_file()
    assert trash.purge(session, mirror.storage, [kept_id, doomed_id]) == 1
    assert not files.exists()
    assert [photo.id for photo in photos.by_ids(session, [kept_id, doomed_id])] == [kept_id]


def test_after_thirty_days_a_photo_is_overdue(session, add_photo, true_poses):
    old, young = add_photo(true_poses[0]).id, add_photo(true_poses[1]).id
    trash.put(session, [old, young])
    session.execute(
        update(Photo).where(Photo.id == old).values(trashed_at=now() - timedelta(days=30, hours=1))
    )
    assert trash.overdue(session) == [old]
