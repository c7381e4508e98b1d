"""How likely a keypoint is to be in the picture at all.

Votes alone tell little where a picture ends at the waist: hips and knees are then put at its edge. What
tells more is how near the edge a keypoint was put, and what the other sixteen look like: without knees there
are no ankles. So each keypoint's probability is a logistic regression on the votes of all, their heights in
the crop, and their distances to the edge of what the crop shows of the picture. The coefficients lie beside
the weights that they belong to (`python -m converter calibrate`).

A keypoint's score is its votes times that probability: how surely it is placed, if it is there.
"""

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np

from converter.pose.geometry import apply_affine
from converter.pose.logistic import logistic
from converter.pose.spec import CROP_HEIGHT, CROP_WIDTH

PATH = Path(__file__).parents[1] / "weights" / "calibration.json"
LEAST_VOTES = 1e-3  # votes are compared by their logits, which have no end
HEIGHT_PX = 100
EDGE_PX = 15
EDGE_RANGE_PX = (-10, 30)  # deeper inside, it does not matter how deep


class Calibration(NamedTuple):
    coefficients: np.ndarray  # (K, 3K) of `features`
    intercepts: np.ndarray  # (K,)


def load_calibration(path: Path = PATH) -> Calibration:
    content = json.loads(path.read_text(encoding="utf-8"))
    return Calibration(np.array(content["coefficients"]), np.array(content["intercepts"]))


SHIPPED = load_calibration()


def weighed(pose: np.ndarray, shown_xyxy: np.ndarray, calibration: Calibration = SHIPPED) -> np.ndarray:
    """The pose (K, 3) in crop pixels whose votes count as far as the keypoint is likely to be there."""
    return np.column_stack([pose[:, :2], pose[:, 2] * probabilities(pose, shown_xyxy, calibration)])


def probabilities(pose: np.ndarray, shown_xyxy: np.ndarray, calibration: Calibration = SHIPPED) -> np.ndarray:
    """(K,) how likely each keypoint of a pose (K, 3) with votes is to be in the picture."""
    return probabilities_of(features(pose, shown_xyxy), calibration)


def probabilities_of(known: np.ndarray, calibration: Calibration = SHIPPED) -> np.ndarray:
    """(..., K) the same of what `features` (..., 3K) says."""
    logits = known @ calibration.coefficients.T + calibration.intercepts
    return logistic(logits)


def features(pose: np.ndarray, shown_xyxy: np.ndarray) -> np.ndarray:
    """(3K,) what a pose (K, 3) with votes says about each of its keypoints: votes, heights, edges."""
    x, y, votes = pose.T
    votes = np.clip(votes, LEAST_VOTES, 1 - LEAST_VOTES)
    x0, y0, x1, y1 = shown_xyxy
    edge = np.min([x - x0, x1 - x, y - y0, y1 - y], 0)
    return np.concatenate(
        [np.log(votes / (1 - votes)), y / HEIGHT_PX - 1, np.clip(edge, *EDGE_RANGE_PX) / EDGE_PX]
    )


def shown(crop_from_image: np.ndarray, width: int, height: int) -> np.ndarray:
    """(4,) what a crop shows of a picture of width x height, in crop pixels."""
    corners = apply_affine(crop_from_image, np.array([[0, 0], [width - 1, height - 1]], float))
    return np.clip(corners, 0, [CROP_WIDTH - 1, CROP_HEIGHT - 1]).ravel()
