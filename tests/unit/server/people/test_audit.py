"""Every change that somebody can make is in the log, with what was changed."""

import io

import pytest
from werkzeug.datastructures import FileStorage

from server.collection import collections, trash
from server.models import Collection, Role
from server.people import accounts, audit
from tests.conftest import PASSWORD, csrf_of, picture

VERDICT = {"review": "rejected", "corrected": False, "reason": "", "keypoints": None}
TUS = {"Tus-Resumable": "1.0.0"}
# Endpoint, method, path, what is sent, and what the log must say of it.
CHANGES = [
    ("admin.upload", "POST", "/photos", {"data": {"file": "a.jpg"}}, ""),
    ("desk.edit_photos", "PATCH", "/api/photos", {"json": {"credit": "Zoo"}}, "2 photos: credit “Zoo”"),
    ("desk.put_into_trash", "POST", "/api/trash", {"json": {}}, "2 photos"),
    ("desk.undo", "POST", "/api/changes/2/undo", {}, "change 2, trashed by ada, 2 photos"),
    ("desk.decide", "PUT", "/api/photos/1/verdict", {"json": VERDICT}, "photo 1: rejected"),
    ("desk.restore_from_trash", "POST", "/api/trash/restore", {"json": {}}, "1 photo"),
    ("desk.delete_for_good", "POST", "/api/trash/purge", {"json": {}}, "1 photo"),
    ("desk.make_collection", "POST", "/api/collections", {"json": {"name": "Attic"}}, "collection 4: Attic"),
    (
        "desk.change_collection",
        "PATCH",
        "/api/collections/3",
        {"json": {"visible": False, "name": "Loft"}},
        "collection 3: Old, now Loft, hidden",
    ),
    ("desk.delete_collection", "DELETE", "/api/collections/3", {}, "collection 3: Old"),
    ("desk.import_archive", "POST", "/api/archives", {"data": "archive"}, "0 photos into My photos"),
    ("desk.forget", "DELETE", "/api/missed", {}, ""),
    (
        "tus.begin_upload",
        "POST",
        "/uploads/",
        {"headers": {"Upload-Length": "9", "Upload-Metadata": "filename YS5qcGc="}},
        "a.jpg",
    ),
    ("tus.give_up_upload", "DELETE", "/uploads/{upload}", {"headers": {}}, "upload {upload}"),
    ("team.make_link", "POST", "/accounts/link", {"data": {"role": "curator"}}, "for a curator"),
    ("team.change_role", "POST", "/accounts/2/role", {"data": {"role": "admin"}}, "bob, now admin"),
    ("team.end_sessions", "POST", "/accounts/2/end-sessions", {"data": {}}, "bob"),
    ("team.remove_account", "POST", "/accounts/2/remove", {"data": {}}, "bob"),
    ("team.account", "POST", "/account", {"data": {"password": "another one 1"}}, ""),
    ("auth.sign_out", "POST", "/sign-out", {"data": {}}, ""),
]


@pytest.fixture
def library(session, add_photo, true_poses, mirror):
    ids = [add_photo(pose).id for pose in true_poses[:2]]
    accounts.make_user(session, "bob", PASSWORD, Role.CURATOR)
    collections.create(session, "Old")
    return ids


def test_no_change_can_be_forgotten(app):
    """A new route that changes something must come into the list above."""
    changing = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/admin") and rule.methods & audit.CHANGES
    }
    assert changing == {endpoint for endpoint, *_ in CHANGES} | audit.LEFT_OUT


@pytest.mark.parametrize(
    ("endpoint", "method", "path", "sent", "subject"), CHANGES, ids=[change[0] for change in CHANGES]
)
def test_it_is_in_the_log_with_what_was_changed(
    curator, session, library, mirror, endpoint, method, path, sent, subject
):
    token = csrf_of(curator, "/admin/account")
    headers = {"X-CSRFToken": token}
    if endpoint in ("desk.restore_from_trash", "desk.delete_for_good"):
        trash.put(session, library[:1])
    if endpoint == "desk.undo":
        curator.patch("/admin/api/photos", json={"ids": library, "credit": "Zoo"}, headers=headers)
        curator.post("/admin/api/trash", json={"ids": library}, headers=headers)
    if endpoint == "tus.give_up_upload":
        user = accounts.by_name(session, "ada")
        upload = mirror.uploads.create(str(user.id), "a.jpg", 9).id
        path, subject = path.format(upload=upload), subject.format(upload=upload)
    if "json" in sent and path.startswith(("/api/photos", "/api/trash")) and "verdict" not in path:
        sent = {"json": sent["json"] | {"ids": library}}
    if sent.get("data") == "archive":
        archive = curator.get(f"/admin/api/collections/{Collection.UPLOADS}/archive.zip").data
        sent = {"data": archive, "content_type": "application/zip"}
    elif "data" in sent:
        sent = {"data": sent["data"] | {"csrf_token": token}}
        if "file" in sent["data"]:
            sent["data"]["file"] = FileStorage(io.BytesIO(picture()), "a.jpg")
        if "password" in sent["data"]:
            sent["data"] |= {"again": sent["data"]["password"], "current": PASSWORD}
    if endpoint.startswith("tus"):
        headers |= TUS | sent.pop("headers")
    answer = curator.open("/admin" + path, method=method, headers=headers, **sent)
    assert answer.status_code < 400, answer.text
    session.expire_all()
    entry = audit.newest(session, 1)[0]
    assert (entry.who, entry.action) == ("ada", audit.action_of(endpoint))
    assert entry.subject == subject
