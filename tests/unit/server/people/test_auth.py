import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from server.models import Role, SetupLink, SignInFailure, User, db, now
from server.people import accounts, auth
from tests.conftest import PASSWORD, csrf_of

PUBLIC = {"auth.sign_in", "auth.setup"}
# What the mirror itself is made of, and what machines watch it by; metrics ask for a token of their own.
VISITORS = {
    *(f"api.{name}" for name in ("choices", "describe", "health", "match", "ready")),
    *(f"site.{name}" for name in ("asset", "icon", "index", "kept", "model", "root_file", "served_photo")),
    "metrics.metrics",
}


def admin_routes(app):
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/admin"):
            for method in rule.methods - {"OPTIONS", "HEAD"}:
                yield rule, method


def example_path(rule) -> str:
    """An address that the rule answers to, whatever its variables are called."""
    path = re.sub(r"<int:\w+>", "1", rule.rule)
    return re.sub(r"<[^>]+>", "x", path)


def test_every_admin_route_refuses_strangers(app, client):
    refused = 0
    app.config["WTF_CSRF_ENABLED"] = False  # the sign-in alone must hold
    for rule, method in admin_routes(app):
        if rule.endpoint in PUBLIC:
            continue
        path = example_path(rule)
        assert client.open(path, method=method).status_code == 401, (method, path)
        page = client.open(path, method=method, headers={"Accept": "text/html"})
        assert page.status_code in (302, 401), (method, path)
        assert page.status_code == 401 or page.location.startswith("/admin/sign-in")
        refused += 1
    assert refused >= 5


def test_what_strangers_may_ask_for_is_a_list_that_nothing_joins_by_accident(app):
    open_to_all = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not rule.rule.startswith("/admin") or rule.endpoint in PUBLIC
    }
    assert open_to_all == PUBLIC | VISITORS


def test_every_change_needs_the_csrf_token(app, curator):
    changes = [(rule, method) for rule, method in admin_routes(app) if method not in ("GET",)]
    assert {"POST", "DELETE"} <= {method for _, method in changes}
    for rule, method in changes:
        path = example_path(rule)
        response = curator.open(path, method=method)
        assert response.status_code == 400, (method, path)
        assert "CSRF" in response.json["error"]["message"]


def test_a_set_up_link_makes_one_account_once(app, client, session):
    path = f"/admin/setup/{accounts.make_setup_token(session)}"
    form = {"name": "ada", "password": PASSWORD, "again": PASSWORD, "csrf_token": csrf_of(client, path)}
    assert not accounts.has_admin(session)
    assert client.post(path, data=form).location == "/admin/"
    assert accounts.has_admin(session)
    assert client.get("/admin/").status_code == 200
    again = client.get(path, headers={"Accept": "text/html"})
    assert again.status_code == 410
    assert "move-mirror setup-link" in again.text
    other = app.test_client()
    assert other.post(path, data=form | {"csrf_token": csrf_of(other, "/admin/sign-in")}).status_code == 410


def test_the_token_and_the_password_are_kept_as_hashes_alone(client, session):
    token = accounts.make_setup_token(session)
    path = f"/admin/setup/{token}"
    client.post(
        path,
        data={"name": "ada", "password": PASSWORD, "again": PASSWORD, "csrf_token": csrf_of(client, path)},
    )
    accounts.make_setup_token(session)
    stored = repr([session.execute(select(table)).all() for table in db.metadata.sorted_tables])
    assert token not in stored
    assert PASSWORD not in stored
    assert "$argon2id$" in stored


def test_a_new_set_up_link_ends_the_one_before(client, session):
    old, new = accounts.make_setup_token(session), accounts.make_setup_token(session)
    assert client.get(f"/admin/setup/{old}").status_code == 410
    assert client.get(f"/admin/setup/{new}").status_code == 200


def test_an_old_set_up_link_is_refused(client, session):
    token = accounts.make_setup_token(session)
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
    path = f"/admin/setup/{accounts.make_setup_token(session)}"
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


def guess(app, name: str, password: str = "guess"):
    stranger = app.test_client()
    form = {"name": name, "password": password, "csrf_token": csrf_of(stranger, "/admin/sign-in")}
    return stranger.post("/admin/sign-in", data=form)


@pytest.mark.parametrize("name", ["ada", "nobody of this name"])
def test_a_name_that_is_guessed_at_is_locked_for_a_while(app, curator, session, name):
    auth.limiter.enabled = False  # the lock holds whatever address the guesses come from
    try:
        answers = [guess(app, name) for _ in range(accounts.FAILURES_ALLOWED)]
        assert {answer.status_code for answer in answers} == {401}
        locked = guess(app, name, PASSWORD)
        assert locked.status_code == 429
        assert "Wait 15 minutes" in locked.text
        session.execute(update(SignInFailure).values(last_at=now() - accounts.LOCKED_FOR))
        session.commit()
        assert guess(app, name, PASSWORD).status_code == (302 if name == "ada" else 401)
    finally:
        auth.limiter.enabled = True


def test_a_right_password_forgives_the_wrong_ones(app, curator, session):
    guess(app, "ada")
    assert session.query(SignInFailure).one().failures == 1
    guess(app, "ada", PASSWORD)
    session.expire_all()
    assert session.query(SignInFailure).count() == 0


def test_many_tries_from_one_address_are_slowed_down(app):
    answers = [guess(app, f"name {number}") for number in range(12)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429] * 2
    assert "Wait a minute" in answers[-1].json["error"]["message"]


def test_a_session_ends_when_nobody_uses_it_and_in_any_case(app, curator):
    cookie = next(iter(curator._cookies.values()))
    assert cookie.max_age is not None or cookie.expires is not None
    with curator.session_transaction() as session:
        session["since"] -= auth.LONGEST.total_seconds() + 1
    assert curator.get("/admin/").status_code == 401


def test_the_cookie_of_a_secure_visit_is_for_https_alone(app, session):
    accounts.make_user(session, "ada", PASSWORD, Role.ADMIN)
    session.commit()
    for base, secure in (("http://localhost", False), ("https://localhost", True)):
        client = app.test_client()
        response = client.get("/admin/sign-in", base_url=base)
        (cookie,) = response.headers.getlist("Set-Cookie")
        assert ("Secure" in cookie) == secure
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


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
