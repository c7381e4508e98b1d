"""The audit log: every change made by somebody who is signed in, and every try to sign in.

Entries are written where requests end, from the route's own name, so that no new route can be forgotten.
"""

import logging
from datetime import timedelta

from flask import Flask, Response, request
from flask_login import current_user
from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from server.models import AuditEntry, db, now

KEPT = timedelta(days=400)
CHANGES = {"POST", "PUT", "PATCH", "DELETE"}
# Not entries of their own: the pieces of an upload, whose creation is one, and signing in, which says more.
LEFT_OUT = {"tus.patch", "tus.override", "auth.sign_in", "auth.setup"}
COMMAND_LINE = "command line"  # who changes by a command
log = logging.getLogger("move_mirror.audit")


def init_audit(app: Flask) -> None:
    @app.before_request
    def note_who() -> None:
        # Asked before the view: signing out forgets it.
        if request.path.startswith("/admin") and current_user.is_authenticated:
            request.environ["mirror.user"] = current_user.name

    @app.after_request
    def note_change(response: Response) -> Response:
        who, endpoint = request.environ.get("mirror.user"), request.endpoint or ""
        is_change = request.method in CHANGES and response.status_code < 400
        if who and is_change and endpoint not in LEFT_OUT:
            subject = request.environ.get("mirror.subject") or subject_of(request)
            record(db.session(), who, action_of(endpoint), subject)
        return response


def tell(subject: str) -> None:
    """What this request changes, where its address alone would not say."""
    request.environ["mirror.subject"] = subject


def record(session: Session, who: str, action: str, subject: str = "") -> None:
    """Write an entry. A log that cannot be written is told, but undoes nothing."""
    log.info("%s: %s %s", who, action, subject)
    try:
        session.add(AuditEntry(who=who[:80], action=action[:80], subject=subject[:300]))
        session.commit()
    except SQLAlchemyError:
        session.rollback()
        log.exception("the audit log could not be written")


def action_of(endpoint: str) -> str:
    """'admin.delete_photo' as words."""
    return endpoint.rpartition(".")[2].replace("_", " ")


def subject_of(request) -> str:
    """What was changed: the places in the address, such as 'photo 3'."""
    parts = (f"{name.removesuffix('_id')} {value}" for name, value in (request.view_args or {}).items())
    return ", ".join(parts)


def newest(session: Session, limit: int, before: int | None = None) -> list[AuditEntry]:
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    return list(session.scalars(query.where(AuditEntry.id < before) if before else query))


def sweep(session: Session) -> None:
    """Forget what is older than KEPT."""
    session.execute(delete(AuditEntry).where(AuditEntry.at < now() - KEPT))
    session.commit()
