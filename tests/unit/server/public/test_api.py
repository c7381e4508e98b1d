import json
from contextlib import ExitStack

import numpy as np
import pytest

from converter.pose.matching import mirror_pose
from converter.pose.spec import INDEX, VERSION, K
from server.app import create_app
from server.collection import collections, photos, trash
from server.collection.details import Details
from server.models import db
from server.public.admission import MAX_WAITING, Admission
from server.search import tagged
from server.search.tagged import Tagged


def ask(client, pose, **more):
    keypoints = pose.tolist() if isinstance(pose, np.ndarray) else pose
    return client.post("/api/match", json={"keypoints": keypoints, **more})


def test_a_match_has_the_promised_form(client, add_photo, true_poses):
    photo = add_photo(true_poses[0], "Arms in a diagonal")
    match = ask(client, true_poses[0] * [2, 2, 1] + [50, 7, 0]).json["matches"][0]
    assert set(match) == {"photo", "similarity", "mirrored", "keypoints", "agreement"}
    assert match["photo"] == {
        "id": photo.id,
        "url": f"/photos/{photo.sha256[:24]}-large.webp",
        "thumbnail_url": f"/photos/{photo.sha256[:24]}-small.webp",
        "title": "Arms in a diagonal",
        "credit": "a friend",
        "licence": "",
        "tags": [],
        "width": 480,
        "height": 480,
    }
    assert match["similarity"] == pytest.approx(1, abs=1e-6)
    assert match["mirrored"] is False
    np.testing.assert_allclose(match["keypoints"], true_poses[0], atol=0.01)
    np.testing.assert_allclose(match["agreement"], true_poses[0][:, 2] > 0, atol=1e-3)


def test_a_mirrored_match_keeps_the_photo_s_own_keypoints(client, add_photo, true_poses):
    add_photo(true_poses[0])
    match = ask(client, mirror_pose(true_poses[0])).json["matches"][0]
    assert match["mirrored"] is True
    np.testing.assert_allclose(match["keypoints"], true_poses[0], atol=0.01)


def test_matches_come_best_first_and_as_many_as_asked_for(client, add_photo, true_poses):
    for pose in true_poses[:6]:
        add_photo(pose)
    similarities = [match["similarity"] for match in ask(client, true_poses[2], limit=4).json["matches"]]
    assert len(similarities) == 4
    assert similarities == sorted(similarities, reverse=True)
    assert len(ask(client, true_poses[2]).json["matches"]) == 1


def test_scores_above_one_count_as_one(client, add_photo, true_poses):
    add_photo(true_poses[0])
    doubled = true_poses[0] * [1, 1, 2]
    assert ask(client, doubled).json == ask(client, true_poses[0]).json


def test_nobody_in_front_of_the_camera_matches_nothing(client, add_photo, true_poses):
    add_photo(true_poses[0])
    response = ask(client, true_poses[0] * [1, 1, 0.01])
    assert (response.status_code, response.json) == (200, {"matches": []})


def test_an_empty_library_answers(client, true_poses):
    assert ask(client, true_poses[0]).json == {"matches": []}


GOOD = [[1.0, 2.0, 0.5]] * K


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"keypoints": None},
        {"keypoints": GOOD[:16]},
        {"keypoints": [*GOOD, [1, 2, 0.5]]},
        {"keypoints": [[1, 2]] * K},
        {"keypoints": [[1, 2, 0.5, 9]] * K},
        {"keypoints": [["1", 2, 0.5]] * K},
        {"keypoints": [[True, 2, 0.5]] * K},
        {"keypoints": [[None, 2, 0.5]] * K},
        {"keypoints": [[{}, 2, 0.5]] * K},
        {"keypoints": [[1e300, 2, 0.5]] * K},
        {"keypoints": [[10**400, 2, 0.5]] * K},
        {"keypoints": [[1, 2, -0.5]] * K},
        {"keypoints": {"0": [1, 2, 3]}},
        {"keypoints": "x" * 17},
        {"keypoints": GOOD, "limit": 0},
        {"keypoints": GOOD, "limit": 51},
        {"keypoints": GOOD, "limit": "1"},
        {"keypoints": GOOD, "limit": 1.5},
        {"keypoints": GOOD, "mirror": 1},
        {"keypoints": GOOD, "mirror": None},
        {"keypoints": GOOD, "part": "legs"},
        {"keypoints": GOOD, "tags": "dance"},
        {"keypoints": GOOD, "tags": [""]},
        {"keypoints": GOOD, "tags": ["x"] * 21},
        {"keypoints": GOOD, "collection": 0},
        {"keypoints": GOOD, "collection": 1e99},
        {"keypoints": GOOD, "surprise": 1},
    ],
    ids=str,
)
def test_hostile_queries_are_refused_in_the_one_error_shape(client, body):
    response = client.post("/api/match", json=body)
    assert response.status_code == 422
    assert set(response.json) == {"error"}
    assert {"code", "message"} <= set(response.json["error"]) <= {"code", "message", "detail"}


def test_an_error_says_what_was_expected_and_where(client):
    keypoints = [*GOOD[:3], ["1", 2, 0.5], *GOOD[4:]]
    message = client.post("/api/match", json={"keypoints": keypoints}).json["error"]["message"]
    assert message == "Expected `float`, got `str` - at `$.keypoints[3][0]`. See /api/openapi.json."


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_are_none_are_refused(client, number):
    body = json.dumps({"keypoints": GOOD}).replace("0.5", number)
    response = client.post("/api/match", data=body, content_type="application/json")
    assert response.status_code in (400, 422)
    assert set(response.json) == {"error"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/json; charset=utf-16"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
    ],
    ids=str,
)
def test_what_is_not_plain_json_is_refused_with_what_is(client, headers):
    response = client.post("/api/match", data=json.dumps({"keypoints": GOOD}), headers=headers)
    assert response.status_code == 415
    assert "application/json" in response.json["error"]["message"]


@pytest.mark.parametrize(
    "data", [b"{", b"\xff\xfe", b"[" * 100_000, b""], ids=["open", "bytes", "deep", "empty"]
)
def test_what_is_no_json_is_refused(client, data):
    response = client.post("/api/match", data=data, content_type="application/json")
    assert 400 <= response.status_code < 500
    assert set(response.json) == {"error"}


def test_a_body_that_is_too_large_is_refused(client):
    response = client.post("/api/match", data=b" " * 100_000, content_type="application/json")
    assert (response.status_code, response.json["error"]["code"]) == (413, "request_entity_too_large")


@pytest.mark.parametrize(
    ("method", "path", "status"), [("get", "/api/match", 405), ("get", "/api/none", 404)]
)
def test_every_api_error_has_the_one_shape(client, method, path, status):
    response = getattr(client, method)(path, headers={"Accept": "text/html"})
    assert response.status_code == status
    assert set(response.json["error"]) >= {"code", "message"}


def test_who_comes_when_all_places_are_taken_is_asked_to_come_again(client, mirror, true_poses):
    with ExitStack() as others:
        for visitor in range(MAX_WAITING):
            others.enter_context(mirror.admission.place(str(visitor)))
        response = ask(client, true_poses[0])
        assert (response.status_code, response.headers["Retry-After"]) == (503, "1")
        assert response.json["error"]["message"] == "Too many visitors at once. Try again in a moment."
        assert client.get("/api/health").status_code == 200
    assert ask(client, true_poses[0]).status_code == 200


def test_who_asks_far_too_often_is_asked_to_come_again(client, mirror, true_poses):
    mirror.admission = Admission(per_second=2, clock=lambda: 0)
    answers = [ask(client, true_poses[0]) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "1"
    assert answers[-1].json["error"]["code"] == "too_many_requests"


def test_health_tells_what_there_is_and_that_the_network_is_missing(client, add_photo, true_poses, session):
    add_photo(true_poses[0])
    photos.add(session, "f" * 64, Details("waiting"))
    health = client.get("/api/health").json
    assert {key: health[key] for key in ("status", "photos", "pending", "model", "spec_version")} == {
        "status": "ok",
        "photos": 1,
        "pending": 1,
        "model": "missing",
        "spec_version": VERSION,
    }


def test_poses_of_another_spec_are_refused_until_reindexed(client, add_photo, true_poses, session):
    add_photo(true_poses[0]).spec_version = VERSION + 1
    session.commit()
    response = ask(client, true_poses[0])
    assert response.status_code == 503
    assert "move-mirror reindex" in response.json["error"]["message"]
    assert client.get("/api/health").json["status"].startswith("outdated")


def test_another_process_s_additions_and_deletions_are_seen_by_the_next_query(
    settings, client, add_photo, true_poses, session
):
    add_photo(true_poses[0])
    other = create_app(settings)

    def answers_of_other() -> int:
        with other.app_context():
            return len(ask(other.test_client(), true_poses[0], limit=9).json["matches"])

    assert answers_of_other() == 1
    photo = add_photo(true_poses[0] + [[0, 1, 0]])
    assert answers_of_other() == 2
    trash.put(session, [photo.id])
    assert answers_of_other() == 1
    with other.app_context():
        db.engine.dispose()


def test_the_api_describes_each_of_its_routes(app, client):
    described = client.get("/api/openapi.json").json["paths"]
    routes = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")}
    assert set(described) == routes - {"/api/openapi.json"}


def test_the_examples_of_the_description_are_answered(client, add_photo, true_poses):
    add_photo(true_poses[0])
    schemas = client.get("/api/openapi.json").json["components"]["schemas"]
    pose = np.array(schemas["MatchQuery"]["properties"]["keypoints"]["examples"][0])
    assert pose.shape == (K, 3)
    assert ask(client, pose).json["matches"][0]["similarity"] > 0.8


def test_without_mirroring_a_photo_counts_as_it_is(client, add_photo, true_poses):
    add_photo(true_poses[0])
    flipped = mirror_pose(true_poses[0])
    similarity = {
        mirror: ask(client, flipped, mirror=mirror).json["matches"][0]["similarity"]
        for mirror in (True, False)
    }
    assert similarity[True] == pytest.approx(1, abs=1e-6)
    assert similarity[False] < 0.9
    assert ask(client, flipped, mirror=False).json["matches"][0]["mirrored"] is False


def found_ids(client, pose, **options) -> set[int]:
    return {match["photo"]["id"] for match in ask(client, pose, limit=50, **options).json["matches"]}


def test_only_photos_with_one_of_the_tags_count(client, mirror, add_photo, true_poses, session):
    dance, sport, both, none = (add_photo(true_poses[n]) for n in range(4))
    dance.tags, sport.tags, both.tags = ["dance"], ["sport"], ["sport", "dance"]
    session.commit()
    assert found_ids(client, true_poses[0], tags=["dance"]) == {dance.id, both.id}
    assert found_ids(client, true_poses[0], tags=["dance", "sport"]) == {dance.id, sport.id, both.id}
    assert found_ids(client, true_poses[0], tags=["danc"]) == set()
    assert found_ids(client, true_poses[0], tags=[]) == {dance.id, sport.id, both.id, none.id}


def test_a_new_tag_counts_soon(client, mirror, add_photo, true_poses, session):
    now = [100.0]
    mirror.tagged = Tagged(lambda: now[0])
    photo = add_photo(true_poses[0])
    assert found_ids(client, true_poses[0], tags=["new"]) == set()
    photo.tags = ["new"]
    session.commit()
    now[0] += tagged.KEPT_SECONDS + 0.1
    assert found_ids(client, true_poses[0], tags=["new"]) == {photo.id}


def test_it_tells_what_a_match_can_be_narrowed_to(client, add_photo, true_poses, session):
    photo = add_photo(true_poses[0])
    photo.tags = ["dance"]
    session.commit()
    assert client.get("/api/choices").json == {
        "collections": [{"id": photo.collection_id, "name": "My photos", "photos": 1}],
        "tags": [{"tag": "dance", "photos": 1}],
    }


def test_only_photos_of_the_collection_count_and_none_of_a_hidden_one(client, add_photo, true_poses, session):
    first, second = (add_photo(true_poses[n]) for n in range(2))
    kept = collections.create(session, "Kept")
    collections.move(session, [second.id], kept)
    assert found_ids(client, true_poses[0], collection=kept.id) == {second.id}
    assert found_ids(client, true_poses[0]) == {first.id, second.id}
    collections.set_visible(session, kept, False)
    assert found_ids(client, true_poses[0], collection=kept.id) == set()
    assert found_ids(client, true_poses[0], collection=999) == set()


LEGS = [INDEX[name] for name in ("left_knee", "right_knee", "left_ankle", "right_ankle")]


def test_the_upper_body_alone_is_compared_where_asked_for(client, add_photo, true_poses):
    add_photo(true_poses[0])
    kicking = true_poses[0].copy()
    kicking[LEGS, :2] += [[200, -150]]
    of_part = {part: ask(client, kicking, part=part).json["matches"][0] for part in ("auto", "all", "upper")}
    assert of_part["upper"]["similarity"] == pytest.approx(1, abs=1e-6)
    assert of_part["auto"] == of_part["all"]
    assert of_part["all"]["similarity"] < 0.9
    assert np.array(of_part["upper"]["agreement"])[LEGS].sum() == 0


def test_a_single_knee_at_the_edge_of_the_picture_is_left_out(client, add_photo, true_poses):
    add_photo(true_poses[0])
    at_a_desk = true_poses[0].copy()
    at_a_desk[LEGS, 2] = 0
    at_a_desk[LEGS[0]] = [0, 0, 0.6]
    assert ask(client, at_a_desk).json["matches"][0]["similarity"] == pytest.approx(1, abs=1e-6)
    assert ask(client, at_a_desk, part="all").json["matches"][0]["similarity"] < 0.9
