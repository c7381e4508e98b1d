"""Collections of any size, made of the built-in gallery's true poses by moving their limbs."""

import json

import numpy as np

from converter.pose.spec import INDEX
from server.intake.importer import GALLERY

JITTER_PX = 6
LIMB_TURN_DEGREES = 25
# Each limb: the keypoint that it turns about, and what turns with it.
LIMBS = [
    (f"{side}_{joint}", [f"{side}_{name}" for name in moved])
    for side in ("left", "right")
    for joint, moved in (
        ("shoulder", ("elbow", "wrist")),
        ("elbow", ("wrist",)),
        ("hip", ("knee", "ankle")),
        ("knee", ("ankle",)),
    )
]


def gallery_poses() -> np.ndarray:
    """(N, 17, 3) of x, y, 1 where labelled."""
    annotations = json.loads((GALLERY / "gallery.json").read_text())["annotations"]
    poses = np.array([annotation["keypoints"] for annotation in annotations], float).reshape(-1, 17, 3)
    poses[..., 2] = poses[..., 2] > 0
    return poses


def articulated(poses: np.ndarray, number: int, rng: np.random.Generator) -> np.ndarray:
    """`number` poses: one of `poses` each, its limbs turned at the joints and its keypoints jittered."""
    made = poses[rng.integers(0, len(poses), number)].copy()
    for joint, moved in LIMBS:
        angle = np.radians(rng.normal(0, LIMB_TURN_DEGREES, number))
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        centre = made[:, INDEX[joint], :2]
        for name in moved:
            offset = made[:, INDEX[name], :2] - centre
            made[:, INDEX[name], :2] = centre + np.einsum("ijn,nj->ni", turn, offset)
    made[..., :2] += rng.normal(0, JITTER_PX, made[..., :2].shape)
    return made
