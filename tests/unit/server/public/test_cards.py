from server.public.cards import KEPT_SECONDS, Cards


def test_each_photo_is_read_once_as_long_as_its_card_is_kept():
    asked: list[list[int]] = []

    def read(ids):
        asked.append(list(ids))
        return {photo_id: f"card {photo_id}" for photo_id in ids if photo_id != 9}

    cards = Cards()
    assert cards.of([1, 2], read) == {1: "card 1", 2: "card 2"}
    assert cards.of([2, 3], read) == {2: "card 2", 3: "card 3"}
    assert cards.of([1, 2, 3], read) == {1: "card 1", 2: "card 2", 3: "card 3"}
    assert cards.of([9], read) == {}  # gone meanwhile
    assert asked == [[1, 2], [3], [9]]


def test_a_changed_title_is_seen_soon(client, mirror, add_photo, true_poses, session):
    now = [100.0]
    mirror.cards = Cards(lambda: now[0])
    photo = add_photo(true_poses[0], "Before")

    def title() -> str:
        answer = client.post("/api/match", json={"keypoints": true_poses[0].tolist()})
        return answer.json["matches"][0]["photo"]["title"]

    assert title() == "Before"
    photo.title = "After"
    session.commit()
    assert title() == "Before"
    now[0] += KEPT_SECONDS + 0.1
    assert title() == "After"
