"""Many photos at once: a folder from the command line, or the built-in gallery.

The gallery's pictures were drawn from poses, so it brings the true ones along and arrives approved.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sqlalchemy.orm import Session

from converter.pose.spec import K
from server.collection import photos
from server.collection.details import Details
from server.collection.storage import Storage
from server.config import PACKAGE
from server.intake import ingest
from server.intake.naming import title_from_name
from server.intake.refusals import BadPicture
from server.models import Collection, Review

GALLERY = PACKAGE / "gallery"
GALLERY_CREDIT = "Move Mirror gallery"
GALLERY_LICENCE = "CC0-1.0"
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".avif", ".heic", ".heif", ".mp4", ".m4v", ".mov", ".webm"}


class Source(NamedTuple):
    path: Path
    details: Details
    collection_id: int = Collection.UPLOADS
    size: tuple[int, int] = (0, 0)  # in pixels, where the pose is known
    pose: np.ndarray | None = None  # (K, 3) x, y in those pixels and score; approved


class Report:
    """What became of each file."""

    def __init__(self) -> None:
        self.ids: list[int] = []  # new photos
        self.videos = 0  # new ones
        self.known = 0
        self.refused: dict[Path, str] = {}


def folder_sources(folder: Path, credit: str = "") -> list[Source]:
    """The picture and video files of a folder and its subfolders, by name."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    return [Source(path, Details(title_from_name(path.name), credit)) for path in paths]


def gallery_sources() -> list[Source]:
    gallery = json.loads((GALLERY / "gallery.json").read_text(encoding="utf-8"))
    poses = {person["image_id"]: _true_pose(person["keypoints"]) for person in gallery["annotations"]}
    return [
        Source(
            GALLERY / "images" / image["file_name"],
            Details(image["title"], GALLERY_CREDIT, image["tags"], GALLERY_LICENCE),
            Collection.GALLERY,
            (image["width"], image["height"]),
            poses[image["id"]],
        )
        for image in gallery["images"]
    ]


def _true_pose(keypoints: Sequence[float]) -> np.ndarray:
    """(K, 3) of COCO's flat list: what lies in the picture is sure, hidden by the body itself or not."""
    pose = np.array(keypoints, float).reshape(K, 3)
    pose[:, 2] = pose[:, 2] > 0
    return pose


def accept_all(
    session: Session, storage: Storage, sources: Iterable[Source], report: Report
) -> Iterator[Source]:
    """Store every source, yielding it when done; what is refused is reported and stops nothing."""
    for source in sources:
        try:
            is_new = _accept(session, storage, source, report)
        except (BadPicture, OSError) as error:
            report.refused[source.path] = str(error)
        else:
            report.known += not is_new
        yield source


def _accept(session: Session, storage: Storage, source: Source, report: Report) -> bool:
    """Store a picture or a video; whether it is new."""
    path = source.path
    if ingest.is_video(path):
        _, is_new = ingest.accept_video(session, storage, path, source.details.title, source.details.credit)
        report.videos += is_new
        return is_new
    photo, is_new = ingest.accept(session, storage, path.read_bytes(), source.details, source.collection_id)
    if is_new:
        report.ids.append(photo.id)
        if source.pose is not None:
            photos.keep_pose(session, photo.id, source.size, source.pose, review=Review.APPROVED)
            session.commit()
    return is_new


def outcome(session: Session, ids: Sequence[int]) -> Counter:
    """How many of the photos have each status."""
    return Counter(photo.status for some in photos.batches(ids) for photo in photos.by_ids(session, some))
