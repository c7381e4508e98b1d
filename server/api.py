"""The public API: match a pose, and health. Described at /api/openapi.json."""

from typing import TypeVar

import msgspec
import numpy as np
from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, UnprocessableEntity, UnsupportedMediaType

from converter.pose.spec import VERSION
from server import openapi, photos, urls
from server.config import app_version
from server.index import Hit, Query
from server.library import mirror
from server.messages import Health, Match, Matches, MatchQuery, PhotoReply
from server.models import Photo, Status, db
from server.query import pose_of

MAX_BODY_BYTES = 2**16
SEE = "See /api/openapi.json."
Message = TypeVar("Message", bound=msgspec.Struct)

blueprint = Blueprint("api", __name__, url_prefix="/api")


@blueprint.before_request
def limit_body() -> None:
    request.max_content_length = MAX_BODY_BYTES


@blueprint.post("/match")
def match() -> Response:
    query = read(MatchQuery)
    hits = mirror().search(db.session(), Query(pose_of(query), int(query.limit), query.mirror))
    found = {photo.id: photo for photo in photos.by_ids(db.session(), [hit.id for hit in hits])}
    # What was deleted or is being looked at again since the search is left out.
    shown = [(hit, found[hit.id]) for hit in hits if hit.id in found]
    return answer(Matches([_match(hit, photo, photo.pose) for hit, photo in shown if photo.pose is not None]))


@blueprint.get("/health")
def health() -> Response:
    counts = photos.counts(db.session())
    return answer(
        Health(
            status=_status(),
            photos=counts[Status.READY],
            pending=counts[Status.PENDING],
            no_person=counts[Status.NO_PERSON],
            failed=counts[Status.FAILED],
            version=app_version(),
            spec_version=VERSION,
            model="ready" if mirror().estimator.available else "missing",
        )
    )


@blueprint.get("/openapi.json")
def describe() -> dict:
    return openapi.description(app_version())


def read(kind: type[Message]) -> Message:
    """The request's body as a message; errors say what was expected and where."""
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype != "application/json" or charset != "utf-8" or request.content_encoding:
        got = request.headers.get("Content-Type", "no type")
        raise UnsupportedMediaType(f"Send plain JSON in UTF-8 as application/json, not {got}. {SEE}")
    try:
        return msgspec.json.decode(request.get_data(cache=False), type=kind)
    except msgspec.ValidationError as error:
        raise UnprocessableEntity(f"{error}. {SEE}") from error
    except msgspec.DecodeError as error:
        raise BadRequest(f"{error}. {SEE}") from error


def answer(message: msgspec.Struct) -> Response:
    return Response(msgspec.json.encode(message), mimetype="application/json")


def _status() -> str:
    try:
        photos.check_spec(db.session())
    except photos.OutdatedPoses as error:
        return f"outdated: {error}"
    return "ok"


def _match(hit: Hit, photo: Photo, pose: np.ndarray) -> Match:
    return Match(
        photo=PhotoReply(
            id=photo.id,
            url=urls.served(photo, "large"),
            thumbnail_url=urls.served(photo, "small"),
            title=photo.title,
            credit=photo.credit,
            tags=photo.tags,
            width=photo.width,
            height=photo.height,
        ),
        similarity=hit.similarity,
        mirrored=hit.mirrored,
        keypoints=[(round(x, 2), round(y, 2), round(score, 4)) for x, y, score in pose.tolist()],
        agreement=[round(value, 4) for value in hit.agreement.tolist()],
    )
