"""Measure a detector on photos in which everybody has a box."""

from typing import Any

import numpy as np

from converter.data.annotations import Scene
from converter.measure.coco import PERSON, coco_stats, xywh
from converter.pose.detect import Detections, area, overlap

# AP wants the doubtful ones too, in order.
FOR_AP: dict[str, Any] = {"min_score": 0.02, "max_people": 50}


def box_figures(scenes: list[Scene], found: list[Detections], as_used: list[Detections]) -> dict[str, float]:
    """AP and AP50 of person boxes, and the share of photos whose largest person is found (IoU .5).

    `found` has the doubtful ones too (FOR_AP); the largest must be among those `as_used`, which are what the
    product's own limits leave.
    """
    if not scenes:
        return {}
    ap, ap_50 = average_precision(scenes, found)
    with_people = [(s, d) for s, d in zip(scenes, as_used, strict=True) if len(s.boxes_xyxy)]
    largest = np.mean([finds_largest(scene, detections) for scene, detections in with_people])
    return {"ap": round(ap, 4), "ap_50": round(ap_50, 4), "largest": round(float(largest), 4)}


def finds_largest(scene: Scene, detections: Detections) -> bool:
    largest = scene.boxes_xyxy[area(scene.boxes_xyxy).argmax()]
    return bool(overlap(largest, detections.boxes_xyxy).max(initial=0) >= 0.5)


def average_precision(scenes: list[Scene], found: list[Detections]) -> tuple[float, float]:
    """COCO's AP over IoU .50:.05:.95 and at .50."""
    results = [
        {"image_id": number, "category_id": 1, "bbox": xywh(box), "score": float(score)}
        for number, detections in enumerate(found)
        for box, score in zip(*detections, strict=True)
    ]
    ap, ap_50, *_ = coco_stats(_coco_truth(scenes), results, "bbox")
    return float(ap), float(ap_50)


def _coco_truth(scenes: list[Scene]) -> dict:
    annotations = [
        {"image_id": number, "category_id": 1, "bbox": xywh(box), "area": float(area(box)), "iscrowd": crowd}
        for number, scene in enumerate(scenes)
        for crowd, boxes in enumerate((scene.boxes_xyxy, scene.crowds_xyxy))
        for box in boxes
    ]
    for number, annotation in enumerate(annotations, start=1):
        annotation["id"] = number
    images = [{"id": number} for number in range(len(scenes))]
    return {"images": images, "annotations": annotations, "categories": PERSON}
