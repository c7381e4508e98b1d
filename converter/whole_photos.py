"""Measure detector and pose network together on whole photos: `python -m converter evaluate-people`."""

import contextlib
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from converter.data.annotations import load_scenes
from converter.detector.evaluate import FOR_AP, box_figures
from converter.pose.detect import DetectorNetwork, detect
from converter.pose.estimate import Network, estimate, person_crop
from converter.pose.people import find_people, instance_score

# Poses of a photo as (pose (K, 3), score), surest first.
Poses = list[tuple[np.ndarray, float]]


def evaluate_people(folder: Path, detector: DetectorNetwork, network: Network) -> dict[str, float]:
    """Figures of boxes, and OKS-AP of all labelled people with our own boxes and with the true ones."""
    scenes, _ = load_scenes(folder, complete=True)
    true_boxes = {scene.image_id: scene.boxes_xyxy for scene in scenes}

    def own(image_id: int, image: Image.Image) -> Poses:
        people = find_people(detector, network, image, **FOR_AP)
        return [(person.pose, person.score) for person in people]

    def given(image_id: int, image: Image.Image) -> Poses:
        crops = [person_crop(image, box) for box in true_boxes[image_id]]
        return [(pose, instance_score(pose)) for pose in estimate(network, crops)]

    images = {scene.image_id: scene.image for scene in scenes}
    boxes = box_figures(scenes, [detect(detector, _open(scene.image), **FOR_AP) for scene in scenes])
    return {f"box_{name}": value for name, value in boxes.items()} | {
        "oks_ap_own_boxes": keypoint_ap(folder, images, own),
        "oks_ap_true_boxes": keypoint_ap(folder, images, given),
    }


def keypoint_ap(
    folder: Path, images: dict[int, Path], poses_of: Callable[[int, Image.Image], Poses]
) -> float:
    """COCO's OKS-AP over .50:.05:.95 of the poses found in each photo of a COCO folder."""
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    results = [
        {"image_id": image_id, "category_id": 1, "keypoints": pose.ravel().tolist(), "score": score}
        for image_id, path in images.items()
        for pose, score in poses_of(image_id, _open(path))
    ]
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO(str(folder / "annotations.json"))
        evaluation = COCOeval(truth, truth.loadRes(results), "keypoints")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return round(float(evaluation.stats[0]), 4)


def _open(path: Path) -> Image.Image:
    with Image.open(path) as image:
        return image.convert("RGB")
