"""Resumable uploads by the tus protocol, version 1.0.0 (https://tus.io/protocols/resumable-upload).

Its core with creation, creation-with-upload, checksum, termination and expiration. The last byte of a file is
acknowledged only once the photo is in the library; headers of our own then say which photo it is.
"""

import base64
import binascii
from email.utils import formatdate

from flask import Blueprint, Response, abort, current_app, request, url_for
from flask_login import current_user, login_required
from werkzeug.exceptions import (
    ClientDisconnected,
    Conflict,
    HTTPException,
    NotFound,
    RequestEntityTooLarge,
    UnprocessableEntity,
)

from server.collection.details import Details
from server.intake import ingest, refusals
from server.intake.filetypes import HEAD_BYTES
from server.intake.naming import title_from_name
from server.intake.refusals import BadPicture
from server.intake.uploads import TooLong, UnknownUpload, Upload, WrongChecksum, WrongOffset
from server.library import mirror
from server.models import db
from server.people import audit
from server.people.auth import csrf

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,termination,expiration"
CHECKSUMS = ("sha1", "sha256", "md5")
BODY_TYPE = "application/offset+octet-stream"

blueprint = Blueprint("tus", __name__, url_prefix="/admin/uploads")
csrf.exempt(blueprint)  # checked below, after the body's own limit is known


class ChecksumMismatch(HTTPException):
    code = 460
    name = "Checksum Mismatch"
    description = "This piece was damaged on its way. It is sent again."


class UnsupportedProtocol(HTTPException):
    code = 412
    name = "Precondition Failed"
    description = f"Expected the header Tus-Resumable: {VERSION}."


@blueprint.before_request
@login_required
def require_sign_in() -> None:
    request.max_content_length = mirror().settings.max_video_bytes
    if request.method == "OPTIONS":
        return
    csrf.protect()
    if request.headers.get("Tus-Resumable") != VERSION:
        raise UnsupportedProtocol


@blueprint.after_request
def add_headers(response: Response) -> Response:
    response.headers["Tus-Resumable"] = VERSION
    response.headers["Cache-Control"] = "no-store"
    if response.status_code == 412:
        response.headers["Tus-Version"] = VERSION
    return response


@blueprint.errorhandler(UnknownUpload)
def unknown(_error: UnknownUpload):
    return current_app.handle_http_exception(NotFound("This upload is not known any more. It begins anew."))


@blueprint.route("/", methods=["OPTIONS"], provide_automatic_options=False)
@blueprint.route("/<upload_id>", methods=["OPTIONS"], provide_automatic_options=False)
def options(upload_id: str = "") -> Response:
    return Response(
        status=204,
        headers={
            "Tus-Version": VERSION,
            "Tus-Extension": EXTENSIONS,
            "Tus-Max-Size": str(mirror().settings.max_video_bytes),
            "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
        },
    )


@blueprint.post("/")
def begin_upload() -> Response:
    length = _whole_number("Upload-Length")
    _refuse_above(length, mirror().settings.max_video_bytes // 2**20)
    name = _metadata().get("filename", "")
    upload = mirror().uploads.create(str(current_user.id), name, length)
    audit.tell(name)
    if request.mimetype == BODY_TYPE:
        _receive(upload, 0)
    return _answer(upload, 201, Location=url_for("tus.begin_upload") + upload.id)


@blueprint.route("/<upload_id>", methods=["HEAD"])
def head(upload_id: str) -> Response:
    upload = _find(upload_id)
    return _answer(upload, 200, **{"Upload-Length": str(upload.length)})


@blueprint.patch("/<upload_id>")
def patch(upload_id: str) -> Response:
    if request.mimetype != BODY_TYPE:
        abort(415, f"Expected the content type {BODY_TYPE}.")
    upload = _find(upload_id)
    _receive(upload, _whole_number("Upload-Offset"))
    return _answer(upload, 204)


@blueprint.delete("/<upload_id>")
def give_up_upload(upload_id: str) -> Response:
    mirror().uploads.remove(_find(upload_id))
    return Response(status=204)


@blueprint.post("/<upload_id>")
def override(upload_id: str) -> Response:
    """For proxies that let neither PATCH nor DELETE through."""
    method = request.headers.get("X-HTTP-Method-Override", "").upper()
    if method not in ("PATCH", "DELETE"):
        abort(405)
    return patch(upload_id) if method == "PATCH" else give_up_upload(upload_id)


def _refuse_above(length: int, most_mb: int) -> None:
    if length > most_mb * 2**20:
        raise RequestEntityTooLarge(refusals.too_many_bytes(length, most_mb))


def _find(upload_id: str) -> Upload:
    return mirror().uploads.find(upload_id, str(current_user.id))


def _receive(upload: Upload, offset: int) -> None:
    if upload.result is not None:
        raise Conflict("This upload is complete.")
    try:
        mirror().uploads.append(upload, offset, request.stream, _checksum())
    except WrongOffset as error:
        raise Conflict(f"Pieces must follow each other: {error}.") from error
    except TooLong as error:
        raise RequestEntityTooLarge(f"The piece has {error}.") from error
    except WrongChecksum as error:
        raise ChecksumMismatch from error
    except ClientDisconnected:  # what has arrived stays; nobody is there to be answered
        pass
    if upload.offset >= HEAD_BYTES and not ingest.is_video(upload.path):
        try:
            _refuse_above(upload.length, mirror().settings.max_upload_mb)
        except RequestEntityTooLarge:
            mirror().uploads.remove(upload)
            raise


def _answer(upload: Upload, status: int, **headers: str) -> Response:
    """Where the upload stands; a complete one becomes a photo first."""
    upload = _finish(upload)
    if upload.result is not None:
        headers[f"Upload-{upload.result['kind']}"] = str(upload.result["id"])
        headers["Upload-Known"] = str(int(upload.result["known"]))
    headers["Upload-Offset"] = str(upload.offset)
    headers["Upload-Expires"] = formatdate(upload.expires_at, usegmt=True)
    return Response(status=status, headers=headers)


def _finish(upload: Upload) -> Upload:
    """Take a complete file into the library, once. Raises UnprocessableEntity where it is no picture."""
    if upload.offset < upload.length:
        return upload
    uploads = mirror().uploads
    with uploads.alone(upload) as upload:
        if upload.result is None:
            try:
                result = _accept(upload)
            except BadPicture as error:
                uploads.remove(upload)
                raise UnprocessableEntity(str(error)) from error
            uploads.finish(upload, result)
        return uploads.find(upload.id, upload.owner)


def _accept(upload: Upload) -> dict:
    session, storage, title = db.session(), mirror().storage, title_from_name(upload.name)
    if ingest.is_video(upload.path):
        video, is_new = ingest.accept_video(session, storage, upload.path, title)
        return {"kind": "Video", "id": video.id, "known": not is_new}
    photo, is_new = ingest.accept(session, storage, upload.path.read_bytes(), Details(title))
    return {"kind": "Photo", "id": photo.id, "known": not is_new}


def _whole_number(header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        abort(400, f"Expected the header {header} with a whole number, got {text!r}.")
    return int(text)


def _metadata() -> dict[str, str]:
    """What Upload-Metadata says; each value is in Base64."""
    pairs = (pair.split() for pair in request.headers.get("Upload-Metadata", "").split(","))
    return {key: _decoded("".join(value)).decode("utf-8", "replace") for key, *value in filter(None, pairs)}


def _checksum() -> tuple[str, bytes] | None:
    """Algorithm and digest of Upload-Checksum, where the client sends one."""
    if "Upload-Checksum" not in request.headers:
        return None
    algorithm, _, digest = request.headers["Upload-Checksum"].partition(" ")
    if algorithm not in CHECKSUMS:
        abort(400, f"Expected a checksum by {', '.join(CHECKSUMS)}, got {algorithm!r}.")
    return algorithm, _decoded(digest)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        abort(400, "Expected Base64 in the upload's headers.")
