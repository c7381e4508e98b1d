"""From a photo to the pose of its main person, with the shipped network and no detector yet."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from converter.pose.estimate import Network, estimate, person_crop
from converter.pose.geometry import box_from_pose
from converter.pose.litert import SHIPPED, LiteRTNetwork
from converter.pose.spec import SPEC

# Mean keypoint score below which nobody is in the photo. Measured: one background in five reaches it, one
# photo of a person in fifty does not.
MIN_PERSON_SCORE: float = SPEC["tracking"]["found_score"]
# At or above it the whole photo is a good first box, and trying others no longer improves the pose.
CLEAR_PERSON_SCORE = 1.5 * MIN_PERSON_SCORE
REFINEMENTS = 2


class Estimator:
    """Poses of photos; safe to use from several threads, each of which gets a network of its own."""

    def __init__(self, model: Path | None = None, load: Callable[[Path], Network] = LiteRTNetwork):
        self._model = model or SHIPPED
        self._load = load
        self._local = threading.local()

    @property
    def available(self) -> bool:
        return self._model.is_file()

    def pose(self, image: Image.Image) -> np.ndarray | None:
        """The pose (K, 3) of x, y in pixels and score, or None where nobody is seen. Raises ModelMissing."""
        best, *others = candidate_boxes(*image.size)
        pose = self._refine(image, self._pose_in(image, best))
        if score(pose) < CLEAR_PERSON_SCORE:
            poses = [pose] + [self._refine(image, self._pose_in(image, box)) for box in others]
            pose = max(poses, key=score)
        return pose if score(pose) >= MIN_PERSON_SCORE else None

    def people(self, image: Image.Image) -> list[np.ndarray]:
        """Poses (K, 3) of the people in a photo, the main one first; one at most as yet."""
        pose = self.pose(image)
        return [] if pose is None else [pose]

    def _refine(self, image: Image.Image, pose: np.ndarray) -> np.ndarray:
        """Look again in the box of the pose just found, and keep the surer one."""
        for _ in range(REFINEMENTS):
            box = box_from_pose(pose)
            if box is None:
                break
            pose = max(pose, self._pose_in(image, box), key=score)
        return pose

    def _pose_in(self, image: Image.Image, box_xyxy: np.ndarray) -> np.ndarray:
        return estimate(self._network, [person_crop(image, box_xyxy)])[0]

    @property
    def _network(self) -> Network:
        if not hasattr(self._local, "network"):
            self._local.network = self._load(self._model)
        return self._local.network


def score(pose: np.ndarray) -> float:
    """How sure the network is of a whole pose, 0..1."""
    return float(pose[:, 2].mean())


def candidate_boxes(width: int, height: int) -> list[np.ndarray]:
    """The whole photo, then overlapping halves along its longer side and its middle."""
    whole = np.array([0, 0, width - 1, height - 1], float)
    along = 0 if width >= height else 1
    length = whole[2 + along]
    boxes = [whole]
    for start in (0.0, 0.25, 0.5):
        part = whole.copy()
        part[along], part[2 + along] = start * length, (start + 0.5) * length
        boxes.append(part)
    return boxes
