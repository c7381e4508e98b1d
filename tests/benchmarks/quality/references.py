"""Collections of a thousand to eighty thousand poses: real people first, then blends of them.

- People of COCO with at least 8 labelled keypoints, truncated ones too, as a collection of photos has them.
- People of MPII and LSPET. Their labels have no face, a network's pose of the same photo would have one: each
  gets the head of a COCO person whose shoulders and hips lie much the same.
- Beyond those, articulated blends: the trunk of one real person, arms, legs and head of others who face the
  same way, every bone turned a little (8 degrees) and resized (5 %), the whole turned (6 degrees). What a
  donor does not show is not shown.
"""

import numpy as np

from converter.pose.spec import INDEX, K

MIN_KEYPOINTS = 8
BONE_TURN_DEG, BONE_STRETCH, TURN_DEG = 8, 0.05, 6
# What each limb hangs on, in the order from the trunk outwards.
BONES = [
    (INDEX[f"{side}_{joint}"], INDEX[f"{side}_{parent}"])
    for joint, parent in (("elbow", "shoulder"), ("wrist", "elbow"), ("knee", "hip"), ("ankle", "knee"))
    for side in ("left", "right")
]
LIMBS = {
    "arms": [INDEX[f"{side}_{joint}"] for side in ("left", "right") for joint in ("elbow", "wrist")],
    "legs": [INDEX[f"{side}_{joint}"] for side in ("left", "right") for joint in ("knee", "ankle")],
    "head": list(range(INDEX["left_shoulder"])),
}
TRUNK = [INDEX[f"{side}_{joint}"] for joint in ("shoulder", "hip") for side in ("left", "right")]


def with_heads(
    poses: np.ndarray, donors: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Poses (N, K, 3) without a face, each with the head of the nearest of some random donors, by its trunk.

    Without a known trunk there is nothing to put a head on; returned are the others, and which they are.
    """
    kept = np.flatnonzero(_has_trunk(poses))
    poses = poses[kept]
    donors = donors[_has_trunk(donors) & ((donors[:, LIMBS["head"], 2] > 0).sum(1) >= 3)]
    own, others = _Body.of(poses), _Body.of(donors)
    candidates = rng.integers(0, len(donors), (len(poses), 50))
    distance = np.abs(others.bones[candidates][..., TRUNK] - own.bones[:, None, TRUNK]).sum(-1)
    nearest = candidates[np.arange(len(poses)), distance.argmin(1)]
    own.take(others, nearest, LIMBS["head"])
    return own.poses(), kept


def blends(poses: np.ndarray, number: int, rng: np.random.Generator) -> np.ndarray:
    """(number, K, 3) poses that nobody took, made of the parts of real ones."""
    poses = poses[_has_trunk(poses)]
    real = _Body.of(poses)
    bodies = real.rows(rng.integers(0, len(poses), number))
    for limb in LIMBS.values():
        bodies.take(real, _facing_the_same_way(bodies, real, rng), limb)
    wobble = rng.normal(0, BONE_STRETCH, (number, K)) + 1j * rng.normal(
        0, np.deg2rad(BONE_TURN_DEG), (number, K)
    )
    bodies.bones *= np.exp(wobble)
    bodies.trunk *= np.exp(1j * rng.normal(0, np.deg2rad(TURN_DEG), number))
    return bodies.poses()


class _Body:
    """Poses as trunk vectors (N,) and bones (N, K): complex numbers, a bone in units of its trunk."""

    def __init__(self, trunk: np.ndarray, bones: np.ndarray, seen: np.ndarray):
        self.trunk, self.bones, self.seen = trunk, bones, seen

    @classmethod
    def of(cls, poses: np.ndarray) -> "_Body":
        xy = poses[..., 0] + 1j * poses[..., 1]
        top, bottom = xy[:, TRUNK[:2]].mean(1), xy[:, TRUNK[2:]].mean(1)
        trunk = top - bottom
        bones = xy - top[:, None]
        bones[:, TRUNK[2:]] = xy[:, TRUNK[2:]] - bottom[:, None]
        for joint, parent in BONES:
            bones[:, joint] = xy[:, joint] - xy[:, parent]
        return cls(trunk, bones / trunk[:, None], poses[..., 2] > 0)

    def rows(self, chosen: np.ndarray) -> "_Body":
        return _Body(self.trunk[chosen], self.bones[chosen], self.seen[chosen])

    def take(self, others: "_Body", chosen: np.ndarray, keypoints: list[int]) -> None:
        self.bones[:, keypoints] = others.bones[chosen][:, keypoints]
        self.seen[:, keypoints] = others.seen[chosen][:, keypoints]

    def poses(self) -> np.ndarray:
        bones = self.bones * self.trunk[:, None]
        xy = bones + self.trunk[:, None]  # hung on the shoulders' middle, the hips' middle at 0
        xy[:, TRUNK[2:]] = bones[:, TRUNK[2:]]
        for joint, parent in BONES:
            xy[:, joint] = xy[:, parent] + bones[:, joint]
        return np.stack([xy.real, xy.imag, self.seen], -1)


def _facing_the_same_way(bodies: _Body, real: _Body, rng: np.random.Generator) -> np.ndarray:
    """A random real body for each whose shoulders are turned about as far, by the rank of their width."""
    left, right = TRUNK[:2]
    width = (real.bones[:, left] - real.bones[:, right]).imag
    order = np.argsort(width)
    rank = np.searchsorted(width[order], (bodies.bones[:, left] - bodies.bones[:, right]).imag)
    near = rank + rng.integers(-len(order) // 20, len(order) // 20 + 1, len(rank))
    return order[near.clip(0, len(order) - 1)]


def _has_trunk(poses: np.ndarray) -> np.ndarray:
    """(N,) whether shoulders and hips are known and do not lie in one place."""
    known = (poses[:, TRUNK, 2] > 0).all(1)
    trunk = np.linalg.norm(poses[:, TRUNK[:2], :2].mean(1) - poses[:, TRUNK[2:], :2].mean(1), axis=-1)
    seen = poses[..., 2:] > 0
    high = np.where(seen, poses[..., :2], -np.inf).max(1) - np.where(seen, poses[..., :2], np.inf).min(1)
    return known & (trunk > 0.08 * high.max(-1))
