"""One's own account, and for admins: everybody's accounts, and the audit log."""

from collections.abc import Callable
from functools import wraps

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import DataRequired, Length

from server.models import Role, User, db
from server.people import accounts, audit, auth
from server.people.accounts import LastAdmin

ENTRIES_PER_PAGE = 100

blueprint = Blueprint("team", __name__, url_prefix="/admin")


class PasswordForm(FlaskForm):
    current = PasswordField(
        "Password now", [DataRequired(), Length(max=1000)], render_kw={"autocomplete": "current-password"}
    )
    password = auth.new_password()
    again = auth.same_password()


@blueprint.before_request
@login_required
def require_sign_in() -> None:
    """Every route here needs an account."""


def admin_only(view: Callable) -> Callable:
    @wraps(view)
    def checked(*args, **kwargs):
        if current_user.role != Role.ADMIN:
            abort(403, "Only admins may do this. Ask one of them.")
        return view(*args, **kwargs)

    return checked


@blueprint.route("/account", methods=["GET", "POST"])
@auth.limiter.limit("10 per minute", methods=["POST"])
def account():
    """Change one's own password; every other session of the account ends."""
    form = PasswordForm()
    if not form.validate_on_submit():
        return render_template("account.html", form=form)
    if not accounts.is_password(current_user, form.current.data):
        return render_template("account.html", form=form, message="The password now is another one."), 403
    user = db.session.get_one(User, current_user.id)
    accounts.change_password(db.session(), user, form.password.data)
    auth.begin_session(user)
    flash("Your password is changed. Every other session of yours has ended.")
    return redirect(url_for("team.account"))


@blueprint.get("/accounts")
@admin_only
def everybody() -> str:
    return render_template("accounts.html", users=accounts.everybody(db.session()), roles=list(Role))


@blueprint.post("/accounts/link")
@admin_only
def make_link():
    """A one-time link for a new account, shown this once."""
    role = _role()
    audit.tell(f"for {'an admin' if role == Role.ADMIN else 'a curator'}")
    token = accounts.make_setup_token(db.session(), role)
    link = url_for("auth.setup", token=token, _external=True)
    users = accounts.everybody(db.session())
    return render_template("accounts.html", users=users, roles=list(Role), link=link, role=role)


@blueprint.post("/accounts/<int:user_id>/role")
@admin_only
def change_role(user_id: int):
    role = _role()
    return _change(user_id, lambda user: accounts.set_role(db.session(), user, role), f", now {role.value}")


@blueprint.post("/accounts/<int:user_id>/end-sessions")
@admin_only
def end_sessions(user_id: int):
    return _change(user_id, lambda user: accounts.end_sessions(db.session(), user))


@blueprint.post("/accounts/<int:user_id>/remove")
@admin_only
def remove_account(user_id: int):
    return _change(user_id, lambda user: accounts.remove(db.session(), user))


@blueprint.get("/audit")
@admin_only
def audit_log() -> str:
    before = request.args.get("before", type=int)
    entries = audit.newest(db.session(), ENTRIES_PER_PAGE + 1, before)
    return render_template(
        "audit.html", entries=entries[:ENTRIES_PER_PAGE], has_more=len(entries) > ENTRIES_PER_PAGE
    )


def _change(user_id: int, change: Callable[[User], None], told: str = ""):
    user = db.session.get(User, user_id)
    if user is None:
        abort(404, "This account is not there any more.")
    name = user.name
    audit.tell(name + told)
    try:
        change(user)
    except LastAdmin as error:
        abort(409, str(error))
    flash(f"Done: {audit.action_of(request.endpoint or '')}, {name}.")
    return redirect(url_for("team.everybody"))


def _role() -> Role:
    try:
        return Role(request.form.get("role", ""))
    except ValueError:
        abort(400, f"Send a role: {' or '.join(Role)}.")
