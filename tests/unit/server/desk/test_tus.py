"""Resumable uploads as a tus client makes them."""

import base64
import hashlib
import io

import pytest

from server.desk import tus
from tests.conftest import csrf_of, newest, picture

BODY = "application/offset+octet-stream"


class TusClient:
    def __init__(self, client):
        self.client = client
        self.headers = {"X-CSRFToken": csrf_of(client, "/admin/"), "Tus-Resumable": "1.0.0"}

    def create(self, length, name="a pose.jpg", **options):
        encoded = base64.b64encode(name.encode()).decode()
        headers = {"Upload-Length": str(length), "Upload-Metadata": f"filename {encoded},empty"}
        return self.send("POST", "/admin/uploads/", headers, **options)

    def patch(self, url, offset, data, **headers):
        return self.send("PATCH", url, {"Upload-Offset": str(offset)} | headers, data=data, content_type=BODY)

    def send(self, method, url, headers=None, **options):
        return self.client.open(url, method=method, headers=self.headers | (headers or {}), **options)


@pytest.fixture
def tus_client(curator) -> TusClient:
    return TusClient(curator)


def test_a_file_in_two_pieces_becomes_a_photo(tus_client, session, mirror):
    data = picture()
    created = tus_client.create(len(data), "my_dance-02.jpg")
    assert created.status_code == 201
    url = created.headers["Location"]
    first = tus_client.patch(url, 0, data[:100])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "100")
    assert newest(session) == []
    head = tus_client.send("HEAD", url)
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == ("100", str(len(data)))
    last = tus_client.patch(url, 100, data[100:])
    assert (last.status_code, last.headers["Upload-Offset"]) == (204, str(len(data)))
    assert last.headers["Upload-Known"] == "0"
    photo = newest(session)[0]
    assert (str(photo.id), photo.title) == (last.headers["Upload-Photo"], "my dance 02")
    assert mirror.storage.original_path(photo.sha256).read_bytes() == data


def test_every_answer_names_the_protocol(tus_client):
    created = tus_client.create(10)
    for response in (created, tus_client.send("HEAD", created.headers["Location"]), tus_client.create("x")):
        assert response.headers["Tus-Resumable"] == "1.0.0"
        assert response.headers["Cache-Control"] == "no-store"


def test_what_the_server_can_is_asked_with_options(curator, settings):
    response = curator.options("/admin/uploads/")
    assert response.status_code == 204
    assert response.headers["Tus-Version"] == "1.0.0"
    assert response.headers["Tus-Extension"] == tus.EXTENSIONS
    assert response.headers["Tus-Max-Size"] == str(settings.max_video_bytes)


def test_a_small_file_takes_one_request(tus_client, session):
    data = picture()
    response = tus_client.create(len(data), data=data, content_type=BODY)
    assert response.status_code == 201
    assert response.headers["Upload-Photo"] == str(newest(session)[0].id)


def test_a_client_that_lost_the_last_answer_learns_it_later(tus_client, session):
    data = picture()
    url = tus_client.create(len(data)).headers["Location"]
    photo = tus_client.patch(url, 0, data).headers["Upload-Photo"]
    head = tus_client.send("HEAD", url)
    assert (head.headers["Upload-Offset"], head.headers["Upload-Photo"]) == (str(len(data)), photo)
    assert tus_client.patch(url, len(data), b"").status_code == 409


def test_a_file_complete_at_a_crash_is_taken_when_it_is_asked_for(tus_client, session, mirror, app):
    data = picture()
    url = tus_client.create(len(data)).headers["Location"]
    path = mirror.settings.instance / "uploads" / url.rsplit("/", 1)[1]
    path.write_bytes(data)  # all bytes had arrived; the process was killed before the photo was stored
    assert tus_client.send("HEAD", url).headers["Upload-Photo"] == str(newest(session)[0].id)


def test_the_same_bytes_again_are_the_same_photo(tus_client):
    data = picture()
    first = tus_client.create(len(data), data=data, content_type=BODY)
    again = tus_client.create(len(data), "other.jpg", data=data, content_type=BODY)
    assert again.headers["Upload-Photo"] == first.headers["Upload-Photo"]
    assert (first.headers["Upload-Known"], again.headers["Upload-Known"]) == ("0", "1")


def test_a_file_that_is_no_picture_is_refused_and_forgotten(tus_client, session, mirror):
    url = tus_client.create(9).headers["Location"]
    response = tus_client.patch(url, 0, b"no photo!")
    assert response.status_code == 422
    assert "not a picture we can read" in response.json["error"]["message"]
    assert newest(session) == []
    assert tus_client.send("HEAD", url).status_code == 404
    assert [path.name for path in (mirror.settings.instance / "uploads").iterdir()] == ["lock"]


def test_a_broken_connection_is_gone_on_with(tus_client):
    data = picture()
    url = tus_client.create(len(data)).headers["Location"]
    headers = tus_client.headers | {"Upload-Offset": "0"}
    # The body ends before the length that its header announces.
    tus_client.client.open(
        url,
        method="PATCH",
        headers=headers,
        content_type=BODY,
        input_stream=io.BytesIO(data[:70]),
        content_length=len(data),
    )
    assert tus_client.send("HEAD", url).headers["Upload-Offset"] == "70"
    assert "Upload-Photo" in tus_client.patch(url, 70, data[70:]).headers


def test_pieces_must_follow_each_other(tus_client):
    url = tus_client.create(100).headers["Location"]
    response = tus_client.patch(url, 5, b"abc")
    assert response.status_code == 409
    assert "begins at 5" in response.json["error"]["message"]


def test_checksums_are_checked(tus_client):
    data = picture()
    url = tus_client.create(len(data)).headers["Location"]
    good = base64.b64encode(hashlib.sha1(data).digest()).decode()
    bad = base64.b64encode(hashlib.sha1(b"other").digest()).decode()
    assert tus_client.patch(url, 0, data, **{"Upload-Checksum": f"sha1 {bad}"}).status_code == 460
    assert tus_client.patch(url, 0, data, **{"Upload-Checksum": f"crc8 {bad}"}).status_code == 400
    assert tus_client.send("HEAD", url).headers["Upload-Offset"] == "0"
    assert tus_client.patch(url, 0, data, **{"Upload-Checksum": f"sha1 {good}"}).status_code == 204


def test_an_upload_can_be_given_up(tus_client):
    url = tus_client.create(100).headers["Location"]
    assert tus_client.send("DELETE", url).status_code == 204
    assert tus_client.send("HEAD", url).status_code == 404


def test_methods_that_a_proxy_stops_can_be_sent_as_post(tus_client):
    url = tus_client.create(100).headers["Location"]
    override = {"X-HTTP-Method-Override": "PATCH", "Upload-Offset": "0"}
    assert tus_client.send("POST", url, override, data=b"abc", content_type=BODY).status_code == 204
    assert tus_client.send("POST", url, {"X-HTTP-Method-Override": "DELETE"}).status_code == 204
    assert tus_client.send("POST", url, {"X-HTTP-Method-Override": "GET"}).status_code == 405


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": "-1"}, 400),
        ({"Upload-Length": "9" * 30}, 400),
        ({"Upload-Length": "²"}, 400),
        ({"Upload-Length": str(2**40)}, 413),
        ({"Upload-Metadata": "filename %%%"}, 400),
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"X-CSRFToken": "wrong"}, 400),
    ],
)
def test_a_wrong_request_is_refused_in_the_one_shape(tus_client, headers, status):
    response = tus_client.send("POST", "/admin/uploads/", {"Upload-Length": "10"} | headers)
    assert response.status_code == status
    assert response.json["error"]["message"]


def test_a_piece_longer_than_announced_is_refused(tus_client):
    url = tus_client.create(3).headers["Location"]
    assert tus_client.patch(url, 0, b"abcdef").status_code == 413


def test_a_full_disk_is_told(tus_client, monkeypatch):
    def full_disk(*_):
        raise OSError(28, "No space left on device")

    url = tus_client.create(100).headers["Location"]
    monkeypatch.setattr("os.fsync", full_disk)
    response = tus_client.patch(url, 0, b"abc")
    assert response.status_code == 507
    assert "disk is full" in response.json["error"]["message"]


@pytest.mark.parametrize("method", ["POST", "HEAD", "PATCH", "DELETE"])
def test_nothing_can_be_uploaded_without_signing_in(client, method):
    for url in ("/admin/uploads/", f"/admin/uploads/{'0' * 32}"):
        assert client.open(url, method=method).status_code in (401, 405)


def test_an_upload_of_another_curator_is_unknown(tus_client, mirror):
    theirs = mirror.uploads.create("somebody else", "a.jpg", 10)
    assert tus_client.send("HEAD", f"/admin/uploads/{theirs.id}").status_code == 404
