"""The JSON API of the curator's pages."""

import io
import json
import zipfile

import numpy as np
import pytest

from server.collection import collections, photos, trash
from server.collection.catalog import State
from server.collection.details import Details
from server.models import Collection, Review
from tests.conftest import csrf_of, picture

API = "/admin/api"
VERDICT = {"review": "approved", "corrected": True, "reason": ""}


@pytest.fixture
def ask(curator):
    """Ask as a curator's page does; gives the response."""
    token = csrf_of(curator, "/admin/")

    def ask(method, path, body=None, **options):
        headers = {"X-CSRFToken": token, "Accept": "application/json"}
        return curator.open(API + path, method=method, json=body, headers=headers, **options)

    return ask


def test_a_view_gives_ids_and_ids_give_photos(ask, add_photo, true_poses):
    first, second = add_photo(true_poses[0], "Hop"), add_photo(true_poses[1], "Skip")
    assert ask("GET", "/ids").json == {"ids": [second.id, first.id]}
    assert ask("GET", "/ids?words=hop&state=shown&sort=title").json == {"ids": [first.id]}
    assert ask("GET", f"/ids?collection={Collection.GALLERY}").json == {"ids": []}
    (row,) = ask("GET", f"/photos?ids=999,{first.id},x").json["photos"]
    assert (row["title"], row["status"], len(row["keypoints"])) == ("Hop", "ready", 17)
    assert ask("GET", "/counts").json["counts"]["all"] == 2
    assert ask("GET", f"/photos/{first.id}").json["photo"]["people"] == [row["keypoints"]]
    assert ask("GET", "/photos/999").status_code == 404


@pytest.mark.parametrize("query", ["state=x", "sort=x", "collection=x"])
def test_a_view_that_is_none_says_what_there_is(ask, query):
    response = ask("GET", f"/ids?{query}")
    assert response.status_code == 400
    assert all(state in response.json["error"]["message"] for state in State)


def test_many_photos_are_edited_at_once(ask, add_photo, true_poses, session):
    ids = [add_photo(pose).id for pose in true_poses[:3]]
    attic = collections.create(session, "Attic")
    changes = {"credit": " The Zoo ", "add_tags": ["  big   cats "], "collection_id": attic.id}
    assert ask("PATCH", "/photos", {"ids": ids} | changes).json["changed"] == 3
    session.expire_all()
    for photo in photos.by_ids(session, ids):
        assert (photo.credit, photo.tags, photo.collection_id) == ("The Zoo", ["big cats"], attic.id)
        assert photo.title == "A pose"
    assert ask("PATCH", "/photos", {"ids": ids, "collection_id": 99}).status_code == 404


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"ids": []}, "length >= 1"),
        ({"ids": ["1"]}, "int"),
        ({"ids": [1], "title": "  "}, "title"),
        ({"ids": [1], "title": "x" * 201}, "title"),
        ({"ids": [1], "colour": "red"}, "colour"),
        ({}, "ids"),
    ],
)
def test_edits_that_make_no_sense_are_refused_with_the_place(ask, body, words):
    response = ask("PATCH", "/photos", body)
    assert response.status_code == 422
    assert words in response.json["error"]["message"]


def test_trash_restore_and_purge(ask, add_photo, true_poses, session, mirror):
    photo = add_photo(true_poses[0])
    some = {"ids": [photo.id]}
    assert ask("POST", "/trash", some).json["changed"] == 1
    (row,) = ask("GET", f"/photos?ids={photo.id}").json["photos"]
    assert (row["trashed"], row["days_left"]) == (True, 30)
    assert ask("POST", "/trash/restore", some).json["changed"] == 1
    assert ask("POST", "/trash/purge", some).json == {"changed": 0}
    trash.put(session, [photo.id])
    assert ask("POST", "/trash/purge", some).json == {"changed": 1}
    assert not any(path.is_file() for path in mirror.storage.originals.rglob("*"))


def test_a_verdict_holds_until_it_is_taken_back(ask, add_photo, true_poses, session):
    photo = add_photo(true_poses[0])
    before = {"review": "none", "corrected": False, "reason": "", "keypoints": photo.pose.tolist()}
    drawn = [[1.5, 2.5, 1.0]] * 17
    corrected = ask("PUT", f"/photos/{photo.id}/verdict", before | {"keypoints": drawn, "corrected": True})
    assert corrected.json["photo"]["keypoints"] == drawn
    assert corrected.json["photo"]["corrected"] is True
    rejection = before | {"review": "rejected", "reason": "A logo"}
    rejected = ask("PUT", f"/photos/{photo.id}/verdict", rejection)
    fresh = rejected.json["photo"]
    assert (fresh["review"], fresh["review_reason"]) == ("rejected", "A logo")
    for answer in (rejected, corrected):
        undone = ask("POST", f"/changes/{answer.json['change']}/undo")
        assert undone.json == {"changed": 1, "kept": 0}
    session.refresh(photo)
    assert (photo.review, photo.corrected) == (Review.NONE, False)
    np.testing.assert_allclose(photo.pose, true_poses[0], atol=1e-3)
    assert len(photos.findable(session).ids) == 1


def test_what_was_done_is_told_of_all_photos_and_of_each(ask, add_photo, true_poses):
    first, second = add_photo(true_poses[0], "Hop"), add_photo(true_poses[1], "Skip")
    ask("PATCH", "/photos", {"ids": [first.id, second.id], "credit": "The Zoo", "add_tags": ["cats"]})
    ask("POST", "/trash", {"ids": [second.id]})
    trashed, edited = ask("GET", "/changes").json["changes"]
    assert (trashed["what"], trashed["photos"], trashed["title"], trashed["mine"]) == (
        "trashed",
        1,
        "Skip",
        True,
    )
    assert (edited["what"], edited["who"], edited["photos"]) == ("edited", "ada", 2)
    assert edited["detail"] == "credit “The Zoo”; with cats"
    ask("PUT", f"/photos/{first.id}/verdict", VERDICT | {"keypoints": [[1, 2, 1]] * 17})
    history = ask("GET", f"/photos/{first.id}").json["photo"]["history"]
    assert [step["what"] for step in history] == ["corrected", "edited"]
    np.testing.assert_allclose(history[0]["keypoints"], true_poses[0], atol=1e-3)  # to go back to
    assert history[1]["keypoints"] is None


def test_a_change_is_taken_back_once_and_an_unknown_one_not_at_all(ask, add_photo, true_poses):
    ids = [add_photo(true_poses[0]).id]
    change = ask("POST", "/trash", {"ids": ids}).json["change"]
    assert ask("POST", f"/changes/{change}/undo").json == {"changed": 1, "kept": 0}
    assert ask("POST", f"/changes/{change}/undo").status_code == 409
    assert ask("POST", "/changes/999/undo").status_code == 404


@pytest.mark.parametrize(
    "keypoints", [[], [[0, 0, 1]] * 16, [[0, 0, 2]] * 17, [[0, 1e9, 1]] * 17, [["0", 0, 1]] * 17, 7]
)
def test_keypoints_that_are_none_are_refused(ask, add_photo, true_poses, keypoints):
    photo = add_photo(true_poses[0])
    body = {"review": "none", "corrected": True, "keypoints": keypoints}
    assert ask("PUT", f"/photos/{photo.id}/verdict", body).status_code == 422


def test_a_photo_that_is_still_looked_at_takes_no_verdict(ask, session):
    photo, _ = photos.add(session, "a" * 64, Details("One"))
    body = {"review": "approved", "corrected": False, "keypoints": None}
    assert ask("PUT", f"/photos/{photo.id}/verdict", body).status_code == 409


def test_collections(ask, add_photo, true_poses):
    add_photo(true_poses[0])
    made = ask("POST", "/collections", {"name": " Dances "})
    assert (made.status_code, made.json["collection"]["name"]) == (201, "Dances")
    dances = made.json["collection"]["id"]
    assert ask("POST", "/collections", {"name": "Dances"}).status_code == 409
    assert ask("POST", "/collections", {"name": "   "}).status_code == 422
    changed = ask("PATCH", f"/collections/{Collection.UPLOADS}", {"visible": False, "name": "Ours"})
    ours = next(c for c in changed.json["collections"] if c["id"] == Collection.UPLOADS)
    assert ours == {"id": 2, "name": "Ours", "visible": False, "photos": 1, "fixed": True}
    assert ask("DELETE", f"/collections/{Collection.UPLOADS}").status_code == 409
    assert ask("DELETE", f"/collections/{dances}").status_code == 204
    assert ask("DELETE", f"/collections/{dances}").status_code == 404


def test_a_collection_is_downloaded_and_taken_again(ask, add_photo, true_poses):
    add_photo(true_poses[0])
    answer = ask("GET", f"/collections/{Collection.UPLOADS}/archive.zip")
    assert "My-photos.zip" in answer.headers["Content-Disposition"]
    manifest = json.loads(zipfile.ZipFile(io.BytesIO(answer.data)).read("manifest.json"))
    assert [photo["title"] for photo in manifest["photos"]] == ["A pose"]
    again = ask("POST", "/archives", data=answer.data, content_type="application/zip")
    assert again.json == {"collection": "My photos", "added": 0, "known": 1, "refused": {}}


def test_an_archive_may_be_larger_than_a_photo_but_must_be_one(app, ask):
    app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = ask("POST", "/archives", data=bytes(5000), content_type="application/zip")
    assert answer.status_code == 422
    assert "cannot be read" in answer.json["error"]["message"]


def test_judged_poses_are_downloaded_for_training(ask, add_photo, true_poses):
    photo = add_photo(true_poses[0])
    body = {"review": "approved", "corrected": False, "keypoints": photo.pose.tolist()}
    ask("PUT", f"/photos/{photo.id}/verdict", body)
    answer = zipfile.ZipFile(io.BytesIO(ask("GET", "/coco.zip").data))
    assert sorted(answer.namelist()) == ["annotations.json", f"images/{photo.id:08}.webp"]


def test_the_map_and_the_missed_poses_can_be_asked_for(ask):
    assert ask("GET", "/map").json == {"points": [], "is_coming": True, "has_one": False}
    assert ask("GET", "/missed").json == {"kept": False, "wanted": []}
    assert ask("DELETE", "/missed").status_code == 204


def test_what_is_no_json_is_refused(ask):
    assert ask("POST", "/trash", data=b"{", content_type="application/json").status_code == 400


def test_metadata_of_an_upload_is_on_the_desk(ask, curator):
    headers = {"X-CSRFToken": csrf_of(curator, "/admin/")}
    data = {"file": (io.BytesIO(picture()), "my_dance.jpg"), "credit": "Ada"}
    curator.post("/admin/photos", data=data, headers=headers)
    assert ask("GET", "/ids?words=ada").json["ids"]
