"""The curator's pages, and uploads by a plain form; the rest the pages ask of `server.desk`."""

from flask import Blueprint, abort, render_template, request
from flask_login import login_required
from werkzeug.exceptions import UnprocessableEntity

from server.collection import photos
from server.collection.details import Details
from server.desk.rows import row
from server.intake import ingest
from server.intake.naming import title_from_name
from server.intake.refusals import ACCEPTED, ACCEPTED_VIDEOS, BadPicture
from server.library import mirror
from server.models import db

blueprint = Blueprint("admin", __name__, url_prefix="/admin")


@blueprint.before_request
@login_required
def require_sign_in() -> None:
    """Every route of the desk needs a curator."""


@blueprint.get("/")
def desk() -> str:
    return render_template(
        "desk.html",
        accepted=ACCEPTED,
        accepted_videos=ACCEPTED_VIDEOS,
        max_mb=mirror().settings.max_upload_mb,
        max_video_mb=mirror().settings.max_video_mb,
        revision=photos.revision(db.session()),
        model_missing=not mirror().estimator.available,
    )


@blueprint.get("/poses")
def poses() -> str:
    """Which poses there are, and which visitors missed."""
    return render_template("poses.html")


@blueprint.post("/photos")
def upload():
    file = request.files.get("file")
    if file is None:
        abort(400, "Send one picture in the form field 'file'.")
    # The name is a caption only; no path of the visitor's reaches the disk.
    title = request.form.get("title") or title_from_name(file.filename or "")
    try:
        details = Details(title, request.form.get("credit", ""))
        photo, is_new = ingest.accept(db.session(), mirror().storage, file.read(), details)
    except BadPicture as error:
        raise UnprocessableEntity(str(error)) from error
    return {"photo": row(photo)}, 201 if is_new else 200
