"""Teachers of the detector: boxes are partly what trained detectors say of the very pictures.

What a label's box takes in is in part the labeller's choice: hair, a bag, what is hidden. Several detectors
that agree on another box, straight and mirrored, know the usual choice better than one label does.
"""

import keras
import numpy as np

from converter.detector.loss import corners, generalised_overlap
from converter.teachers import WithTeachers

# Teachers are heard about a person whose box theirs overlaps by so much; others they have not seen.
LEAST_OVERLAP = 0.5


class TaughtBoxes(WithTeachers):
    """Batches whose boxes are by `share` what teachers say, about people whom they see too."""

    def taught(self, targets, teacher, pictures, mirrored):
        return {"boxes": moved(targets["boxes"], said_boxes(teacher, pictures, mirrored), self.share)}


def said_boxes(teacher: keras.Model, pictures: np.ndarray, mirrored: bool) -> np.ndarray:
    """The boxes (B, H, W, 4) that a teacher tells in every cell of pictures (B, S, S, 3)."""
    boxes = np.asarray(teacher.predict_on_batch(pictures[:, :, ::-1] if mirrored else pictures)["boxes"])
    return boxes[:, :, ::-1] * np.array([-1, 1, 1, 1], np.float32) if mirrored else boxes


def moved(stacked: np.ndarray, said: np.ndarray, share: float) -> np.ndarray:
    """Boxes then their weight (B, H, W, 5), boxes moved by `share` to those said that are much the same."""
    boxes, weight = stacked[..., :4], stacked[..., 4:]
    heard = np.asarray(generalised_overlap(corners(boxes), corners(said)))[..., None] >= LEAST_OVERLAP
    return np.concatenate([boxes + share * heard * (said - boxes), weight], -1).astype(np.float32)
