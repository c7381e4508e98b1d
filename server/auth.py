"""Who may change the library: one-time set-up links, sign-in and sign-out."""

import hashlib
import secrets
from datetime import UTC, timedelta
from functools import cache
from urllib.parse import urlsplit

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from flask import Blueprint, Flask, abort, redirect, render_template, request, url_for
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, current_user, login_required, login_user, logout_user
from flask_wtf import CSRFProtect, FlaskForm
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, Length

from server import api
from server.errors import wants_json
from server.models import SetupLink, User, db, now

LINK_LIFETIME = timedelta(days=7)
MIN_PASSWORD = 10
hasher = PasswordHasher()

blueprint = Blueprint("auth", __name__, url_prefix="/admin")
login_manager = LoginManager()
limiter = Limiter(get_remote_address, storage_uri="memory://")
csrf = CSRFProtect()


class SignInForm(FlaskForm):
    name = StringField("Name", [DataRequired(), Length(max=80)], render_kw={"autocomplete": "username"})
    password = PasswordField(
        "Password", [DataRequired(), Length(max=1000)], render_kw={"autocomplete": "current-password"}
    )


class SetupForm(FlaskForm):
    name = StringField("Name", [DataRequired(), Length(max=80)], render_kw={"autocomplete": "username"})
    password = PasswordField(
        "Password",
        [
            DataRequired(),
            Length(MIN_PASSWORD, 1000, f"Choose a password of at least {MIN_PASSWORD} characters."),
        ],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        "Password again",
        [EqualTo("password", "The two passwords differ.")],
        render_kw={"autocomplete": "new-password"},
    )


def init_auth(app: Flask) -> None:
    login_manager.init_app(app)
    limiter.init_app(app)
    csrf.init_app(app)
    csrf.exempt(api.blueprint)  # it changes nothing and knows no visitor


def has_admin(session: Session) -> bool:
    return bool(session.scalar(select(func.count()).select_from(User)))


def make_setup_token(session: Session) -> str:
    """A token for one new admin; earlier ones stop working."""
    token = secrets.token_urlsafe(24)
    session.execute(delete(SetupLink))
    session.add(SetupLink(token_sha256=_digest(token), expires_at=now() + LINK_LIFETIME))
    session.commit()
    return token


def spend_setup_token(session: Session, token: str) -> bool:
    """Use a token up; whether it was good. The caller commits."""
    spent = (
        delete(SetupLink).where(SetupLink.token_sha256 == _digest(token)).returning(SetupLink.token_sha256)
    )
    return session.scalar(spent) is not None


def check_password(user: User | None, password: str) -> bool:
    try:
        return hasher.verify(user.password_hash if user else _nobody_hash(), password) and user is not None
    except (Argon2Error, InvalidHashError):
        return False


@login_manager.user_loader
def load_user(user_id: str) -> User | None:
    return db.session.get(User, int(user_id)) if user_id.isdecimal() else None


@login_manager.unauthorized_handler
def unauthorized():
    if wants_json() or request.method != "GET":
        abort(401, "Sign in at /admin/sign-in first.")
    return redirect(url_for("auth.sign_in", next=request.full_path.rstrip("?")))


@blueprint.route("/sign-in", methods=["GET", "POST"])
@limiter.limit("10 per minute", methods=["POST"])
def sign_in():
    if current_user.is_authenticated:
        return redirect(url_for("admin.desk"))
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("sign_in.html", form=form)
    user = db.session.scalars(select(User).filter_by(name=form.name.data)).one_or_none()
    if not check_password(user, form.password.data):
        return render_template(
            "sign_in.html", form=form, message="Name or password is wrong. Try again."
        ), 401
    login_user(user)
    return redirect(_own_address(request.args.get("next")) or url_for("admin.desk"))


@blueprint.post("/sign-out")
@login_required
def sign_out():
    logout_user()
    return redirect(url_for("site.index"))


@blueprint.route("/setup/<token>", methods=["GET", "POST"])
@limiter.limit("20 per minute")
def setup(token: str):
    link = db.session.get(SetupLink, _digest(token))
    if link is None or link.expires_at.replace(tzinfo=UTC) < now():
        abort(
            410, "This set-up link has been used or is too old. Make a new one with: move-mirror setup-link"
        )
    form = SetupForm()
    if not form.validate_on_submit():
        return render_template("setup.html", form=form)
    if db.session.scalars(select(User).filter_by(name=form.name.data)).one_or_none():
        return render_template("setup.html", form=form, message="This name is taken. Choose another."), 409
    if not spend_setup_token(db.session(), token):  # another request was quicker
        abort(410, "This set-up link has just been used.")
    user = User(name=form.name.data, password_hash=hasher.hash(form.password.data))
    db.session.add(user)
    db.session.commit()
    login_user(user)
    return redirect(url_for("admin.desk"))


@cache
def _nobody_hash() -> str:
    """Verified for unknown names, so that an answer takes as long as for known ones."""
    return hasher.hash(secrets.token_hex(16))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _own_address(target: str | None) -> str | None:
    """The path to go on to, where it is one of this site's."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    return target if not urlsplit(target).netloc else None
