"""What the public API takes and gives. These types check every request, write every answer and make up the
description at /api/openapi.json."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from converter.pose.spec import K

MAX_COORDINATE = 1e6
MAX_LIMIT = 50
MAX_ID = 2**31 - 1

Coordinate = Annotated[float, Meta(ge=-MAX_COORDINATE, le=MAX_COORDINATE)]
Score = Annotated[float, Meta(ge=0, le=MAX_COORDINATE)]
# To JSON Schema 40.0 is an integer too, and many a client has no other numbers.
Whole = Annotated[float, Meta(multiple_of=1, extra_json_schema={"type": "integer"})]
Share = Annotated[float, Meta(ge=0, le=1)]
# fmt: off
ARMS_UP = [
    (240, 119, 0.98), (247, 113, 0.97), (233, 112, 0.97), (254, 118, 0.91), (226, 117, 0.9),
    (271, 147, 0.95), (209, 149, 0.96), (307, 113, 0.93), (174, 116, 0.92), (334, 62, 0.9), (146, 64, 0.88),
    (264, 244, 0.9), (228, 245, 0.91), (282, 320, 0.6), (217, 322, 0.58), (290, 397, 0.04), (210, 399, 0.03),
]
# fmt: on


class MatchQuery(Struct, forbid_unknown_fields=True):
    keypoints: Annotated[
        list[tuple[Coordinate, Coordinate, Score]],
        Meta(
            min_length=K,
            max_length=K,
            description="x, y, score per keypoint in COCO order; any consistent unit, y down; scores 0..1, "
            "what lies above counts as 1",
            examples=[ARMS_UP],
        ),
    ]
    limit: Annotated[Whole, Meta(ge=1, le=MAX_LIMIT, description="how many photos, at most")] = 1
    mirror: Annotated[
        bool, Meta(description="whether a photo that is alike once flipped left to right counts")
    ] = True
    distinct: Annotated[
        bool, Meta(description="whether of photos whose poses are nearly the same only the best is named")
    ] = False
    part: Annotated[
        Literal["auto", "all", "upper"],
        Meta(
            description="what is compared: all that is seen, the upper body alone (no knees, no ankles), or, "
            "with auto, the upper body where of knees and ankles fewer than two are seen"
        ),
    ] = "auto"
    collection: Annotated[
        Annotated[Whole, Meta(ge=1, le=MAX_ID)] | None, Meta(description="id of the one to look in")
    ] = None
    tags: Annotated[
        list[Annotated[str, Meta(min_length=1, max_length=200)]],
        Meta(max_length=20, description="only photos with at least one of these; none given: all photos"),
    ] = []


class PhotoReply(Struct):
    id: int
    url: str
    thumbnail_url: str
    title: str
    credit: str
    licence: str
    tags: list[str]
    width: Annotated[int, Meta(description="of the picture at url")]
    height: int


Place = tuple[float, float, float]


class Match(Struct):
    photo: PhotoReply
    similarity: Annotated[float, Meta(description="-1..1; 1 is the same pose")]
    mirrored: Annotated[bool, Meta(description="the photo must be flipped to look like the query")]
    keypoints: Annotated[
        list[Place],
        Meta(description="x, y, score in pixels of the picture as it is, not flipped"),
    ]
    agreement: Annotated[list[Share], Meta(description="per keypoint of the query; 0 where either hides it")]


class Matches(Struct):
    matches: Annotated[list[Match], Meta(description="best first; empty where nothing is alike")]


class CollectionChoice(Struct):
    id: int
    name: str
    photos: Annotated[int, Meta(description="that can be found in it")]


class TagChoice(Struct):
    tag: str
    photos: Annotated[int, Meta(description="that can be found with it")]


class Choices(Struct):
    """What a match can be narrowed to."""

    collections: Annotated[list[CollectionChoice], Meta(description="by name")]
    tags: Annotated[list[TagChoice], Meta(description="the most frequent ones, by frequency")]


class Health(Struct):
    status: Annotated[str, Meta(description="ok, or outdated where poses need `move-mirror reindex`")]
    photos: Annotated[int, Meta(description="photos that can be found")]
    pending: int
    no_person: int
    failed: int
    version: str
    spec_version: int
    model: Literal["ready", "missing"]
    keeps_missed_poses: Annotated[
        bool, Meta(description="whether poses without a good photo are kept, as anonymous keypoints")
    ]


class Ready(Struct):
    """What is not usable has a few words instead of ok."""

    database: str
    storage: str
    model: str


class ErrorDetail(Struct):
    code: str
    message: str
    detail: Annotated[dict | None, Meta(description="where in the request something is wrong")] = None


class Error(Struct):
    error: ErrorDetail
