"""Labels whose left and right were mixed up, told by a network that was trained on all of them.

Five in a hundred people of Leeds Sports Pose Extended are labelled as if seen from the other side. A network
learns what most labels say: where it is sure of the opposite of what a label says, the label is mended.
"""

from dataclasses import replace

import numpy as np
from PIL import Image

from converter.data.annotations import Person
from converter.data.batches import read_image
from converter.pose.estimate import Network, poses_in_boxes
from converter.pose.metrics import oks
from converter.pose.spec import INDEX, MIRROR, K

ARMS = [INDEX[f"{side}_{joint}"] for side in ("left", "right") for joint in ("shoulder", "elbow", "wrist")]
LEGS = [INDEX[f"{side}_{joint}"] for side in ("left", "right") for joint in ("hip", "knee", "ankle")]
FACE = [k for k in range(K) if k not in (*ARMS, *LEGS)]
SWAPS = ([*ARMS, *LEGS], ARMS, LEGS)
LEAST_AGREEMENT = 0.6  # mean OKS of arms and legs with the label as mended
LEAST_GAIN = 0.25


def mend_sides(people: list[Person], network: Network) -> tuple[list[Person], int]:
    """People with arms or legs named anew where `network` is sure of it, and how many people that changed."""
    mended = [_mended(person, _pose(network, person)) for person in people]
    return mended, sum(new is not old for new, old in zip(mended, people, strict=True))


def _pose(network: Network, person: Person) -> np.ndarray:
    image = Image.fromarray(read_image(person.image))
    return poses_in_boxes(network, image, [person.box_xyxy])[0]


def _mended(person: Person, pose: np.ndarray) -> Person:
    best, least = person, max(LEAST_AGREEMENT, _agreement(pose, person) + LEAST_GAIN)
    for limbs in SWAPS:
        keypoints = person.keypoints.copy()
        keypoints[limbs] = person.keypoints[MIRROR][limbs]
        swapped = replace(person, keypoints=keypoints)
        agreement = _agreement(pose, swapped)
        if agreement >= least and not _is_twisted(keypoints):
            best, least = swapped, agreement
    return best


def _agreement(pose: np.ndarray, person: Person) -> float:
    """OKS over arms and legs alone; NaN, with which nothing is mended, where none is labelled."""
    keypoints = person.keypoints.copy()
    keypoints[FACE, 2] = 0
    return oks(pose[:, :2], keypoints, person.area)


def _is_twisted(keypoints: np.ndarray) -> bool:
    """Whether the shoulders face one way and the hips the other."""
    left = keypoints[[INDEX["left_shoulder"], INDEX["left_hip"]], :2]
    right = keypoints[[INDEX["right_shoulder"], INDEX["right_hip"]], :2]
    shoulders, hips = left - right
    return float(shoulders @ hips) < 0
