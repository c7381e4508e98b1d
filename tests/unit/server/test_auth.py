from datetime import timedelta

import pytest
from sqlalchemy import update

from server import auth
from server.models import SetupLink, User, now
from tests.conftest import PASSWORD, csrf_of

PUBLIC = {"auth.sign_in", "auth.setup"}


def admin_routes(app):
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/admin"):
            for method in rule.methods - {"OPTIONS", "HEAD"}:
                yield rule, method


def test_every_admin_route_refuses_strangers(app, client):
    refused = 0
    app.config["WTF_CSRF_ENABLED"] = False  # the sign-in alone must hold
    for rule, method in admin_routes(app):
        if rule.endpoint in PUBLIC:
            continue
        path = rule.rule.replace("<int:photo_id>", "1")
        assert "<" not in path, "teach this test the new route"
        assert client.open(path, method=method).status_code == 401, (method, path)
        page = client.open(path, method=method, headers={"Accept": "text/html"})
        assert page.status_code in (302, 401), (method, path)
        assert page.status_code == 401 or page.location.startswith("/admin/sign-in")
        refused += 1
    assert refused >= 5


def test_every_change_needs_the_csrf_token(app, curator):
    changes = [(rule, method) for rule, method in admin_routes(app) if method not in ("GET",)]
    assert {method for _, method in changes} == {"POST", "DELETE"}
    for rule, method in changes:
        path = rule.rule.replace("<int:photo_id>", "1").replace("<token>", "x")
        response = curator.open(path, method=method)
        assert response.status_code == 400, (method, path)
        assert "CSRF" in response.json["error"]["message"]


def test_a_set_up_link_makes_one_curator_once(client, session):
    path = f"/admin/setup/{auth.make_setup_token(session)}"
    form = {"name": "ada", "password": PASSWORD, "again": PASSWORD, "csrf_token": csrf_of(client, path)}
    assert not auth.has_admin(session)
    assert client.post(path, data=form).location == "/admin/"
    assert auth.has_admin(session)
    assert client.get("/admin/").status_code == 200
    again = client.get(path, headers={"Accept": "text/html"})
    assert again.status_code == 410
    assert "move-mirror setup-link" in again.text
    assert client.post(path, data=form).status_code == 410


def test_the_token_and_the_password_are_kept_as_hashes_alone(client, session, settings):
    token = auth.make_setup_token(session)
    path = f"/admin/setup/{token}"
    client.post(
        path,
        data={"name": "ada", "password": PASSWORD, "again": PASSWORD, "csrf_token": csrf_of(client, path)},
    )
    auth.make_setup_token(session)
    stored = b"".join(file.read_bytes() for file in settings.instance.glob("mirror.db*"))
    assert token.encode() not in stored
    assert PASSWORD.encode() not in stored
    assert b"$argon2id$" in stored


def test_a_new_set_up_link_ends_the_one_before(client, session):
    old, new = auth.make_setup_token(session), auth.make_setup_token(session)
    assert client.get(f"/admin/setup/{old}").status_code == 410
    assert client.get(f"/admin/setup/{new}").status_code == 200


def test_an_old_set_up_link_is_refused(client, session):
    token = auth.make_setup_token(session)
    session.execute(update(SetupLink).values(expires_at=now() - timedelta(seconds=1)))
    session.commit()
    assert client.get(f"/admin/setup/{token}").status_code == 410


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"password": "short", "again": "short"}, "at least 10 characters"),
        ({"again": "something else"}, "differ"),
        ({"name": ""}, "required"),
    ],
)
def test_a_bad_choice_is_explained_and_keeps_the_link(client, session, change, words):
    path = f"/admin/setup/{auth.make_setup_token(session)}"
    form = {"name": "ada", "password": PASSWORD, "again": PASSWORD, "csrf_token": csrf_of(client, path)}
    assert words in client.post(path, data=form | change).text
    assert session.query(User).count() == 0
    assert client.post(path, data=form).status_code == 302


@pytest.mark.parametrize(
    "form", [{"name": "ada", "password": "wrong"}, {"name": "eve", "password": PASSWORD}]
)
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(app, curator, form):
    stranger = app.test_client()
    response = stranger.post(
        "/admin/sign-in", data=form | {"csrf_token": csrf_of(stranger, "/admin/sign-in")}
    )
    assert response.status_code == 401
    assert "Name or password is wrong" in response.text
    assert stranger.get("/admin/").status_code == 401


def test_guessing_is_slowed_down(app):
    guesser = app.test_client()
    token = csrf_of(guesser, "/admin/sign-in")
    guess = {"name": "ada", "password": "guess", "csrf_token": token}
    answers = [guesser.post("/admin/sign-in", data=guess).status_code for _ in range(12)]
    assert answers[:10] == [401] * 10
    assert answers[10:] == [429] * 2
    assert "Wait a minute" in guesser.post("/admin/sign-in", data=guess).json["error"]["message"]


def test_sign_out_ends_the_session(curator):
    token = csrf_of(curator, "/admin/")
    assert curator.post("/admin/sign-out", data={"csrf_token": token}).location == "/"
    assert curator.get("/admin/").status_code == 401


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/admin/?page=2", "/admin/?page=2"),
        ("https://evil.example/", "/admin/"),
        ("//evil.example/", "/admin/"),
        ("/\\evil.example", "/admin/"),
        ("/\t/evil.example", "/admin/"),
    ],
)
def test_sign_in_leads_on_within_this_site_alone(app, curator, target, expected):
    client = app.test_client()
    form = {"name": "ada", "password": PASSWORD, "csrf_token": csrf_of(client, "/admin/sign-in")}
    response = client.post("/admin/sign-in", query_string={"next": target}, data=form)
    assert response.location == expected
