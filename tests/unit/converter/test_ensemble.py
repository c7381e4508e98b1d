"""Detectors together: what both see is surer than what one alone sees, and boxes meet in the middle."""

import numpy as np
from PIL import Image

from converter.pose.detect import MAP_SIZE, UNIT_PX, detect
from converter.pose.ensemble import Ensemble


class Says:
    """A detector that sees boxes at these cells (row, column), of these sides in pixels, each so surely."""

    def __init__(self, *boxes: tuple[tuple[int, int], float, float]):
        self.boxes = boxes

    def predict_on_batch(self, pictures):
        centres = np.full((len(pictures), MAP_SIZE, MAP_SIZE, 1), -6.0)
        sizes = np.zeros((len(pictures), MAP_SIZE, MAP_SIZE, 4))
        for (row, column), side, logit in self.boxes:
            centres[:, row, column] = logit
            sizes[:, row, column, 2:] = np.log(side / UNIT_PX)
        return {"centres": centres, "boxes": sizes}


PICTURE = Image.new("RGB", (257, 257))


def test_boxes_of_two_detectors_meet_in_the_middle():
    together = Ensemble(Says(((16, 16), 50, 3.0)), Says(((16, 16), 72, 1.0)))
    (box,), (score,) = detect(together, PICTURE)
    np.testing.assert_allclose(box[2:] - box[:2], 60)  # the geometric mean of 50 and 72
    np.testing.assert_allclose(box[:2] + box[2:], 256)
    np.testing.assert_allclose(score, 1 / (1 + np.exp(-2)))


def test_somebody_whom_one_alone_sees_is_doubted():
    surely = ((8, 8), 40, 2.0)
    assert len(detect(Says(surely), PICTURE).scores) == 1
    assert len(detect(Ensemble(Says(surely), Says()), PICTURE).scores) == 0
