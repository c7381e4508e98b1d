"""What curators do can be taken back: exactly, once, later, and never over what somebody has done since."""

from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from converter.pose.spec import VERSION
from server.collection import catalog, collections, history, photos, review, trash
from server.collection.catalog import Edit, View
from server.collection.details import Details
from server.collection.history import VERDICT, What
from server.collection.review import Verdict
from server.models import Change, Collection, Earlier, Photo, Review, Status, now


def edit(session: Session, ids: list[int], new: Edit, *columns: str) -> Change:
    change = history.remember(session, "ada", What.EDITED, ids, columns)
    catalog.edit(session, ids, new)
    return change


def decide(session: Session, photo: Photo, verdict: Verdict) -> Change:
    change = history.remember(session, "ada", What.CORRECTED, [photo.id], VERDICT)
    review.decide(session, photo, verdict)
    session.refresh(photo)
    return change


def test_an_edit_of_many_is_taken_back_photo_by_photo(session, add_photo, true_poses):
    ids = [add_photo(pose, f"Number {n}").id for n, pose in enumerate(true_poses[:3])]
    catalog.edit(session, ids[:1], Edit(credit="Ada", add_tags=["dance"]))
    change = edit(session, ids, Edit("Hall {n}", "The Zoo", add_tags=["cats"]), "title", "credit", "tags")
    assert [photo.title for photo in photos.by_ids(session, ids)] == ["Hall 1", "Hall 2", "Hall 3"]
    assert history.undo(session, change) == (3, 0)
    session.expire_all()
    found = photos.by_ids(session, ids)
    assert [photo.title for photo in found] == ["Number 0", "Number 1", "Number 2"]
    assert [(photo.credit, photo.tags) for photo in found] == [("Ada", ["dance"]), *[("a friend", [])] * 2]
    assert catalog.ids(session, View("zoo")) == []  # what is searched follows


def test_a_correction_is_taken_back_to_the_very_pose_and_found_in_it(session, add_photo, true_poses):
    photo = add_photo(true_poses[0])
    first = decide(session, photo, Verdict(Review.APPROVED, true_poses[1], corrected=True))
    second = decide(session, photo, Verdict(Review.REJECTED, true_poses[2], True, "A logo"))
    history.undo(session, second)
    session.refresh(photo)
    assert (photo.review, photo.corrected, photo.review_reason) == (Review.APPROVED, True, "")
    np.testing.assert_array_equal(photos.findable(session).poses[0], np.asarray(true_poses[1], "<f4"))
    history.undo(session, first)
    session.refresh(photo)
    assert (photo.review, photo.corrected) == (Review.NONE, False)
    np.testing.assert_array_equal(photos.findable(session).poses[0], np.asarray(true_poses[0], "<f4"))


def test_a_pose_drawn_where_nobody_was_found_goes_again(session, add_photo, true_poses):
    photo = add_photo(true_poses[0])
    photos.record_pose(session, photo.id, (480, 480), None)
    session.refresh(photo)
    change = decide(session, photo, Verdict(Review.APPROVED, true_poses[1], corrected=True))
    history.undo(session, change)
    session.refresh(photo)
    assert (photo.status, photo.review, photo.doubts) == (Status.NO_PERSON, Review.DOUBTFUL, ["nobody"])


def test_a_pose_put_back_belongs_to_the_spec_of_today(session, add_photo, true_poses):
    photo = add_photo(true_poses[0])
    session.execute(update(Photo).values(spec_version=VERSION - 1))
    change = decide(session, photo, Verdict(Review.APPROVED, true_poses[1], corrected=True))
    history.undo(session, change)
    photos.check_spec(session)


@pytest.mark.parametrize("do", [trash.put, trash.restore])
def test_trash_and_restoring_are_taken_back(session, add_photo, true_poses, do):
    one, other = add_photo(true_poses[0]).id, add_photo(true_poses[1]).id
    trash.put(session, [other])
    before = [photo.trashed_at for photo in photos.by_ids(session, [one, other])]
    change = history.remember(session, "ada", What.TRASHED, [one, other], ["trashed_at"])
    do(session, [one, other])
    history.undo(session, change)
    session.expire_all()
    assert [photo.trashed_at for photo in photos.by_ids(session, [one, other])] == before
    assert photos.findable(session).ids.tolist() == [one]


def test_a_move_is_taken_back_to_where_each_was(session, add_photo, true_poses):
    ids = [add_photo(pose).id for pose in true_poses[:2]]
    attic, cellar = (collections.create(session, name) for name in ("Attic", "Cellar"))
    collections.move(session, ids[:1], attic)
    change = history.remember(session, "ada", What.EDITED, ids, ["collection_id"])
    collections.move(session, ids, cellar)
    history.undo(session, change)
    session.expire_all()
    places = [photo.collection_id for photo in photos.by_ids(session, ids)]
    assert places == [attic.id, Collection.UPLOADS]


def test_what_somebody_has_changed_since_stays(session, add_photo, true_poses):
    ids = [add_photo(pose, "Hop").id for pose in true_poses[:3]]
    old = edit(session, ids, Edit(title="A", credit="A"), "title", "credit")
    edit(session, ids[:1], Edit(credit="B"), "credit")
    taken_back = edit(session, ids[1:2], Edit(credit="C"), "credit")
    edit(session, ids[2:], Edit(add_tags=["x"]), "tags")  # of something else
    history.undo(session, taken_back)
    assert history.undo(session, old) == (2, 1)
    session.expire_all()
    assert [photo.title for photo in photos.by_ids(session, ids)] == ["A", "Hop", "Hop"]
    assert photos.by_ids(session, ids)[0].credit == "B"


def test_a_photo_deleted_for_good_has_no_history_that_another_could_inherit(
    session, mirror, add_photo, true_poses
):
    doomed = add_photo(true_poses[0]).id
    change = edit(session, [doomed], Edit(title="Gone"), "title")
    trash.put(session, [doomed])
    trash.purge(session, mirror.storage, [doomed])
    heir = add_photo(true_poses[1], "Heir")
    if session.get_bind().dialect.name == "sqlite":
        assert heir.id == doomed  # its number is given again
    assert history.undo(session, change) == (0, 0)
    session.refresh(heir)
    assert heir.title == "Heir"


def test_more_than_a_statement_takes(session, store):
    ids = store(photos.BATCH + 3)
    change = edit(session, ids, Edit(title="Same"), "title")
    assert change.photos == len(ids)
    assert history.undo(session, change) == (len(ids), 0)


@pytest.fixture
def store(session):
    """Adds so many photos without files; returns their ids."""
    return lambda count: [photos.add(session, f"{n:064}", Details(f"photo {n}"))[0].id for n in range(count)]


def test_after_thirty_days_it_is_forgotten(session, add_photo, true_poses):
    photo = add_photo(true_poses[0])
    old = edit(session, [photo.id], Edit(title="A"), "title")
    session.execute(update(Change).values(at=now() - history.KEPT - timedelta(hours=1)))
    young = edit(session, [photo.id], Edit(title="B"), "title")
    young_id = young.id
    assert old.id != young_id
    history.sweep(session)
    assert [change.id for change in history.newest(session, 9)] == [young_id]
    assert {row.change_id for row in session.query(Earlier)} == {young_id}
