"""Measure a network on people whose pose is known: `python -m converter evaluate --data FOLDER`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from converter.data.annotations import Person, load_people
from converter.measure.coco import PERSON, coco_stats, xywh
from converter.pose.estimate import Network, poses_in_boxes
from converter.pose.metrics import keypoint_oks, oks, torso_length, within
from converter.pose.spec import KEYPOINTS, K

MIN_KEYPOINTS = 5
MIN_BOX_HEIGHT_PX = 96

# A picture and a true box in, a pose (K, 3) in image pixels out.
Estimator = Callable[[Image.Image, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Result:
    person: Person
    pose: np.ndarray  # (K, 3) image pixels
    oks: float


def headline_people(folder: Path) -> tuple[list[Person], list[str]]:
    """Those with at least 5 labelled keypoints and a box at least 96 px tall; and what was skipped."""
    people, problems = load_people(folder, MIN_KEYPOINTS)
    return [p for p in people if p.box_xyxy[3] - p.box_xyxy[1] >= MIN_BOX_HEIGHT_PX], problems


def evaluate(estimator: Estimator, people: list[Person]) -> list[Result]:
    """The pose of each person from its true box."""
    results = []
    for person, image in with_images(people):
        pose = estimator(image, person.box_xyxy)
        results.append(Result(person, pose, oks(pose[:, :2], person.keypoints, person.area)))
    return results


def network_estimator(network: Network) -> Estimator:
    return lambda image, box_xyxy: poses_in_boxes(network, image, [box_xyxy])[0]


def figures(results: list[Result]) -> dict:
    """The figures of merit, each a share or a mean in 0..1."""
    if not results:
        raise ValueError(
            f"no people with {MIN_KEYPOINTS} keypoints and a box {MIN_BOX_HEIGHT_PX} px tall to measure"
        )
    values = np.array([result.oks for result in results])
    pck_10 = np.concatenate([_within_box(result, 0.1) for result in results])
    torsos = [(r, length) for r in results if (length := torso_length(r.person.keypoints))]
    pck_20 = [within(r.pose[:, :2], r.person.keypoints, 0.2 * length) for r, length in torsos]
    summary = {
        "people": len(results),
        "mean_oks": values.mean(),
        "oks_50": (values > 0.5).mean(),
        "oks_75": (values > 0.75).mean(),
        "pck_10": pck_10.mean(),
        "pck_20_torso": np.concatenate(pck_20).mean() if pck_20 else None,
        "ap": average_precision(results),
    }
    summary = {k: v if v is None or k == "people" else round(float(v), 4) for k, v in summary.items()}
    return summary | {"per_keypoint": _per_keypoint(results)}


def average_precision(results: list[Result]) -> float:
    """COCO's AP over OKS .50:.05:.95, scored by the mean keypoint score, among these people alone."""
    found = [_coco_detection(result) for result in results]
    return float(coco_stats(_coco_truth(results), found, "keypoints")[0])


def _coco_truth(results: list[Result]) -> dict:
    people = [result.person for result in results]
    annotations = [_coco_annotation(number, person) for number, person in enumerate(people, start=1)]
    images = [{"id": image_id} for image_id in {person.image_id for person in people}]
    return {"images": images, "annotations": annotations, "categories": PERSON}


def _coco_annotation(number: int, person: Person) -> dict:
    return {
        "id": number,
        "image_id": person.image_id,
        "category_id": 1,
        "iscrowd": 0,
        "bbox": xywh(person.box_xyxy),
        "area": person.area,
        "keypoints": person.keypoints.ravel().tolist(),
        "num_keypoints": person.num_keypoints,
    }


def _coco_detection(result: Result) -> dict:
    score = float(result.pose[:, 2].mean())
    keypoints = result.pose.ravel().tolist()
    return {"image_id": result.person.image_id, "category_id": 1, "keypoints": keypoints, "score": score}


def _within_box(result: Result, share: float) -> np.ndarray:
    x0, y0, x1, y1 = result.person.box_xyxy
    return within(result.pose[:, :2], result.person.keypoints, share * max(x1 - x0, y1 - y0))


def _per_keypoint(results: list[Result]) -> dict[str, float | None]:
    """Mean OKS term of each keypoint over those who show it."""
    terms = np.array([keypoint_oks(r.pose[:, :2], r.person.keypoints, r.person.area) for r in results])
    labelled = np.array([r.person.keypoints[:, 2] > 0 for r in results])
    columns = [terms[labelled[:, k], k] for k in range(K)]
    return {
        name: round(float(c.mean()), 4) if len(c) else None
        for name, c in zip(KEYPOINTS, columns, strict=True)
    }


def with_images(people: list[Person]) -> Iterator[tuple[Person, Image.Image]]:
    opened: tuple[Path, Image.Image] | None = None
    for person in people:
        if opened is None or opened[0] != person.image:
            with Image.open(person.image) as image:
                opened = person.image, image.convert("RGB")
        yield person, opened[1]
