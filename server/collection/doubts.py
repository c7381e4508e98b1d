"""What speaks against a photo's pose, so that a curator should look: one pure rule.

Chosen on 250 photos of COCO's training set, measured on others and on the built-in gallery
(`python tests/benchmarks/doubts.py`). A body that is merely cut is no more often wrong than any other (3 % in
the gallery, whose pictures are framed on purpose); cut and not quite sure, it is, in half of the cases.
"""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from converter.pose.geometry import box_from_pose
from converter.pose.spec import INDEX, SPEC

THRESHOLD: float = SPEC["tracking"]["keypoint_threshold"]
# Mean score of the keypoints that are seen, below which a pose is more likely wrong than right.
SURE_SCORE = 0.66
# The same for a body that is cut by the picture's edge, whose missing parts the network likes to invent.
SURE_SCORE_OF_CUT = 0.72
# Keypoints below the head that a cut body must show at least, to be met by visitors at all.
MIN_OF_BODY = 5
# Limb ends and joints that may be missing before a body at the picture's edge counts as cut.
MAY_MISS = 1
# A second person at least this large beside the first could be meant as well.
MIN_SECOND_SIZE = 0.7
FIRST_OF_BODY = INDEX["left_shoulder"]  # the five keypoints before it are the head's


class Doubt(StrEnum):
    NOBODY = "nobody"
    SEVERAL = "several"
    UNSURE = "unsure"
    CUT = "cut"


def doubts(people: Sequence[np.ndarray], size: tuple[int, int]) -> list[Doubt]:
    """What is doubtful about poses (K, 3), the chosen one first, in a picture of (width, height) pixels."""
    if len(people) == 0:
        return [Doubt.NOBODY]
    pose, *others = people
    score, of_body = _seen_score(pose), int((pose[FIRST_OF_BODY:, 2] >= THRESHOLD).sum())
    found = {
        Doubt.SEVERAL: any(_length(other) >= MIN_SECOND_SIZE * _length(pose) for other in others),
        Doubt.UNSURE: score < SURE_SCORE,
        Doubt.CUT: _is_cut(pose, size) and (score < SURE_SCORE_OF_CUT or of_body < MIN_OF_BODY),
    }
    return [doubt for doubt, is_so in found.items() if is_so]


def _seen_score(pose: np.ndarray) -> float:
    seen = pose[:, 2] >= THRESHOLD
    return float(pose[seen, 2].mean()) if seen.any() else 0.0


def _length(pose: np.ndarray) -> float:
    """Diagonal in pixels of the box around what is seen; 0 where too little is."""
    box = box_from_pose(pose)
    return 0.0 if box is None else float(np.hypot(box[2] - box[0], box[3] - box[1]))


def _is_cut(pose: np.ndarray, size: tuple[int, int]) -> bool:
    """Parts of the body are unseen, and the box around the rest reaches over the picture's edge."""
    box = box_from_pose(pose)
    if box is None:
        return False
    over = min(box[0], box[1]) < 0 or box[2] > size[0] - 1 or box[3] > size[1] - 1
    return over and int((pose[FIRST_OF_BODY:, 2] < THRESHOLD).sum()) > MAY_MISS
