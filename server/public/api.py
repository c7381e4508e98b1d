"""The public API: match a pose, and health. Described at /api/openapi.json."""

from collections.abc import Sequence
from typing import TypeVar

import msgspec
from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, UnprocessableEntity, UnsupportedMediaType

from converter.pose.spec import VERSION
from server.collection import photos
from server.collection.storage import served_name
from server.config import app_version
from server.errors import error_response
from server.library import mirror
from server.models import Status, db
from server.public import openapi, readiness, urls
from server.public.cards import Card
from server.public.messages import (
    Choices,
    CollectionChoice,
    Health,
    Match,
    Matches,
    MatchQuery,
    PhotoReply,
    TagChoice,
)
from server.public.query import pose_of
from server.search.index import Hit, Query

MAX_BODY_BYTES = 2**16
SEE = "See /api/openapi.json."
Message = TypeVar("Message", bound=msgspec.Struct)

blueprint = Blueprint("api", __name__, url_prefix="/api")


@blueprint.before_request
def limit_body() -> None:
    request.max_content_length = MAX_BODY_BYTES


@blueprint.post("/match")
def match() -> Response:
    with mirror().admission.place(request.remote_addr or ""):
        query = read(MatchQuery)
        asked = _asked(query)
        hits = mirror().search(db.session(), asked)
        mirror().missed.consider(db.session(), asked.pose, hits[0].similarity if hits else 0.0)
        cards = mirror().cards.of([hit.id for hit in hits], read_cards)
        # What was deleted or is being looked at again since the search is left out.
        return answer(Matches([_match(hit, cards[hit.id]) for hit in hits if hit.id in cards]))


@blueprint.get("/choices")
def choices() -> Response:
    with mirror().admission.place(request.remote_addr or ""):
        found = mirror().choices.of(db.session())
    collections = [CollectionChoice(*one) for one in found.collections]
    return answer(Choices(collections, [TagChoice(*one) for one in found.tags]))


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
            keeps_missed_poses=mirror().missed.enabled,
        )
    )


@blueprint.get("/ready")
def ready() -> Response:
    """For load balancers and monitors: 503 where visitors or curators would run into trouble."""
    found = readiness.check(db.session(), mirror().storage, mirror().estimator)
    if set(msgspec.structs.astuple(found)) == {"ok"}:
        return answer(found)
    return error_response(503, "not_ready", "Not everything is usable.", msgspec.to_builtins(found))


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


def _asked(query: MatchQuery) -> Query:
    groups = None if query.collection is None else [int(query.collection)]
    only = (
        mirror().tagged.of(query.tags, lambda tags: photos.tagged(db.session(), tags)) if query.tags else None
    )
    return Query(pose_of(query), int(query.limit), query.mirror, groups, only, query.distinct)


def read_cards(ids: Sequence[int]) -> dict[int, Card]:
    folder = urls.served_folder()
    return {row.id: _card(row, folder) for row in photos.told(db.session(), ids)}


def _card(row: photos.Told, folder: str) -> Card:
    photo = PhotoReply(
        id=row.id,
        url=folder + served_name(row.sha256, "large"),
        thumbnail_url=folder + served_name(row.sha256, "small"),
        title=row.title,
        credit=row.credit,
        licence=row.licence,
        tags=row.tags,
        width=row.width,
        height=row.height,
    )
    return Card(photo, [(round(x, 2), round(y, 2), round(score, 4)) for x, y, score in row.pose.tolist()])


def _match(hit: Hit, card: Card) -> Match:
    agreement = [round(share, 4) for share in hit.agreement.tolist()]
    return Match(card.photo, hit.similarity, hit.mirrored, card.keypoints, agreement)
