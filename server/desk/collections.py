"""Collections: making, naming, showing and hiding them, and carrying them from one mirror to another."""

import shutil
import tempfile
from pathlib import Path

from flask import Response, abort, request
from werkzeug.exceptions import Conflict, UnprocessableEntity

from server.collection import collections
from server.desk import blueprint
from server.desk.messages import CollectionChanges, NewCollection, read
from server.desk.review import download
from server.exchange import archive
from server.library import mirror
from server.models import Collection, db
from server.people import audit

COPY_BYTES = 2**20
SPARE_BYTES = 2**28  # left free on the disk, whatever somebody sends


@blueprint.get("/collections")
def all_collections() -> dict:
    return {"collections": [_reply(*summary) for summary in collections.all_of_them(db.session())]}


@blueprint.post("/collections")
def make_collection():
    message = read(NewCollection)
    try:
        collection = collections.create(db.session(), message.name.strip(), message.visible)
    except collections.NameTaken as error:
        raise Conflict(str(error)) from error
    audit.tell(f"collection {collection.id}: {collection.name}")
    return {"collection": _reply(collection, 0)}, 201


@blueprint.patch("/collections/<int:collection_id>")
def change_collection(collection_id: int) -> dict:
    collection, message = _collection_or_404(collection_id), read(CollectionChanges)
    said = [f"collection {collection_id}: {collection.name}"]
    if isinstance(message.name, str):
        try:
            collections.rename(db.session(), collection, message.name.strip())
        except collections.NameTaken as error:
            raise Conflict(str(error)) from error
        said.append(f"now {collection.name}")
    if isinstance(message.visible, bool):
        collections.set_visible(db.session(), collection, message.visible)
        said.append("shown" if message.visible else "hidden")
    audit.tell(", ".join(said))
    return all_collections()


@blueprint.delete("/collections/<int:collection_id>")
def delete_collection(collection_id: int):
    collection = _collection_or_404(collection_id)
    audit.tell(f"collection {collection_id}: {collection.name}")
    try:
        collections.delete(db.session(), collection)
    except collections.NotEmpty as error:
        raise Conflict(str(error)) from error
    return "", 204


@blueprint.get("/collections/<int:collection_id>/archive.zip")
def export_collection(collection_id: int) -> Response:
    """A collection with its originals and poses, as `POST /admin/api/archives` takes it."""
    collection = _collection_or_404(collection_id)
    name = "".join(letter if letter.isalnum() else "-" for letter in collection.name)
    return download(archive.export(db.session(), mirror().storage, collection), f"{name}.zip")


@blueprint.url_value_preprocessor
def admit_archives(endpoint: str | None, _values: dict | None) -> None:
    """An archive is bounded by the disk alone; said before anything looks into the request."""
    if endpoint == "desk.import_archive":
        request.max_content_length = 2**50


@blueprint.post("/archives")
def import_archive() -> dict:
    """Add the photos of an exported collection, whose bytes are the request's body."""
    with tempfile.TemporaryDirectory(dir=mirror().settings.instance) as folder:
        path = Path(folder) / "archive.zip"
        _receive(path)
        report = archive.Report()
        try:
            limit = mirror().settings.max_upload_bytes
            for _ in archive.read(db.session(), mirror().storage, path, limit, report):
                pass
        except archive.BadArchive as error:
            raise UnprocessableEntity(str(error)) from error
    audit.tell(f"{len(report.added)} photos into {report.collection}")
    return {
        "collection": report.collection,
        "added": len(report.added),
        "known": report.known,
        "refused": report.refused,
    }


def _receive(path: Path) -> None:
    with path.open("wb") as file:
        while chunk := request.stream.read(COPY_BYTES):
            if shutil.disk_usage(path.parent).free < SPARE_BYTES + len(chunk):
                abort(507, "The server's disk is nearly full. Make room, then try again.")
            file.write(chunk)


def _reply(collection: Collection, number: int) -> dict:
    fixed = collection.id in (Collection.GALLERY, Collection.UPLOADS)
    return {
        "id": collection.id,
        "name": collection.name,
        "visible": collection.visible,
        "photos": number,
        "fixed": fixed,
    }


def _collection_or_404(collection_id: int) -> Collection:
    collection = db.session.get(Collection, collection_id)
    if collection is None:
        abort(404, "This collection is gone. Reload the page.")
    return collection
