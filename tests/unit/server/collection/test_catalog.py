import pytest

from server.collection import catalog, collections, photos, review, trash
from server.collection.catalog import Edit, Sort, State, View
from server.collection.details import Details
from server.collection.review import Verdict
from server.models import Review


def add(session, number: int, title: str, **more):
    return photos.add(session, f"{number:064}", Details(title, **more))[0].id


@pytest.fixture
def library(session):
    return {
        "hop": add(session, 1, "Hop", credit="Ada", tags=["dance", "Ärmel"]),
        "skip": add(session, 2, "skip_100%", licence="CC BY 4.0"),
        "jump": add(session, 3, "Jump", credit="Bob", tags=["sport"]),
    }


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", {"hop", "skip", "jump"}),
        ("HOP", {"hop"}),
        ("ada dance", {"hop"}),
        ("ada sport", set()),
        ("ärmel", {"hop"}),
        ("cc by", {"skip"}),
        ("0%", {"skip"}),
        ("_1", {"skip"}),
        ("o%p", set()),
    ],
)
def test_every_word_must_be_in_title_tags_credit_or_licence(session, library, words, found):
    assert set(catalog.ids(session, View(words))) == {library[name] for name in found}


def test_sorting(session, library):
    hop, skip, jump = library.values()
    assert catalog.ids(session, View()) == [jump, skip, hop]
    assert catalog.ids(session, View(sort=Sort.OLDEST)) == [hop, skip, jump]
    assert catalog.ids(session, View(sort=Sort.TITLE)) == [hop, jump, skip]


def test_the_least_sure_come_first_and_nobody_before_them(session, add_photo, true_poses):
    sure, unsure = add_photo(true_poses[0]).id, add_photo(true_poses[1] * [1, 1, 0.4]).id
    nobody = add_photo(true_poses[2]).id
    photos.record_pose(session, nobody, (480, 480), None)
    assert catalog.ids(session, View(sort=Sort.LEAST_SURE)) == [nobody, unsure, sure]


def test_states_and_their_counts(session, add_photo, true_poses, library):
    ready, rejected, nobody, hidden = (add_photo(pose) for pose in true_poses[:4])
    photos.record_pose(session, nobody.id, (480, 480), None)
    review.decide(session, rejected, Verdict(Review.REJECTED, rejected.pose))
    attic = collections.create(session, "Attic", visible=False)
    collections.move(session, [hidden.id], attic)
    trash.put(session, [library["hop"]])
    photos.record_failure(session, library["jump"], "cut short")
    found = {state: set(catalog.ids(session, View(state=state))) for state in State}
    assert found[State.SHOWN] == {ready.id}
    assert found[State.REJECTED] == {rejected.id}
    assert nobody.id in found[State.DOUBTFUL] and found[State.NO_PERSON] == {nobody.id}
    assert found[State.TRASH] == {library["hop"]} and library["hop"] not in found[State.ALL]
    assert (found[State.PENDING], found[State.FAILED]) == ({library["skip"]}, {library["jump"]})
    assert catalog.ids(session, View(collection_id=attic.id)) == [hidden.id]
    assert catalog.counts(session) == {state: len(ids) for state, ids in found.items()}


def test_many_are_edited_at_once_and_found_by_what_is_said_now(session, library):
    ids = list(library.values())
    new = Edit(credit="The Zoo", add_tags=["animals", "dance"], remove_tags=["sport"])
    assert catalog.edit(session, [*ids, 999], new) == 3
    session.expire_all()
    hop, skip, jump = photos.by_ids(session, ids)
    assert (hop.title, hop.credit, hop.tags) == ("Hop", "The Zoo", ["dance", "Ärmel", "animals"])
    assert (jump.tags, skip.licence) == (["animals", "dance"], "CC BY 4.0")
    assert set(catalog.ids(session, View("zoo animals"))) == set(ids)


def test_a_title_for_several_is_filled_in_and_one_for_a_single_photo_is_taken_as_typed(session, library):
    hop, skip, _ = library.values()
    catalog.edit(session, [hop, skip], Edit("{n} of {title}"))
    assert [photo.title for photo in photos.by_ids(session, [hop, skip])] == ["1 of Hop", "2 of skip_100%"]
    catalog.edit(session, [hop], Edit("{n} of {title}"))
    session.expire_all()
    assert photos.by_ids(session, [hop])[0].title == "{n} of {title}"


def test_more_than_a_statement_takes(session):
    ids = [add(session, number, f"photo {number}") for number in range(photos.BATCH + 3)]
    assert trash.put(session, ids) == len(ids)
    assert catalog.edit(session, ids, Edit(add_tags=["old"])) == len(ids)
    assert catalog.counts(session)[State.TRASH] == len(ids)
