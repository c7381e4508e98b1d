import pytest

from server.collection import collections, photos, trash
from server.models import Collection


@pytest.fixture
def dances(session) -> Collection:
    return collections.create(session, "Dances")


def test_there_are_two_from_the_start_and_uploads_go_into_theirs(session, add_photo, true_poses):
    add_photo(true_poses[0])
    found = {summary.collection.name: summary.photos for summary in collections.all_of_them(session)}
    assert found == {"Built-in gallery": 0, "My photos": 1}


def test_what_is_hidden_or_moved_into_a_hidden_one_is_not_findable(session, add_photo, true_poses, dances):
    photo = add_photo(true_poses[0])
    collections.set_visible(session, dances, False)
    assert photos.findable(session).ids.tolist() == [photo.id]
    seen = photos.revision(session)
    assert collections.move(session, [photo.id], dances) == 1
    assert photos.findable(session).ids.tolist() == []
    collections.set_visible(session, dances, True)
    assert photos.findable(session).ids.tolist() == [photo.id]
    assert photos.revision(session) == seen + 2


def test_names_are_unique(session, dances):
    with pytest.raises(collections.NameTaken, match="Dances"):
        collections.create(session, "Dances")
    with pytest.raises(collections.NameTaken):
        collections.rename(session, session.get(Collection, Collection.UPLOADS), "Dances")
    collections.rename(session, dances, "Old dances")
    assert collections.create(session, "Dances").id != dances.id


def test_only_an_empty_collection_that_is_not_built_in_goes(session, add_photo, true_poses, dances):
    photo = add_photo(true_poses[0])
    collections.move(session, [photo.id], dances)
    trash.put(session, [photo.id])
    with pytest.raises(collections.NotEmpty, match="still holds 1 photos"):
        collections.delete(session, dances)
    with pytest.raises(collections.NotEmpty, match="always stays"):
        collections.delete(session, session.get(Collection, Collection.GALLERY))
    collections.move(session, [photo.id], session.get(Collection, Collection.UPLOADS))
    collections.delete(session, dances)
    assert "Dances" not in {summary.collection.name for summary in collections.all_of_them(session)}
