"""The curator's desk: the library's photos with what was found in them, uploads and deletion."""

from pathlib import PurePath

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import login_required
from werkzeug.exceptions import UnprocessableEntity

from converter.pose.spec import EDGES, SPEC
from server import ingest, photos, urls
from server.library import mirror
from server.models import Photo, Status, db
from server.refusals import ACCEPTED, ACCEPTED_VIDEOS, BadPicture

PER_PAGE = 60
MAX_IDS = 200
WAITING_FOR_MODEL = "The network is missing; this photo is looked at as soon as it is there."

blueprint = Blueprint("admin", __name__, url_prefix="/admin")


@blueprint.before_request
@login_required
def require_sign_in() -> None:
    """Every route of the desk needs a curator."""


@blueprint.get("/")
def desk() -> str:
    page = max(request.args.get("page", 1, int), 1)
    shown = photos.newest(db.session(), PER_PAGE + 1, (page - 1) * PER_PAGE)
    return render_template(
        "desk.html",
        photos=[reply(photo) for photo in shown[:PER_PAGE]],
        counts=photos.counts(db.session()),
        page=page,
        has_next=len(shown) > PER_PAGE,
        edges=EDGES,
        threshold=SPEC["tracking"]["keypoint_threshold"],
        accepted=ACCEPTED,
        accepted_videos=ACCEPTED_VIDEOS,
        max_mb=mirror().settings.max_upload_mb,
        max_video_mb=mirror().settings.max_video_mb,
        revision=photos.revision(db.session()),
        model_missing=not mirror().estimator.available,
    )


@blueprint.post("/photos")
def upload():
    file = request.files.get("file")
    if file is None:
        abort(400, "Send one picture in the form field 'file'.")
    # The name is a caption only; no path of the visitor's reaches the disk.
    title = request.form.get("title") or title_from_name(file.filename or "")
    try:
        photo, is_new = ingest.accept(
            db.session(), mirror().storage, file.read(), title, request.form.get("credit", "")
        )
    except BadPicture as error:
        raise UnprocessableEntity(str(error)) from error
    return {"photo": reply(photo)}, 201 if is_new else 200


@blueprint.get("/photos.json")
def some_photos() -> dict:
    """State of the photos ?ids=1,2; those deleted are left out."""
    ids = [
        int(text) for text in request.args.get("ids", "").split(",") if text.isdecimal() and len(text) < 10
    ]
    return {"photos": [reply(photo) for photo in photos.by_ids(db.session(), ids[:MAX_IDS])]}


@blueprint.delete("/photos/<int:photo_id>")
def delete_photo(photo_id: int):
    _delete(photo_id)
    return "", 204


@blueprint.post("/photos/<int:photo_id>/delete")
def delete_photo_by_form(photo_id: int):
    _delete(photo_id)
    return redirect(url_for("admin.desk", page=request.args.get("page", 1, int)))


def reply(photo: Photo) -> dict:
    waiting = photo.status == Status.PENDING
    return {
        "id": photo.id,
        "title": photo.title,
        "credit": photo.credit,
        "status": photo.status.value,
        "reason": WAITING_FOR_MODEL if waiting and not mirror().estimator.available else photo.reason,
        "url": urls.served(photo, "large") if photo.width else None,
        "thumbnail_url": urls.served(photo, "small") if photo.width else None,
        "width": photo.width,
        "height": photo.height,
        "looks_like": _twin(photo),
        "keypoints": None if photo.pose is None else photo.pose.round(4).tolist(),
    }


def _twin(photo: Photo) -> dict | None:
    """A photo that was there before and looks the same."""
    twin = mirror().twins.of(db.session(), photo)
    return None if twin is None else {"id": twin.id, "title": twin.title, "url": urls.served(twin, "large")}


def title_from_name(name: str) -> str:
    """A caption from a file's name: 'my_dance-02.jpg' becomes 'my dance 02'."""
    stem = PurePath(name.replace("\\", "/")).stem
    return " ".join(stem.replace("_", " ").replace("-", " ").split())[:200]


def _delete(photo_id: int) -> None:
    photo = db.session.get(Photo, photo_id)
    if photo is None:
        abort(404, "This photo is not in the library any more.")
    sha256 = photo.sha256
    with mirror().storage.removing():
        photos.remove(db.session(), photo)  # the row first: a file without its row harms nobody
        mirror().storage.delete(sha256)
