"""Photos: finding, editing, trash."""

from flask import abort, request
from werkzeug.exceptions import BadRequest

from server.collection import catalog, collections, photos, trash
from server.collection.catalog import Edit, Sort, State, View
from server.desk import blueprint
from server.desk.messages import Changes, Some, read
from server.desk.rows import row
from server.library import mirror
from server.models import Collection, Photo, db

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
    """A photo with everybody that the network found in it."""
    photo = photo_or_404(photo_id)
    people = [] if photo.people is None else photo.people.round(4).tolist()
    return {"photo": row(photo) | {"people": people}}


@blueprint.get("/counts")
def counts() -> dict:
    """How many photos each state has."""
    return {"counts": catalog.counts(db.session())}


@blueprint.patch("/photos")
def edit() -> dict:
    changes = read(Changes)
    said = {
        name: value.strip()
        for name in ("title", "credit", "licence")
        if isinstance(value := getattr(changes, name), str)
    }
    new = Edit(**said, add_tags=_clean(changes.add_tags), remove_tags=changes.remove_tags)
    edited = catalog.edit(db.session(), changes.ids, new)
    if isinstance(changes.collection_id, int):
        target = db.session.get(Collection, changes.collection_id)
        if target is None:
            abort(404, "This collection is gone. Reload the page.")
        collections.move(db.session(), changes.ids, target)
    return {"changed": edited}


@blueprint.post("/trash")
def put_into_trash() -> dict:
    return {"changed": trash.put(db.session(), read(Some).ids)}


@blueprint.post("/trash/restore")
def restore() -> dict:
    return {"changed": trash.restore(db.session(), read(Some).ids)}


@blueprint.post("/trash/purge")
def purge() -> dict:
    """Delete for good, before the thirty days are over."""
    return {"changed": trash.purge(db.session(), mirror().storage, read(Some).ids)}


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
