"""COCO's own measure, as pycocotools computes it, without what it prints."""

import contextlib
import io

import numpy as np

PERSON = [{"id": 1, "name": "person"}]


def coco_stats(truth: dict, found: list[dict], kind: str) -> np.ndarray:
    """The figures of `COCOeval` for `keypoints` or `bbox`: AP, AP at .50, ...; 0 where nothing is found.

    truth: the object of an annotations.json; found: COCO's results format.
    """
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    if not found:
        return np.zeros(12)
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO()
        coco.dataset = truth
        coco.createIndex()
        evaluation = COCOeval(coco, coco.loadRes(found), kind)
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return evaluation.stats


def xywh(box_xyxy: np.ndarray) -> list[float]:
    """A box as COCO writes it."""
    x0, y0, x1, y1 = (float(value) for value in box_xyxy)
    return [x0, y0, x1 - x0, y1 - y0]
