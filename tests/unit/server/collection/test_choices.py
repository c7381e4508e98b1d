from server.collection import choices, collections, trash
from server.collection.choices import KeptChoices
from server.models import Collection, Review, Status


def test_what_visitors_may_ask_for_is_what_finds_something(session, add_photo, true_poses):
    shown, trashed, hidden, rejected, waiting = (add_photo(true_poses[n]) for n in range(5))
    shown.tags, trashed.tags, hidden.tags = ["sport", "dance"], ["gone"], ["secret"]
    rejected.tags, waiting.tags = ["bad"], ["dance"]
    cellar = collections.create(session, "Cellar", visible=False)
    collections.create(session, "Empty")
    collections.move(session, [hidden.id], cellar)
    trash.put(session, [trashed.id])
    rejected.review, waiting.status = Review.REJECTED, Status.PENDING
    session.commit()
    found = choices.choices(session)
    assert found.collections == [(Collection.UPLOADS, "My photos", 1)]
    assert found.tags == [("dance", 1), ("sport", 1)]


def test_the_most_frequent_tags_are_offered(session, add_photo, true_poses):
    first, second = add_photo(true_poses[0]), add_photo(true_poses[1])
    first.tags = [f"{n:02}" for n in range(choices.MAX_TAGS + 5)]
    second.tags = ["44"]
    session.commit()
    tags = [tag for tag, _ in choices.choices(session).tags]
    assert tags == ["44", *[f"{n:02}" for n in range(choices.MAX_TAGS - 1)]]


def test_an_empty_library_offers_nothing(session):
    assert choices.choices(session) == ([], [])


def test_they_are_counted_anew_after_a_while(session, add_photo, true_poses):
    now = [0.0]
    kept = KeptChoices(lambda: now[0])
    assert kept.of(session).collections == []
    add_photo(true_poses[0])
    assert kept.of(session).collections == []
    now[0] += choices.KEPT_SECONDS + 0.1
    assert [one.photos for one in kept.of(session).collections] == [1]
