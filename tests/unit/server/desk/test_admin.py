import io

import pytest

from server.collection import photos
from server.intake.naming import title_from_name
from tests.conftest import csrf_of, newest, picture


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
    assert newest(session) == []


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


@pytest.mark.parametrize(("path", "mount"), [("/admin/", "library"), ("/admin/poses", "poses")])
def test_the_pages_carry_what_their_script_needs(curator, path, mount):
    page = curator.get(path).text
    assert f'id="{mount}"' in page
    assert 'data-api="/admin/api"' in page and 'data-csrf="' in page
