"""Read people from a folder in COCO keypoints format: `images/` and `annotations.json`."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from converter.data.crowds import mark_crowds
from converter.errors import InputError
from converter.pose.spec import K


@dataclass
class Person:
    """One annotated person."""

    image: Path
    image_id: int
    annotation_id: int
    box_xyxy: np.ndarray  # (4,)
    keypoints: np.ndarray  # (K, 3) x, y, visibility 0 unlabelled, 1 hidden, 2 visible
    area: float  # pixels
    others: np.ndarray = field(default_factory=lambda: np.zeros((0, K, 3)))  # (N, K, 3) others in the photo
    mask: Path | None = None  # of a drawn picture: where its people are

    @property
    def num_keypoints(self) -> int:
        return int((self.keypoints[:, 2] > 0).sum())


@dataclass
class Scene:
    """A photo and the boxes of the people in it."""

    image: Path
    image_id: int
    size: tuple[int, int]  # width, height
    boxes_xyxy: np.ndarray  # (N, 4)
    crowds_xyxy: np.ndarray  # (M, 4) areas of people without boxes of their own
    complete: bool  # everybody else in the photo has a box


class DataError(InputError):
    """The folder as a whole cannot be used."""


def load_people(folder: Path, min_keypoints: int = 1) -> tuple[list[Person], list[str]]:
    """People of a folder with at least `min_keypoints` labelled keypoints, and what was skipped, in words.

    One bad record is reported and skipped; raises DataError only where there is nothing to read.
    """
    folder = Path(folder)
    data = read_coco(folder)
    images, problems = _index_images(folder, data["images"])
    people: list[Person] = []
    for annotation in data["annotations"]:
        if annotation.get("iscrowd"):
            continue
        try:
            people.append(_person(annotation, images))
        except (ValueError, KeyError, TypeError) as error:
            problems.append(f"annotation {annotation.get('id', '?')}: {_words(error)}; skipped")
    _set_others(people)
    return [person for person in people if person.num_keypoints >= min_keypoints], problems


def load_scenes(folder: Path, complete: bool) -> tuple[list[Scene], list[str]]:
    """Photos of a folder with the boxes of their people, and what was skipped, in words.

    A photo says itself whether everybody has a box (`all_persons_boxed`); else `complete` holds.
    """
    folder = Path(folder)
    data = read_coco(folder)
    images, problems = _index_images(folder, data["images"])
    boxes: dict[int, list] = {image_id: [] for image_id in images}
    crowds: dict[int, list] = {image_id: [] for image_id in images}
    for annotation in data["annotations"]:
        try:
            x, y, w, h = (float(value) for value in annotation["bbox"])
            kind = crowds if annotation.get("iscrowd") else boxes
            kind[annotation["image_id"]].append([x, y, x + w, y + h])
        except (ValueError, KeyError, TypeError) as error:
            problems.append(f"annotation {annotation.get('id', '?')}: {_words(error)}; skipped")
    told = {record.get("id"): record.get("all_persons_boxed", complete) for record in data["images"]}
    return [
        Scene(
            path,
            image_id,
            (width, height),
            np.array(boxes[image_id], float).reshape(-1, 4),
            np.array(crowds[image_id], float).reshape(-1, 4),
            bool(told[image_id]),
        )
        for image_id, (path, width, height) in images.items()
    ], problems


def read_coco(folder: Path) -> dict:
    """The object of a folder's `annotations.json`, crowds marked. Raises DataError."""
    path = folder / "annotations.json"
    if not path.is_file() or not (folder / "images").is_dir():
        raise DataError(
            f"expected {folder}/annotations.json and {folder}/images/ (COCO keypoints format); not found"
        )
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise DataError(f"{path} is not JSON: {error}") from error
    if not isinstance(data, dict) or not all(
        isinstance(data.get(key), list) for key in ("images", "annotations")
    ):
        raise DataError(
            f"{path} must be an object with the lists 'images' and 'annotations' (COCO keypoints format)"
        )
    return data | {"annotations": mark_crowds(data["annotations"])}


def _index_images(folder: Path, records: list) -> tuple[dict, list[str]]:
    images, problems = {}, []
    for record in records:
        try:
            path = folder / "images" / Path(record["file_name"]).name
            with Image.open(path) as image:  # reads the header alone
                images[record["id"]] = path, *image.size
        except (OSError, KeyError, TypeError) as error:
            name = record.get("file_name", record) if isinstance(record, dict) else record
            problems.append(f"image {name}: {_words(error)}; skipped")
    return images, problems


def _person(annotation: dict, images: dict) -> Person:
    if annotation["image_id"] not in images:
        raise ValueError(f"its image {annotation['image_id']} is missing or unreadable")
    path, width, height = images[annotation["image_id"]]
    keypoints = np.asarray(annotation["keypoints"], float)
    if keypoints.size != 3 * K:
        raise ValueError(f"expected {3 * K} keypoint numbers (x, y, v for {K}), got {keypoints.size}")
    keypoints = keypoints.reshape(K, 3)
    x, y, w, h = (float(value) for value in annotation["bbox"])
    if not np.isfinite([x, y, w, h]).all() or not np.isfinite(keypoints).all():
        raise ValueError("box or keypoints hold a number that is not finite")
    if w <= 0 or h <= 0 or x >= width or y >= height or x + w <= 0 or y + h <= 0:
        raise ValueError(f"box {[x, y, w, h]} is empty or lies outside the {width} x {height} picture")
    area = float(annotation.get("area") or 0.53 * w * h)
    mask = path.parents[1] / "masks" / f"{path.stem}.png"
    return Person(
        path,
        annotation["image_id"],
        annotation["id"],
        np.array([x, y, x + w, y + h]),
        keypoints,
        area,
        mask=mask if mask.is_file() else None,
    )


def _set_others(people: list[Person]) -> None:
    by_image: dict[int, list[Person]] = {}
    for person in people:
        by_image.setdefault(person.image_id, []).append(person)
    for group in by_image.values():
        for person in group:
            others = [other.keypoints for other in group if other is not person]
            person.others = np.array(others).reshape(-1, K, 3)


def _words(error: Exception) -> str:
    return f"field {error} is missing" if isinstance(error, KeyError) else str(error)
