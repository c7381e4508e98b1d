"""How good a pose is: OKS and PCK of COCO keypoints."""

import numpy as np

from converter.pose.spec import INDEX, SIGMAS


def oks(pose_xy: np.ndarray, keypoints: np.ndarray, area: float) -> float:
    """Object keypoint similarity, 0..1, over the labelled keypoints (NaN where there is none).

    pose_xy: (K, 2); keypoints: (K, 3) x, y, visibility, same unit; area: of the person, unit squared.
    Source: cocodataset.org, keypoint evaluation.
    """
    labelled = keypoints[:, 2] > 0
    return float(keypoint_oks(pose_xy, keypoints, area)[labelled].mean()) if labelled.any() else float("nan")


def keypoint_oks(pose_xy: np.ndarray, keypoints: np.ndarray, area: float) -> np.ndarray:
    """The term of each keypoint in OKS, (K,)."""
    squared = ((pose_xy - keypoints[:, :2]) ** 2).sum(-1)
    kappa = 2 * SIGMAS
    return np.exp(-squared / (2 * max(area, 1.0) * kappa**2))


def within(pose_xy: np.ndarray, keypoints: np.ndarray, length: float) -> np.ndarray:
    """Per labelled keypoint, whether it lies within `length` of its place: (number labelled,) of bool."""
    labelled = keypoints[:, 2] > 0
    return np.linalg.norm(pose_xy - keypoints[:, :2], axis=-1)[labelled] <= length


def torso_length(keypoints: np.ndarray) -> float | None:
    """Left shoulder to right hip, in pixels; None where one is not labelled."""
    ends = keypoints[[INDEX["left_shoulder"], INDEX["right_hip"]]]
    return float(np.linalg.norm(ends[0, :2] - ends[1, :2])) if (ends[:, 2] > 0).all() else None
