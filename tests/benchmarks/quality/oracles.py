"""What is truly alike, by true keypoints, said by a measure that no method here works with."""

import numpy as np

from converter.pose.matching import mirror_pose
from converter.pose.spec import EDGES

# Arms, legs, shoulders, hips and sides. The lines of the face are a few pixels long: their angles are noise.
LIMBS = [edge for edge in EDGES if edge.part != "head"]
UNRELATED_DEG = 90.0  # the mean angle between two directions that have nothing to do with each other


class LimbAngles:
    """Minus the mean angle in degrees between corresponding limbs of two poses.

    The mean is over the limbs that the query shows; one that the reference does not show counts as unrelated.
    """

    def __init__(self, references: np.ndarray):
        self.angles, self.shown = _limbs(references)

    def scores(self, queries: np.ndarray) -> np.ndarray:
        """(2, Q, N): as they are, mirrored."""
        return np.stack([self._scores(queries), self._scores(mirror_pose(queries))])

    def _scores(self, queries: np.ndarray) -> np.ndarray:
        angles, shown = _limbs(queries)
        return np.stack([self._score(a, s) for a, s in zip(angles, shown, strict=True)])

    def _score(self, angles: np.ndarray, shown: np.ndarray) -> np.ndarray:
        if not shown.any():
            return np.full(len(self.angles), -UNRELATED_DEG, np.float32)
        difference = np.abs(self.angles[:, shown] - angles[shown])
        difference = np.minimum(difference, 360 - difference)
        return -np.where(self.shown[:, shown], difference, UNRELATED_DEG).mean(1)


def _limbs(poses: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Directions (N, limbs) in degrees, -180..180, float32, and which of them the poses show."""
    a, b = [edge.a for edge in LIMBS], [edge.b for edge in LIMBS]
    along = poses[:, b, :2] - poses[:, a, :2]
    shown = (poses[:, a, 2] > 0) & (poses[:, b, 2] > 0)
    return np.degrees(np.arctan2(along[..., 1], along[..., 0])).astype(np.float32), shown
