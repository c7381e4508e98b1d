"""What was done at the desk, and taking it back."""

from flask import abort
from flask_login import current_user

from server.collection import history
from server.desk import blueprint
from server.models import Change, db
from server.people import audit

MOST = 100


@blueprint.get("/changes")
def changes() -> dict:
    """The newest, of everybody. `photo` and `title` are there where it was a single one."""
    session = db.session()
    found = history.newest(session, MOST)
    subjects = history.subjects(session, found)
    return {"changes": [_reply(change, subjects.get(change.id)) for change in found]}


@blueprint.post("/changes/<int:change_id>/undo")
def undo(change_id: int) -> dict:
    change = db.session.get(Change, change_id)
    if change is None:
        abort(404, "This change is too old to be taken back.")
    if change.undone:
        abort(409, "This change has been taken back already.")
    who, what = change.who, change.what
    done = history.undo(db.session(), change)
    audit.tell(f"change {change_id}, {what} by {who}, {done.photos} photos")
    return {"changed": done.photos, "kept": done.kept}


def _reply(change: Change, subject: tuple[int, str] | None) -> dict:
    photo, title = subject or (None, None)
    return {
        "id": change.id,
        "at": change.at.isoformat(),
        "who": change.who,
        "mine": change.who == current_user.name,
        "what": change.what,
        "detail": change.detail,
        "photos": change.photos,
        "undone": change.undone,
        "photo": photo,
        "title": title,
    }
