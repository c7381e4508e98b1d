"""From a visitor's message to the pose that is searched for."""

import numpy as np

from converter.pose.spec import INDEX, SPEC
from server.public.messages import MatchQuery

LEGS = [INDEX[name] for name in ("left_knee", "right_knee", "left_ankle", "right_ankle")]
# Of a visitor at a desk the network now and then places a single knee or ankle, at the picture's edge.
MIN_LEG_KEYPOINTS = 2


def pose_of(query: MatchQuery) -> np.ndarray:
    """(K, 3) of x, y and score 0..1; what is not to be compared has score 0."""
    pose = np.array(query.keypoints)
    np.minimum(pose[:, 2], 1, out=pose[:, 2])
    if query.part == "upper" or (query.part == "auto" and not _shows_legs(pose)):
        pose[LEGS, 2] = 0
    return pose


def _shows_legs(pose: np.ndarray) -> bool:
    return (pose[LEGS, 2] >= SPEC["tracking"]["keypoint_threshold"]).sum() >= MIN_LEG_KEYPOINTS
