"""Signing in and out, and the one-time links that make accounts; everything about sessions."""

import time
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, redirect, render_template, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, current_user, login_required, login_user, logout_user
from flask_wtf import CSRFProtect, FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, Length

from server.errors import wants_json
from server.models import User, db
from server.people import accounts, audit
from server.people.accounts import SignIn
from server.public import api

MIN_PASSWORD = 10
# A session ends after so long without a request, and in any case after so long.
IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)

blueprint = Blueprint("auth", __name__, url_prefix="/admin")
login_manager = LoginManager()
limiter = Limiter(get_remote_address, storage_uri="memory://")
csrf = CSRFProtect()


class SignInForm(FlaskForm):
    name = StringField("Name", [DataRequired(), Length(max=80)], render_kw={"autocomplete": "username"})
    password = PasswordField(
        "Password", [DataRequired(), Length(max=1000)], render_kw={"autocomplete": "current-password"}
    )


def new_password() -> PasswordField:
    long_enough = Length(MIN_PASSWORD, 1000, f"Choose a password of at least {MIN_PASSWORD} characters.")
    return PasswordField(
        "New password", [DataRequired(), long_enough], render_kw={"autocomplete": "new-password"}
    )


def same_password() -> PasswordField:
    same = EqualTo("password", "The two passwords differ.")
    return PasswordField("New password again", [same], render_kw={"autocomplete": "new-password"})


class SetupForm(FlaskForm):
    name = StringField("Name", [DataRequired(), Length(max=80)], render_kw={"autocomplete": "username"})
    password = new_password()
    again = same_password()


class Sessions(SecureCookieSessionInterface):
    """Flask's own; the cookie is for HTTPS alone where the visitor came by it."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def init_auth(app: Flask) -> None:
    app.config.update(
        SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_HTTPONLY=True, PERMANENT_SESSION_LIFETIME=IDLE
    )
    app.session_interface = Sessions()
    login_manager.init_app(app)
    limiter.init_app(app)
    csrf.init_app(app)
    # It changes nothing, knows no visitor and has a limit of its own (`server.public.admission`).
    csrf.exempt(api.blueprint)
    limiter.exempt(api.blueprint)


@login_manager.user_loader
def load_user(remembered: str) -> User | None:
    user_id, _, key = remembered.partition(":")
    if not user_id.isdecimal() or time.time() - session.get("since", 0) > LONGEST.total_seconds():
        return None
    user = db.session.get(User, int(user_id))
    return user if user and key and user.session_key == key else None


@login_manager.unauthorized_handler
def unauthorized():
    if wants_json() or request.method != "GET":
        abort(401, "Sign in at /admin/sign-in first.")
    return redirect(url_for("auth.sign_in", next=request.full_path.rstrip("?")))


def begin_session(user: User) -> None:
    session.clear()  # nothing of whoever used this browser before
    session.permanent = True
    session["since"] = time.time()
    login_user(user)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@limiter.limit("10 per minute", methods=["POST"])
def sign_in():
    if current_user.is_authenticated:
        return redirect(url_for("admin.desk"))
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("sign_in.html", form=form)
    name = form.name.data
    result, user = accounts.sign_in(db.session(), name, form.password.data)
    if user is None:
        return _refuse(form, name, result)
    begin_session(user)
    audit.record(db.session(), user.name, "signed in")
    return redirect(_own_address(request.args.get("next")) or url_for("admin.desk"))


def _refuse(form: SignInForm, name: str, result: SignIn):
    audit.record(db.session(), name, f"could not sign in: {result.value}")
    if result == SignIn.LOCKED:
        minutes = int(accounts.LOCKED_FOR.total_seconds() // 60)
        message = f"Too many wrong passwords for this name. Wait {minutes} minutes, then try again."
        return render_template("sign_in.html", form=form, message=message), 429
    return render_template("sign_in.html", form=form, message="Name or password is wrong. Try again."), 401


@blueprint.post("/sign-out")
@login_required
def sign_out():
    logout_user()
    session.clear()
    return redirect(url_for("site.index"))


@blueprint.route("/setup/<token>", methods=["GET", "POST"])
@limiter.limit("20 per minute")
def setup(token: str):
    if accounts.setup_link(db.session(), token) is None:
        abort(
            410,
            "This link has been used or is too old. Ask an admin for another, or run: move-mirror setup-link",
        )
    form = SetupForm()
    if not form.validate_on_submit():
        return render_template("setup.html", form=form)
    if accounts.by_name(db.session(), form.name.data):
        return render_template("setup.html", form=form, message="This name is taken. Choose another."), 409
    role = accounts.spend_setup_token(db.session(), token)
    if role is None:  # another request was quicker
        abort(410, "This set-up link has just been used.")
    user = accounts.make_user(db.session(), form.name.data, form.password.data, role)
    db.session.commit()
    begin_session(user)
    audit.record(db.session(), user.name, f"made their account as {role.value}")
    return redirect(url_for("admin.desk"))


def _own_address(target: str | None) -> str | None:
    """The path to go on to, where it is one of this site's."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    return target if not urlsplit(target).netloc else None
