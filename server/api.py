"""The public API: match a pose, and health. Described at /api/openapi.json."""

import numpy as np
from flask import request
from flask.views import MethodView
from flask_smorest import Api, Blueprint
from marshmallow import Schema, ValidationError, fields, validate

from converter.pose.spec import VERSION, K
from server import photos, urls
from server.config import app_version
from server.index import Hit
from server.library import mirror
from server.models import Photo, Status, db

MAX_COORDINATE = 1e6
MAX_LIMIT = 50
MAX_BODY_BYTES = 2**16

blueprint = Blueprint("api", __name__, url_prefix="/api", description="Find the photo in a pose.")


@blueprint.before_request
def limit_body() -> None:
    request.max_content_length = MAX_BODY_BYTES


class Number(fields.Float):
    """A finite JSON number of reasonable size; marshmallow alone would take "1", true and NaN."""

    def _deserialize(self, value, attr, data, **kwargs):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValidationError(f"Expected a number, got {type(value).__name__}.")
        if not -MAX_COORDINATE <= value <= MAX_COORDINATE:  # false for NaN too
            raise ValidationError(f"Expected a finite number of at most {MAX_COORDINATE:g}.")
        return float(value)


class MatchQuery(Schema):
    keypoints = fields.List(
        fields.Tuple((Number(), Number(), Number(validate=validate.Range(min=0)))),
        required=True,
        validate=validate.Length(equal=K),
        metadata={
            "description": "x, y, score per keypoint in COCO order; any consistent unit, y down; "
            "scores 0..1, what lies above counts as 1"
        },
    )
    limit = fields.Integer(strict=True, load_default=1, validate=validate.Range(1, MAX_LIMIT))


class PhotoReply(Schema):
    id = fields.Integer()
    url = fields.String()
    thumbnail_url = fields.String()
    title = fields.String()
    credit = fields.String()
    width = fields.Integer(metadata={"description": "of the picture at url"})
    height = fields.Integer()


class Match(Schema):
    photo = fields.Nested(PhotoReply)
    similarity = fields.Float(metadata={"description": "-1..1; 1 is the same pose"})
    mirrored = fields.Boolean(metadata={"description": "the photo must be flipped to look like the query"})
    keypoints = fields.List(
        fields.List(fields.Float()),
        metadata={"description": "x, y, score in pixels of the picture as it is, not flipped"},
    )
    agreement = fields.List(fields.Float(), metadata={"description": "0..1 per keypoint of the query"})


class Matches(Schema):
    matches = fields.List(
        fields.Nested(Match), metadata={"description": "best first; empty where nothing is alike"}
    )


class Health(Schema):
    status = fields.String(metadata={"description": "ok, or outdated where poses need `move-mirror reindex`"})
    photos = fields.Integer(metadata={"description": "photos that can be found"})
    pending = fields.Integer()
    no_person = fields.Integer()
    failed = fields.Integer()
    version = fields.String()
    spec_version = fields.Integer()
    model = fields.String(metadata={"description": "ready or missing"})


class ErrorDetail(Schema):
    code = fields.String()
    message = fields.String()
    detail = fields.Dict(metadata={"description": "where in the request something is wrong; may be absent"})


class Error(Schema):
    error = fields.Nested(ErrorDetail)


class PublicApi(Api):
    """flask-smorest, describing the errors that `server.errors` really makes."""

    ERROR_SCHEMA = Error


@blueprint.route("/match")
class MatchView(MethodView):
    @blueprint.arguments(MatchQuery, error_status_code=422)
    @blueprint.response(200, Matches)
    def post(self, query):
        """The photos whose pose is most similar, mirror images included."""
        pose = np.array(query["keypoints"])
        pose[:, 2] = np.minimum(pose[:, 2], 1)
        hits = mirror().index(db.session()).search(pose, query["limit"])
        found = {photo.id: photo for photo in photos.by_ids(db.session(), [hit.id for hit in hits])}
        # What was deleted or is being looked at again since the search is left out.
        shown = [(hit, found[hit.id]) for hit in hits if hit.id in found]
        return {"matches": [_match(hit, photo, photo.pose) for hit, photo in shown if photo.pose is not None]}


@blueprint.route("/health")
class HealthView(MethodView):
    @blueprint.response(200, Health)
    def get(self):
        """Whether the server answers, and what it has."""
        counts = photos.counts(db.session())
        return {
            "status": _status(),
            "photos": counts[Status.READY],
            "pending": counts[Status.PENDING],
            "no_person": counts[Status.NO_PERSON],
            "failed": counts[Status.FAILED],
            "version": app_version(),
            "spec_version": VERSION,
            "model": "ready" if mirror().estimator.available else "missing",
        }


def _status() -> str:
    try:
        photos.check_spec(db.session())
    except photos.OutdatedPoses as error:
        return f"outdated: {error}"
    return "ok"


def _match(hit: Hit, photo: Photo, pose: np.ndarray) -> dict:
    return {
        "photo": {
            "id": photo.id,
            "url": urls.served(photo, "large"),
            "thumbnail_url": urls.served(photo, "small"),
            "title": photo.title,
            "credit": photo.credit,
            "width": photo.width,
            "height": photo.height,
        },
        "similarity": hit.similarity,
        "mirrored": hit.mirrored,
        "keypoints": _rounded(pose),
        "agreement": [round(float(value), 4) for value in hit.agreement],
    }


def _rounded(pose: np.ndarray) -> list[list[float]]:
    return [[round(float(x), 2), round(float(y), 2), round(float(score), 4)] for x, y, score in pose]
