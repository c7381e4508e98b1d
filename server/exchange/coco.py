"""Poses that people have judged, in COCO keypoints format, so that the next network learns from them.

`converter.data.annotations` reads the folder as it is written here: images/ and annotations.json.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from converter.pose.geometry import box_from_pose
from converter.pose.spec import EDGES, KEYPOINTS, SPEC
from server.collection import photos
from server.collection.storage import Storage, served_name
from server.models import Collection, Photo, Review

THRESHOLD: float = SPEC["tracking"]["keypoint_threshold"]
AREA_OF_BOX = 0.53  # a person's area as a share of their box, on average in COCO
VISIBLE = 2


class Example(NamedTuple):
    path: Path  # of the picture
    image: dict  # as in COCO's list of images
    annotation: dict


def judged_ids(session: Session) -> list[int]:
    """Photos whose pose a person here has approved or made, and that are neither rejected nor trashed.

    The built-in gallery comes approved: its poses are measured on, and no network learns them from here.
    """
    approved_here = (Photo.review == Review.APPROVED) & (Photo.collection_id != Collection.GALLERY)
    by_people = Photo.corrected | approved_here
    kept = Photo.trashed_at.is_(None) & (Photo.review != Review.REJECTED) & Photo.pose.is_not(None)
    return list(session.scalars(select(Photo.id).where(by_people & kept).order_by(Photo.id)))


def examples(session: Session, storage: Storage, photo_ids: Sequence[int]) -> Iterator[Example]:
    """Those of the photos whose picture is there and whose pose has a box."""
    for some in photos.batches(photo_ids):
        for photo in photos.by_ids(session, some):
            path = storage.served / served_name(photo.sha256, "large")
            annotation = _annotation(photo)
            if annotation and path.is_file():
                yield Example(path, _image(photo), annotation)
        session.expunge_all()  # ten thousand poses need not stay in memory


def annotations(found: Sequence[Example]) -> str:
    """The text of annotations.json."""
    category = {
        "id": 1,
        "name": "person",
        "supercategory": "person",
        "keypoints": KEYPOINTS,
        "skeleton": [[edge.a + 1, edge.b + 1] for edge in EDGES],
    }
    names = sorted({example.image["license_name"] for example in found})
    return json.dumps(
        {
            "info": {"description": "Poses approved or corrected by people in Move Mirror"},
            "licenses": [{"id": number, "name": name} for number, name in enumerate(names)],
            "categories": [category],
            "images": [
                example.image | {"license": names.index(example.image["license_name"])} for example in found
            ],
            "annotations": [example.annotation for example in found],
        },
        ensure_ascii=False,
    )


def write(session: Session, storage: Storage, folder: Path) -> int:
    """Fill a folder; returns how many people are in it."""
    pictures = folder / "images"
    pictures.mkdir(parents=True, exist_ok=True)
    found = []
    for example in examples(session, storage, judged_ids(session)):
        (pictures / example.image["file_name"]).write_bytes(example.path.read_bytes())
        found.append(example)
    (folder / "annotations.json").write_text(annotations(found), encoding="utf-8")
    return len(found)


def _image(photo: Photo) -> dict:
    return {
        "id": photo.id,
        "file_name": f"{photo.id:08}.webp",
        "width": photo.width,
        "height": photo.height,
        "title": photo.title,
        "credit": photo.credit,
        "license_name": photo.licence,
    }


def _annotation(photo: Photo) -> dict | None:
    """Keypoints below the threshold count as not labelled; None where too few are left for a box."""
    pose = photo.pose
    box = None if pose is None else box_from_pose(pose)
    if pose is None or box is None:
        return None
    x0, y0 = max(box[0], 0.0), max(box[1], 0.0)
    x1, y1 = min(box[2], photo.width - 1), min(box[3], photo.height - 1)
    if x1 <= x0 or y1 <= y0:
        return None
    seen = pose[:, 2] >= THRESHOLD
    keypoints = [
        number
        for (x, y, _), is_seen in zip(pose.tolist(), seen, strict=True)
        for number in ((round(x, 2), round(y, 2), VISIBLE) if is_seen else (0, 0, 0))
    ]
    return {
        "id": photo.id,
        "image_id": photo.id,
        "category_id": 1,
        "iscrowd": 0,
        "bbox": [round(float(value), 2) for value in (x0, y0, x1 - x0, y1 - y0)],
        "area": round(AREA_OF_BOX * float((x1 - x0) * (y1 - y0)), 2),
        "num_keypoints": int(seen.sum()),
        "keypoints": keypoints,
    }
