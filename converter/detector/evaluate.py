"""Measure a detector on photos in which everybody has a box."""

import contextlib
import io

import numpy as np

from converter.data.annotations import Scene
from converter.pose.detect import MIN_SCORE, Detections, area, overlap

# AP wants the doubtful ones too, in order.
FOR_AP = {"min_score": 0.02, "max_people": 50}


def box_figures(scenes: list[Scene], found: list[Detections]) -> dict[str, float]:
    """AP and AP50 of person boxes, and the share of photos whose largest person is found (IoU .5)."""
    if not scenes:
        return {}
    ap, ap_50 = average_precision(scenes, found)
    with_people = [(s, d) for s, d in zip(scenes, found, strict=True) if len(s.boxes_xyxy)]
    largest = np.mean([finds_largest(scene, detections) for scene, detections in with_people])
    return {"ap": round(ap, 4), "ap_50": round(ap_50, 4), "largest": round(float(largest), 4)}


def finds_largest(scene: Scene, detections: Detections, min_score: float = MIN_SCORE) -> bool:
    largest = scene.boxes_xyxy[area(scene.boxes_xyxy).argmax()]
    sure = detections.boxes_xyxy[detections.scores >= min_score]
    return bool(len(sure) and overlap(largest, sure).max() >= 0.5)


def average_precision(scenes: list[Scene], found: list[Detections]) -> tuple[float, float]:
    """COCO's AP over IoU .50:.05:.95 and at .50."""
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    results = [
        {"image_id": number, "category_id": 1, "bbox": _xywh(box), "score": float(score)}
        for number, detections in enumerate(found)
        for box, score in zip(*detections, strict=True)
    ]
    if not results:
        return 0.0, 0.0
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO()
        truth.dataset = _coco_truth(scenes)
        truth.createIndex()
        evaluation = COCOeval(truth, truth.loadRes(results), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return float(evaluation.stats[0]), float(evaluation.stats[1])


def _coco_truth(scenes: list[Scene]) -> dict:
    annotations = [
        {"image_id": number, "category_id": 1, "bbox": _xywh(box), "area": float(area(box)), "iscrowd": crowd}
        for number, scene in enumerate(scenes)
        for crowd, boxes in enumerate((scene.boxes_xyxy, scene.crowds_xyxy))
        for box in boxes
    ]
    for number, annotation in enumerate(annotations, start=1):
        annotation["id"] = number
    images = [{"id": number} for number in range(len(scenes))]
    return {"images": images, "annotations": annotations, "categories": [{"id": 1, "name": "person"}]}


def _xywh(box_xyxy: np.ndarray) -> list[float]:
    x0, y0, x1, y1 = (float(value) for value in box_xyxy)
    return [x0, y0, x1 - x0, y1 - y0]
