"""Encode people's boxes as the detector's targets; `converter.pose.detect.decode_boxes` is the way back."""

from typing import NamedTuple

import numpy as np

from converter.pose.detect import MAP_SIZE, STRIDE, UNIT_PX, area
from converter.pose.targets import cell_grid

# Standard deviation of the hill around a middle, as a share of the box's sides; and its least, in cells.
SPREAD = 0.1
MIN_SPREAD_CELLS = 0.45


class BoxTargets(NamedTuple):
    centres: np.ndarray  # (MAP_SIZE, MAP_SIZE, 1) hills, 1 at the cell nearest to a middle
    boxes: np.ndarray  # (MAP_SIZE, MAP_SIZE, 4) as the network's output
    box_weights: np.ndarray  # (MAP_SIZE, MAP_SIZE, 1) how much a cell answers for its person; sums to 1 each
    counted: np.ndarray  # (MAP_SIZE, MAP_SIZE, 1) 0 where nobody knows whether a person is there


def encode_boxes(boxes_xyxy: np.ndarray, doubtful_xyxy: np.ndarray) -> BoxTargets:
    """Targets of boxes (N, 4) in input pixels.

    Outside all boxes, cells in doubtful ones (M, 4) do not count: where not everybody has a box, and where
    next to nothing of somebody is in the picture.
    """
    cells = cell_grid(MAP_SIZE, MAP_SIZE, STRIDE)
    centres = np.zeros((MAP_SIZE, MAP_SIZE, 1))
    boxes = np.zeros((MAP_SIZE, MAP_SIZE, 4))
    weights = np.zeros((MAP_SIZE, MAP_SIZE, 1))
    counted = np.ones((MAP_SIZE, MAP_SIZE, 1))
    for box in doubtful_xyxy:
        counted[_inside(cells, box)] = 0
    # The larger first: where hills meet, the smaller person in front keeps its own.
    for box in boxes_xyxy[np.argsort(-area(boxes_xyxy))]:
        middle, size = (box[:2] + box[2:]) / 2, np.maximum(box[2:] - box[:2], 1)
        hill = _hill(cells, middle, size)
        counted[_inside(cells, box) | (hill > 0.05)] = 1
        centres = np.maximum(centres, hill[..., None])
        own = hill > 0.3
        boxes[own] = np.column_stack([middle - cells[own], np.tile(np.log(size / UNIT_PX), (own.sum(), 1))])
        weights[own] = hill[own, None] / hill[own].sum()
    return BoxTargets(*(array.astype(np.float32) for array in (centres, boxes, weights, counted)))


def _hill(cells: np.ndarray, middle: np.ndarray, size: np.ndarray) -> np.ndarray:
    """(MAP_SIZE, MAP_SIZE) a normal hill, 1 at the cell nearest to the middle."""
    spread = np.maximum(SPREAD * size, MIN_SPREAD_CELLS * STRIDE)
    column, row = np.clip(np.rint(middle / STRIDE), 0, MAP_SIZE - 1)
    top = np.array([column, row]) * STRIDE
    return np.exp(-(((cells - top) / spread) ** 2).sum(-1) / 2)


def _inside(cells: np.ndarray, box: np.ndarray) -> np.ndarray:
    return ((cells >= box[:2]) & (cells <= box[2:])).all(-1)
