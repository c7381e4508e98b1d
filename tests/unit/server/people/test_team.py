import re

import pytest
from sqlalchemy import update

from server.models import AuditEntry, Role, now
from server.people import accounts, audit
from tests.conftest import PASSWORD, csrf_of, sign_in


@pytest.fixture
def post(curator):
    """Send a form as the admin."""
    token = csrf_of(curator, "/admin/account")
    return lambda path, **form: curator.post(path, data=form | {"csrf_token": token})


@pytest.fixture
def bob(session):
    """An account that is a curator's."""
    user = accounts.make_user(session, "bob", PASSWORD, Role.CURATOR)
    session.commit()
    return user


def actions(session) -> list[tuple[str, str]]:
    session.expire_all()
    return [(entry.who, entry.action) for entry in reversed(audit.newest(session, 100))]


def test_an_admin_s_link_makes_an_account_of_its_role_once(app, post, session):
    page = post("/admin/accounts/link", role="curator")
    path = re.search(r"(/admin/setup/[\w-]+)", page.text)[1]
    newcomer = app.test_client()
    form = {"name": "bob", "password": PASSWORD, "again": PASSWORD, "csrf_token": csrf_of(newcomer, path)}
    assert newcomer.post(path, data=form).location == "/admin/"
    assert accounts.by_name(session, "bob").role == Role.CURATOR
    assert newcomer.get("/admin/").status_code == 200
    assert ("bob", "made their account as curator") in actions(session)
    assert app.test_client().get(path).status_code == 410


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/admin/accounts"),
        ("GET", "/admin/audit"),
        ("POST", "/admin/accounts/link"),
        ("POST", "/admin/accounts/1/role"),
        ("POST", "/admin/accounts/1/end-sessions"),
        ("POST", "/admin/accounts/1/remove"),
    ],
)
def test_a_curator_may_not_look_after_accounts(app, curator, bob, method, path):
    client = sign_in(app, "bob")
    form = {"role": "admin", "csrf_token": csrf_of(client, "/admin/account")}
    response = client.open(path, method=method, data=form if method == "POST" else None)
    assert response.status_code == 403
    assert "Only admins" in response.json["error"]["message"]
    assert "Audit log" not in client.get("/admin/account").text


def test_the_last_admin_stays(post, session, bob):
    ada = accounts.by_name(session, "ada")
    for change in ("remove", "role"):
        response = post(f"/admin/accounts/{ada.id}/{change}", role="curator")
        assert response.status_code == 409
        assert "only admin" in response.json["error"]["message"]
    assert post(f"/admin/accounts/{bob.id}/role", role="admin").status_code == 302
    assert post(f"/admin/accounts/{ada.id}/role", role="curator").status_code == 302


def test_an_unknown_role_is_refused(post, bob):
    response = post(f"/admin/accounts/{bob.id}/role", role="king")
    assert response.status_code == 400
    assert "admin or curator" in response.json["error"]["message"]


@pytest.mark.parametrize("change", ["end-sessions", "remove"])
def test_a_session_can_be_ended_from_afar(app, post, bob, change):
    client = sign_in(app, "bob")
    assert client.get("/admin/").status_code == 200
    assert post(f"/admin/accounts/{bob.id}/{change}").status_code == 302
    assert client.get("/admin/").status_code == 401


def test_a_new_password_ends_every_other_session(app, curator, session):
    elsewhere = sign_in(app, "ada")
    new = "another battery staple"
    form = {"password": new, "again": new, "csrf_token": csrf_of(curator, "/admin/account")}
    assert curator.post("/admin/account", data=form | {"current": "wrong"}).status_code == 403
    assert elsewhere.get("/admin/").status_code == 200
    assert curator.post("/admin/account", data=form | {"current": PASSWORD}).status_code == 302
    assert elsewhere.get("/admin/").status_code == 401
    assert curator.get("/admin/").status_code == 200
    assert accounts.sign_in(session, "ada", new)[1] is not None


def test_what_people_change_is_in_the_log_and_what_fails_is_not(app, curator, post, session, bob):
    post(f"/admin/accounts/{bob.id}/end-sessions")
    post("/admin/accounts/999/remove")
    app.test_client().post(
        "/admin/sign-in",
        data={"name": "eve", "password": "x", "csrf_token": csrf_of(curator, "/admin/account")},
    )
    assert actions(session)[:2] == [("ada", "signed in"), ("ada", "end sessions")]
    assert ("ada", "remove account") not in actions(session)
    page = curator.get("/admin/audit").text
    assert "end sessions" in page
    assert "bob" in page


def test_a_wrong_password_is_in_the_log_without_the_password(app, curator, session):
    stranger = app.test_client()
    form = {"name": "ada", "password": "guess-4711", "csrf_token": csrf_of(stranger, "/admin/sign-in")}
    stranger.post("/admin/sign-in", data=form)
    assert ("ada", "could not sign in: wrong") in actions(session)
    assert "guess-4711" not in str([vars(entry) for entry in session.query(AuditEntry)])


def test_old_entries_are_forgotten(session):
    audit.record(session, "ada", "old")
    session.execute(update(AuditEntry).values(at=now() - audit.KEPT))
    audit.record(session, "ada", "new")
    audit.sweep(session)
    assert actions(session) == [("ada", "new")]
