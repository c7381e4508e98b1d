"""Measure detector and pose network together on whole photos: `python -m converter evaluate-people`."""

from pathlib import Path

import numpy as np
from PIL import Image

from converter.data.annotations import Scene, load_scenes, read_coco
from converter.detector.evaluate import FOR_AP, box_figures
from converter.measure.coco import coco_stats
from converter.pose.detect import DetectorNetwork, detect, detect_in_photo
from converter.pose.estimate import Network, poses_in_boxes
from converter.pose.people import instance_score, people_in


def evaluate_people(
    folder: Path, page_detector: DetectorNetwork, photo_detector: DetectorNetwork, network: Network
) -> dict[str, float]:
    """Figures of boxes in the page's one look and in the library's looks; OKS-AP of all labelled people with
    the library's boxes and with the true ones."""
    scenes, _ = load_scenes(folder, complete=True)
    images = [_read(scene) for scene in scenes]
    photos = [detect_in_photo(photo_detector, image, **FOR_AP) for image in images]
    figures = {
        "page_box": box_figures(
            scenes,
            [detect(page_detector, image, **FOR_AP) for image in images],
            [detect(page_detector, image) for image in images],
        ),
        "box": box_figures(scenes, photos, [detect_in_photo(photo_detector, image) for image in images]),
    }
    boxes = {f"{where}_{name}": value for where, some in figures.items() for name, value in some.items()}
    own, given = [], []
    for scene, image, found in zip(scenes, images, photos, strict=True):
        people = people_in(network, image, found)
        own += [_result(scene.image_id, person.pose, person.score) for person in people]
        poses = poses_in_boxes(network, image, scene.boxes_xyxy)
        given += [_result(scene.image_id, pose, instance_score(pose)) for pose in poses]
    truth = read_coco(folder)
    return boxes | {
        "oks_ap_own_boxes": round(float(coco_stats(truth, own, "keypoints")[0]), 4),
        "oks_ap_true_boxes": round(float(coco_stats(truth, given, "keypoints")[0]), 4),
    }


def _read(scene: Scene) -> Image.Image:
    with Image.open(scene.image) as file:
        return file.convert("RGB")


def _result(image_id: int, pose: np.ndarray, score: float) -> dict:
    return {"image_id": image_id, "category_id": 1, "keypoints": pose.ravel().tolist(), "score": score}
