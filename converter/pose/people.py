"""Everybody in a whole photo: boxes, a pose in each, duplicates removed (G-RMI, arXiv 1701.01779).

The detector gives boxes, the pose network a pose in each. How sure a person is: the box's score times the
mean keypoint score (section 3.3 has the mean keypoint score alone, after a detector that hardly errs). Of
poses that are nearly the same, by OKS, the surest stays.
"""

from typing import NamedTuple

import numpy as np
from PIL import Image

from converter.pose.detect import Detections, DetectorNetwork, area, detect_in_photo
from converter.pose.estimate import Network, poses_in_boxes
from converter.pose.geometry import box_from_pose
from converter.pose.metrics import keypoint_oks
from converter.pose.spec import SPEC

NMS_OKS: float = SPEC["detector"]["nms_oks"]
KEYPOINT_THRESHOLD: float = SPEC["tracking"]["keypoint_threshold"]


class FoundPerson(NamedTuple):
    pose: np.ndarray  # (K, 3) x, y, score in pixels of the photo
    box_xyxy: np.ndarray  # (4,)
    score: float  # 0..1


def find_people(
    detector: DetectorNetwork, network: Network, image: Image.Image, **options
) -> list[FoundPerson]:
    """The people in an RGB image, surest first; options are those of `detect_in_photo`."""
    return people_in(network, image, detect_in_photo(detector, image, **options))


def people_in(network: Network, image: Image.Image, detections: Detections) -> list[FoundPerson]:
    """The people in these boxes of an RGB image, surest first."""
    boxes, box_scores = detections
    poses = poses_in_boxes(network, image, boxes)
    found = [
        FoundPerson(pose, box, float(box_score * instance_score(pose)))
        for pose, box, box_score in zip(poses, boxes, box_scores, strict=True)
    ]
    return suppress_same(sorted(found, key=lambda person: -person.score))


def instance_score(pose: np.ndarray) -> float:
    """How sure the network is of a whole pose (K, 3), 0..1."""
    return float(pose[:, 2].mean())


def suppress_same(people: list[FoundPerson], threshold: float = NMS_OKS) -> list[FoundPerson]:
    """People, surest first, without those whose pose a surer one nearly has."""
    kept: list[FoundPerson] = []
    for person in people:
        if all(pose_oks(other.pose, person.pose) <= threshold for other in kept):
            kept.append(person)
    return kept


def pose_oks(sure: np.ndarray, other: np.ndarray) -> float:
    """OKS of two poses (K, 3), over the keypoints that the surer one shows, at the scale of its own box."""
    shown = sure[:, 2] >= KEYPOINT_THRESHOLD
    box = box_from_pose(sure)
    if box is None:
        return 0.0
    return float(keypoint_oks(other[:, :2], sure, float(area(box)))[shown].mean())
