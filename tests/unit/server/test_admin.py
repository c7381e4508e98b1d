import io

import pytest

from converter.pose.spec import EDGES
from server import photos
from server.admin import title_from_name
from server.models import Status
from tests.conftest import csrf_of, picture


def upload(client, data: bytes, name="my_dance-02.jpg", **form):
    headers = {"X-CSRFToken": csrf_of(client, "/admin/"), "Accept": "application/json"}
    return client.post("/admin/photos", data={"file": (io.BytesIO(data), name), **form}, headers=headers)


def test_an_upload_is_stored_before_it_is_acknowledged(curator, mirror, session):
    data = picture()
    response = upload(curator, data)
    assert response.status_code == 201
    photo = response.json["photo"]
    assert (photo["title"], photo["status"], photo["thumbnail_url"]) == ("my dance 02", "pending", None)
    assert "network is missing" in photo["reason"]
    row = photos.by_ids(session, [photo["id"]])[0]
    assert mirror.storage.original_path(row.sha256).read_bytes() == data


def test_the_same_bytes_again_are_the_same_photo(curator):
    first = upload(curator, picture())
    again = upload(curator, picture(), "another name.jpg")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json["photo"]["id"] == first.json["photo"]["id"]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "empty.jpg"),
        (b"<script>alert(1)</script>", "page.jpg"),
        (picture(kind="GIF"), "moving.jpg"),
        (picture(16, 16), "tiny.png"),
    ],
    ids=["empty", "script", "gif", "tiny"],
)
def test_a_bad_file_is_refused_in_plain_words(curator, session, data, name):
    response = upload(curator, data, name)
    assert response.status_code == 422
    assert response.json["error"]["message"].endswith((".", "32."))
    assert photos.newest(session, 1) == []


def test_an_upload_without_a_file_says_what_is_missing(curator):
    headers = {"X-CSRFToken": csrf_of(curator, "/admin/")}
    response = curator.post("/admin/photos", data={}, headers=headers)
    assert response.status_code == 400
    assert "form field 'file'" in response.json["error"]["message"]


def test_a_file_that_is_too_large_is_refused(app, curator):
    app.config["MAX_CONTENT_LENGTH"] = 1000
    assert upload(curator, picture(300, 300, "PNG") + bytes(5000)).status_code == 413


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.jpg", "..\\..\\boot.jpg", "/abs/olute.jpg", "a\0b.jpg", ""]
)
def test_no_name_of_the_visitor_s_reaches_the_disk(curator, mirror, name):
    upload(curator, picture(), name)
    files = [
        path
        for path in mirror.settings.instance.rglob("*")
        if path.is_file() and "mirror.db" not in path.name
    ]
    assert all(path.parent.name in ("instance", path.name[:2]) for path in files)


def test_progress_can_be_asked_for_by_id(curator, add_photo, true_poses):
    ready = add_photo(true_poses[0])
    waiting = upload(curator, picture()).json["photo"]["id"]
    answer = curator.get(f"/admin/photos.json?ids={waiting},{ready.id},999,x,").json["photos"]
    assert [photo["id"] for photo in answer] == [waiting, ready.id]
    assert answer[1]["status"] == "ready"
    assert len(answer[1]["keypoints"]) == 17
    assert answer[1]["thumbnail_url"].endswith("-small.webp")


def test_the_desk_shows_every_photo_with_its_state_and_pose(curator, add_photo, true_poses, session):
    ready = add_photo(true_poses[0], "<b>Bold</b>")
    nobody = add_photo(true_poses[1])
    photos.record_pose(session, nobody.id, (480, 480), None)
    page = curator.get("/admin/").text
    assert "&lt;b&gt;Bold&lt;/b&gt;" in page
    assert f'data-photo-id="{ready.id}" data-status="ready"' in page
    assert page.count('<line class="limb') == len(EDGES)
    assert "No person was found in this photo." in page
    assert 'data-endpoint="/admin/photos"' in page


def test_the_desk_has_pages(curator, session):
    for number in range(61):
        photos.add(session, f"{number:064}", f"photo {number}")
    first, second = curator.get("/admin/").text, curator.get("/admin/?page=2").text
    assert (first.count("data-photo-id"), second.count("data-photo-id")) == (60, 1)
    assert "photo 60" in first
    assert "photo 0<" in second
    assert curator.get("/admin/?page=-3").status_code == 200


@pytest.mark.parametrize("way", ["delete", "form"])
def test_a_deleted_photo_is_gone_with_its_files(curator, add_photo, true_poses, session, mirror, way):
    photo = add_photo(true_poses[0])
    photo_id = photo.id
    url = curator.get(f"/admin/photos.json?ids={photo.id}").json["photos"][0]["url"]
    assert curator.get(url).status_code == 200
    token = csrf_of(curator, "/admin/")
    if way == "delete":
        response = curator.delete(f"/admin/photos/{photo_id}", headers={"X-CSRFToken": token})
        assert response.status_code == 204
    else:
        response = curator.post(f"/admin/photos/{photo_id}/delete", data={"csrf_token": token})
        assert response.location.startswith("/admin/")
    session.expire_all()
    assert photos.newest(session, 1) == []
    assert curator.get(url).status_code == 404
    assert not [path for path in mirror.storage.originals.rglob("*") if path.is_file()]
    assert curator.delete(f"/admin/photos/{photo_id}", headers={"X-CSRFToken": token}).status_code == 404


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("my_dance-02.jpg", "my dance 02"),
        ("C:\\photos\\hop.png", "hop"),
        ("", ""),
        ("x" * 300 + ".jpg", "x" * 200),
    ],
)
def test_titles_come_from_file_names(name, title):
    assert title_from_name(name) == title


def test_statuses_have_words(curator, session):
    for number, status in enumerate(Status):
        photo, _ = photos.add(session, f"{number:064}", status.value)
        photo.status = status
    session.commit()
    page = curator.get("/admin/").text
    assert all(word in page for word in ("Waiting", "Pose found", "No person", "Failed"))
