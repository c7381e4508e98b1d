"""Boxes of the people in a whole picture, from the detector's maps (stage 1 of arXiv 1701.01779).

The picture is fitted into the detector's square input. A cell of the stride-s maps that is the highest of its
neighbours is the middle of a person; there the maps also say where exactly the middle of the box lies and how
large it is ("objects as points", arXiv 1904.07850).
"""

from typing import NamedTuple, Protocol

import numpy as np
from PIL import Image

from converter.pose.crop import crop_image
from converter.pose.geometry import apply_affine, fitted, invert_affine
from converter.pose.logistic import logistic
from converter.pose.spec import SPEC

DETECTOR = SPEC["detector"]
SIZE: int = DETECTOR["size"]
STRIDE: int = DETECTOR["stride"]
MAP_SIZE = (SIZE - 1) // STRIDE + 1
# Sizes are learnt as logarithms of shares of the input, so that small and large people err alike. In a larger
# input the network, fully convolutional, still tells them in shares of this one.
UNIT_PX = SIZE - 1
# Where time matters little: the picture is looked at in inputs of several sizes, as it is and flipped.
PHOTO_SIZES: tuple[int, ...] = tuple(DETECTOR["photo_sizes"])
PHOTO_MIN_SCORE: float = DETECTOR["photo_min_score"]
PHOTO_MAX_PEOPLE: int = DETECTOR["photo_max_people"]
# Boxes of two looks that overlap by so much are two opinions on one box.
SAME_IOU = 0.65
# The largest people found are looked at from nearby: in a window of so many times their box's longer side,
# unless that is nearly the whole photo.
NEARBY_PEOPLE = 3
NEARBY_SIDES = 2.2
NEARBY_AT_MOST = 0.8  # of the photo's longer side
EDGE = 0.02  # of the window's side: a box that ends so near an edge inside the photo may be cut there

MIN_SCORE: float = DETECTOR["min_score"]
MIN_SIDE_PX = 1  # of a box in the picture


class DetectorNetwork(Protocol):
    """Anything that turns pictures into the detector's maps."""

    def predict_on_batch(self, pictures: np.ndarray) -> dict[str, np.ndarray]:
        """`centres` (B, H, W, 1) and `boxes` (B, H, W, 4) of square pictures (B, S, S, 3) RGB 0..255.

        S is SIZE, or any of PHOTO_SIZES where it is for `detect_in_photo`.
        """
        ...


class Detections(NamedTuple):
    boxes_xyxy: np.ndarray  # (N, 4) surest first
    scores: np.ndarray  # (N,) 0..1


def detect(
    network: DetectorNetwork, image: Image.Image, size: int = SIZE, flipped: bool = False, **options
) -> Detections:
    """The people in an RGB image, in its pixels, surest first; options are those of `decode_boxes`."""
    pixels = crop_image(image, input_from_image(*image.size, size), size, size)
    if flipped:
        pixels = pixels[:, ::-1]
    maps = network.predict_on_batch(pixels[None].astype(np.float32))
    centres, boxes = np.asarray(maps["centres"])[0], np.asarray(maps["boxes"])[0]
    if flipped:
        centres, boxes = centres[:, ::-1], boxes[:, ::-1] * [-1, 1, 1, 1]
    return boxes_to_image(decode_boxes(centres, boxes, **options), *image.size, size)


def detect_in_photo(
    network: DetectorNetwork,
    image: Image.Image,
    min_score: float = PHOTO_MIN_SCORE,
    max_people: int = PHOTO_MAX_PEOPLE,
    sizes: tuple[int, ...] = PHOTO_SIZES,
) -> Detections:
    """The people in an RGB photo, in its pixels, surest first: whoever any size or its mirror image shows.

    Large people are best seen small and small ones large. Where even the largest are small in the photo, they
    are looked at from nearby as well. Of more than `max_people` the most prominent stay: somebody in front of
    a crowd is not lost for all the surer faces in it.
    """
    options = {"min_score": min_score, "max_people": None}
    looks = [detect(network, image, size, flipped, **options) for size in sizes for flipped in (False, True)]
    seen = agreement(looks, max_people)
    windows = nearby_windows(seen, *image.size)
    if not windows:
        return seen
    nearby = [
        detect_in_window(network, image, window, flipped, **options)
        for window in windows
        for flipped in (False, True)
    ]
    return agreement([*looks, *nearby], max_people)


def nearby_windows(detections: Detections, width: int, height: int) -> list[tuple[int, int, int, int]]:
    """Left, top, right and bottom of windows around the largest people of a photo of width x height."""
    boxes = detections.boxes_xyxy[detections.scores >= PHOTO_MIN_SCORE]
    largest = boxes[np.argsort(-area(boxes), kind="stable")][:NEARBY_PEOPLE]
    windows = []
    for box in largest[small_in_photo(largest, width, height)]:
        side = NEARBY_SIDES * max(box[2:] - box[:2])
        corners = (box[:2] + box[2:]).reshape(1, 2) / 2 + side / 2 * np.array([[-1], [1]])
        left, top, right, bottom = np.clip(corners, 0, [width, height]).round().astype(int).ravel()
        windows.append((int(left), int(top), int(right), int(bottom)))
    return windows


def small_in_photo(boxes_xyxy: np.ndarray, width: int, height: int) -> np.ndarray:
    """Which boxes (N, 4) have a window around them that is not nearly the whole photo."""
    longer = (boxes_xyxy[:, 2:] - boxes_xyxy[:, :2]).max(-1, initial=0)
    return NEARBY_SIDES * longer <= NEARBY_AT_MOST * max(width, height)


def detect_in_window(
    network: DetectorNetwork,
    image: Image.Image,
    window: tuple[int, int, int, int],
    flipped: bool,
    **options,
) -> Detections:
    """The people in a part of an RGB image, in pixels of the image, without those that its edges may cut."""
    boxes, scores = detect(network, image.crop(window), SIZE, flipped, **options)
    boxes = boxes + np.array([*window[:2], *window[:2]])
    low, high = np.array(window[:2]), np.array(window[2:])
    edge = EDGE * max(high - low)
    cut = ((low > 0) & (boxes[:, :2] <= low + edge)) | ((high < image.size) & (boxes[:, 2:] >= high - edge))
    whole = ~cut.any(-1)
    return Detections(boxes[whole], scores[whole])


def agreement(looks: list[Detections], max_people: int) -> Detections:
    """The most prominent people of all looks, surest first.

    Of boxes on the same person the surest stays, moved to where the looks agree.
    """
    boxes = np.concatenate([look.boxes_xyxy for look in looks])
    scores = np.concatenate([look.scores for look in looks])
    order = np.argsort(-scores, kind="stable")
    kept = order[suppress(boxes[order], DETECTOR["nms_iou"])]
    foremost = np.argsort(-prominence(boxes[kept], scores[kept]), kind="stable")[:max_people]
    kept = kept[np.sort(foremost)]
    agreed = [agreed_box(box, boxes, scores) for box in boxes[kept]]
    return Detections(np.reshape(agreed, (-1, 4)), scores[kept])


def agreed_box(box_xyxy: np.ndarray, boxes_xyxy: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """The mean (4,) of the boxes (N, 4) that are nearly this one, itself too; the surest count most."""
    shared = overlap(box_xyxy, boxes_xyxy)
    return np.average(boxes_xyxy, axis=0, weights=scores * shared * (shared >= SAME_IOU))


def input_from_image(width: int, height: int, size: int = SIZE) -> np.ndarray:
    """The affine (2, 3) that fits a whole picture of width x height into the middle of a square input."""
    return fitted(width, height, size, size)


def decode_boxes(
    centres: np.ndarray,
    boxes: np.ndarray,
    min_score: float = MIN_SCORE,
    nms_iou: float = DETECTOR["nms_iou"],
    max_people: int | None = DETECTOR["max_people"],
) -> Detections:
    """People of centre logits (H, W, 1) and boxes (H, W, 4), as boxes in pixels of the input.

    A cell's box is dx, dy to its middle in pixels and the logarithms of width and height over UNIT_PX.
    """
    logits = np.asarray(centres, float)[..., 0]
    height, width = logits.shape
    padded = np.pad(logits, 1, constant_values=-np.inf)
    around = [padded[r : r + height, c : c + width] for r in range(3) for c in range(3)]
    scores = logistic(logits)
    rows, columns = np.nonzero((logits >= np.max(around, 0)) & (scores >= min_score))
    order = np.argsort(-scores[rows, columns], kind="stable")
    rows, columns = rows[order], columns[order]
    dx, dy, log_width, log_height = np.asarray(boxes, float)[rows, columns].T
    middle = np.stack([columns * STRIDE + dx, rows * STRIDE + dy], -1)
    half = np.exp(np.clip(np.stack([log_width, log_height], -1), -8, 2)) * UNIT_PX / 2
    found = np.concatenate([middle - half, middle + half], -1)
    kept = suppress(found, nms_iou)[:max_people]
    return Detections(found[kept], scores[rows, columns][kept])


def boxes_to_image(detections: Detections, width: int, height: int, size: int = SIZE) -> Detections:
    """Boxes in the input's pixels as boxes in those of the picture, cut at its borders; none outside it."""
    image_from_input = invert_affine(input_from_image(width, height, size))
    corners = apply_affine(image_from_input, detections.boxes_xyxy.reshape(-1, 2, 2))
    corners = np.clip(corners, 0, [width - 1, height - 1])
    inside = (corners[:, 1] - corners[:, 0] >= MIN_SIDE_PX).all(-1)
    return Detections(corners.reshape(-1, 4)[inside], detections.scores[inside])


def suppress(boxes_xyxy: np.ndarray, iou: float) -> list[int]:
    """Places of the boxes (N, 4), surest first, that no surer one overlaps by more than `iou`."""
    kept: list[int] = []
    for place, box in enumerate(boxes_xyxy):
        if not kept or overlap(box, boxes_xyxy[kept]).max() <= iou:
            kept.append(place)
    return kept


def overlap(box_xyxy: np.ndarray, boxes_xyxy: np.ndarray) -> np.ndarray:
    """Intersection over union (N,) of a box (4,) with boxes (N, 4)."""
    low = np.maximum(box_xyxy[:2], boxes_xyxy[:, :2])
    high = np.minimum(box_xyxy[2:], boxes_xyxy[:, 2:])
    shared = np.maximum(high - low, 0).prod(-1)
    total = area(box_xyxy) + area(boxes_xyxy) - shared
    return shared / np.maximum(total, 1e-9)


def prominence(boxes_xyxy: np.ndarray, scores: np.ndarray | float) -> np.ndarray:
    """How much of a picture's subject the people in boxes (..., 4) are: sure and large."""
    return scores * np.sqrt(area(boxes_xyxy))


def area(boxes_xyxy: np.ndarray) -> np.ndarray:
    return np.maximum(boxes_xyxy[..., 2:] - boxes_xyxy[..., :2], 0).prod(-1)
