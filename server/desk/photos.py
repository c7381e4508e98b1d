"""Photos: finding, editing, trash."""

from collections.abc import Callable, Iterable, Sequence

from flask import abort, request
from flask_login import current_user
from msgspec import UNSET
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from server.collection import catalog, collections, history, photos, trash
from server.collection.catalog import Edit, Sort, State, View
from server.collection.history import What
from server.desk import blueprint
from server.desk.messages import Changes, Some, read
from server.desk.rows import row, step
from server.library import mirror
from server.models import Collection, Photo, db
from server.people import audit

MAX_ROWS = 200


@blueprint.get("/ids")
def ids() -> dict:
    """Every photo of a view, in its order: ?words=&state=&collection=&sort=.

    Numbers alone, so that the page knows at once how far it scrolls, and selects what it has not loaded.
    """
    return {"ids": catalog.ids(db.session(), view())}


@blueprint.get("/photos")
def some_photos() -> dict:
    """The photos ?ids=1,2 in that order; those deleted are left out."""
    wanted = [
        int(text) for text in request.args.get("ids", "").split(",") if text.isdecimal() and len(text) < 10
    ]
    if len(wanted) > MAX_ROWS:
        raise BadRequest(f"Ask for at most {MAX_ROWS} photos at once, not {len(wanted)}.")
    return {"photos": [row(photo) for photo in photos.by_ids(db.session(), wanted)]}


@blueprint.get("/photos/<int:photo_id>")
def one_photo(photo_id: int) -> dict:
    """A photo with everybody that the network found in it, and what was done to it."""
    photo = photo_or_404(photo_id)
    people = [] if photo.people is None else photo.people.round(4).tolist()
    steps = [step(one) for one in history.of_photo(db.session(), photo_id)]
    return {"photo": row(photo) | {"people": people, "history": steps}}


@blueprint.get("/counts")
def counts() -> dict:
    """How many photos each state has."""
    return {"counts": catalog.counts(db.session())}


@blueprint.patch("/photos")
def edit_photos() -> dict:
    """Say the same about many photos; what a title may stand for, `Edit` says."""
    changes = read(Changes)
    target = _target(changes)
    said = {
        name: value.strip()
        for name in ("title", "credit", "licence")
        if isinstance(value := getattr(changes, name), str)
    }
    new = Edit(**said, add_tags=_clean(changes.add_tags), remove_tags=changes.remove_tags)
    columns = [*said, *(["tags"] if new.add_tags or new.remove_tags else [])]

    def do(session: Session) -> int:
        edited = catalog.edit(session, changes.ids, new)
        if target is not None:
            collections.move(session, changes.ids, target)
        return edited

    if target is not None:
        columns.append("collection_id")
    return _do(What.EDITED, changes.ids, columns, do, _told(new, target))


@blueprint.post("/trash")
def put_into_trash() -> dict:
    ids = read(Some).ids
    return _do(What.TRASHED, ids, ["trashed_at"], lambda session: trash.put(session, ids))


@blueprint.post("/trash/restore")
def restore_from_trash() -> dict:
    ids = read(Some).ids
    return _do(What.RESTORED, ids, ["trashed_at"], lambda session: trash.restore(session, ids))


@blueprint.post("/trash/purge")
def delete_for_good() -> dict:
    """Before the thirty days are over; the one thing here that cannot be taken back."""
    purged = trash.purge(db.session(), mirror().storage, read(Some).ids)
    audit.tell(_photos(purged))
    return {"changed": purged}


def _do(
    what: What,
    ids: Sequence[int],
    columns: Iterable[str],
    do: Callable[[Session], int],
    detail: str = "",
) -> dict:
    """Change photos so that it can be taken back; answers how many, and the number to take it back by."""
    session = db.session()
    change = history.remember(session, current_user.name, what, ids, columns, detail)
    change_id = change.id
    changed = do(session)
    audit.tell(": ".join(filter(None, (_photos(changed), detail))))
    return {"changed": changed, "change": change_id}


def _photos(count: int) -> str:
    return "1 photo" if count == 1 else f"{count} photos"


def _target(changes: Changes) -> Collection | None:
    """The collection that the photos go to."""
    if changes.collection_id is UNSET:
        return None
    target = db.session.get(Collection, changes.collection_id)
    if target is None:
        abort(404, "This collection is gone. Reload the page.")
    return target


def _told(new: Edit, target: Collection | None) -> str:
    """An edit in words, for the history and the audit log."""
    said = [f"{name} “{value}”" for name in ("title", "credit", "licence") if (value := getattr(new, name))]
    said += [f"no {name}" for name in ("credit", "licence") if getattr(new, name) == ""]
    said += [f"with {', '.join(new.add_tags)}"] if new.add_tags else []
    said += [f"without {', '.join(new.remove_tags)}"] if new.remove_tags else []
    said += [f"in {target.name}"] if target else []
    return "; ".join(said)


def view() -> View:
    """The view that the request's arguments describe."""
    try:
        return View(
            request.args.get("words", "")[:200],
            State(request.args.get("state") or State.ALL),
            int(text) if (text := request.args.get("collection")) else None,
            Sort(request.args.get("sort") or Sort.NEWEST),
        )
    except ValueError as error:
        raise BadRequest(
            f"{error}. state: {', '.join(State)}. sort: {', '.join(Sort)}. collection: a number."
        ) from error


def photo_or_404(photo_id: int) -> Photo:
    photo = db.session.get(Photo, photo_id)
    if photo is None:
        abort(404, "This photo is not in the library any more.")
    return photo


def _clean(tags: list[str]) -> list[str]:
    return [" ".join(tag.split()) for tag in tags if tag.strip()]
