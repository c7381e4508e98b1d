"""What the desk's API takes; msgspec checks it, and errors say what was expected and where."""

from typing import Annotated, Literal, TypeVar

import msgspec
from flask import request
from msgspec import UNSET, Meta, Struct, UnsetType
from werkzeug.exceptions import BadRequest, UnprocessableEntity

from server.exchange.archive import Pose

MAX_IDS = 100_000
Ids = Annotated[list[Annotated[int, Meta(ge=1, le=2**31 - 1)]], Meta(min_length=1, max_length=MAX_IDS)]
Text = Annotated[str, Meta(max_length=200)]
Tags = Annotated[list[Annotated[str, Meta(min_length=1, max_length=60)]], Meta(max_length=50)]
Name = Annotated[str, Meta(min_length=1, max_length=80, pattern=r"\S")]
Message = TypeVar("Message", bound=Struct)


class Some(Struct, forbid_unknown_fields=True):
    """Photos to do something with."""

    ids: Ids


class Changes(Struct, forbid_unknown_fields=True):
    """What to say about photos; what is left out stays."""

    ids: Ids
    title: Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")] | UnsetType = UNSET
    credit: Text | UnsetType = UNSET
    licence: Text | UnsetType = UNSET
    add_tags: Tags = []
    remove_tags: Tags = []
    collection_id: int | UnsetType = UNSET


class VerdictMessage(Struct, forbid_unknown_fields=True):
    review: Literal["none", "doubtful", "approved", "rejected"]
    keypoints: Pose | None
    corrected: bool
    reason: Annotated[str, Meta(max_length=300)] = ""


class NewCollection(Struct, forbid_unknown_fields=True):
    name: Name
    visible: bool = True


class CollectionChanges(Struct, forbid_unknown_fields=True):
    name: Name | UnsetType = UNSET
    visible: bool | UnsetType = UNSET


def read(kind: type[Message]) -> Message:
    """The request's JSON body as a message."""
    try:
        return msgspec.json.decode(request.get_data(cache=False), type=kind)
    except msgspec.ValidationError as error:
        raise UnprocessableEntity(f"{error}.") from error
    except msgspec.DecodeError as error:
        raise BadRequest(f"Send JSON: {error}.") from error
