from server.collection import photos
from server.collection.details import Details
from server.intake import videos
from tests.conftest import picture
from tests.unit.server.desk.test_admin import upload


def test_it_tells_counts_and_what_has_changed_since(curator, add_photo, true_poses):
    first = add_photo(true_poses[0])
    before = curator.get("/admin/progress.json").json
    assert (before["counts"]["ready"], before["photos"]) == (1, [])
    second = add_photo(true_poses[1])
    after = curator.get(f"/admin/progress.json?since={before['revision']}").json
    assert [photo["id"] for photo in after["photos"]] == [second.id]
    asked = curator.get(f"/admin/progress.json?since={after['revision']}&ids={first.id},x,999").json
    assert [photo["id"] for photo in asked["photos"]] == [first.id]


def test_a_photo_that_waits_can_be_asked_for(curator):
    waiting = upload(curator, picture()).json["photo"]["id"]
    answer = curator.get(f"/admin/progress.json?ids={waiting}").json
    assert (answer["photos"][0]["status"], answer["counts"]["pending"]) == ("pending", 1)


def test_an_answer_stays_small_however_much_has_changed(curator, session):
    for number in range(150):
        photos.record_failure(session, photos.add(session, f"{number:064}", Details("x"))[0].id, "broken")
    answer = curator.get("/admin/progress.json?since=0").json
    assert (len(answer["photos"]), answer["counts"]["failed"]) == (100, 150)


def test_videos_say_how_they_ended(curator, session):
    videos.add(session, "a" * 64, "dance")
    videos.record_failure(session, "a" * 64, "This video cannot be read.")
    shown = curator.get("/admin/progress.json").json["videos"][0]
    assert (shown["title"], shown["status"], shown["reason"]) == (
        "dance",
        "failed",
        "This video cannot be read.",
    )


def test_it_is_for_curators(client):
    assert client.get("/admin/progress.json", headers={"Accept": "application/json"}).status_code == 401
