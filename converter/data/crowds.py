"""Boxes that stand for a crowd, in files that do not mark them.

COCO boxes at most 13 people of a photo singly, and fewer where many stand close; one more box, the photo's
last, then stands for all the others (`iscrowd`). It is no person's: learnt as one, or asked for as the
largest person of a photo, it misleads. Some copies of COCO have lost the mark.
"""

from typing import Any

MOST_SINGLE = 13
MIDDLES = 4  # of others in its box, and at least half of them

Annotation = dict[str, Any]  # COCO's


def mark_crowds(annotations: list[Annotation]) -> list[Annotation]:
    """The annotations of a file, in its order, crowds marked; as they are where the file marks any itself."""
    if any(annotation.get("iscrowd") for annotation in annotations):
        return annotations
    photos: dict[Any, list[Annotation]] = {}
    for annotation in annotations:
        photos.setdefault(annotation.get("image_id"), []).append(annotation)
    crowds = {id(boxed[-1]) for boxed in photos.values() if _ends_with_crowd(boxed)}
    return [one | {"iscrowd": 1} if id(one) in crowds else one for one in annotations]


def _ends_with_crowd(boxed: list[Annotation]) -> bool:
    *others, last = boxed
    try:
        if any(last.get("keypoints", [])[2::3]):
            return False
        inside = sum(_holds_middle(last["bbox"], other["bbox"]) for other in others)
    except (KeyError, TypeError, ValueError):
        return False  # a bad record is named by whoever reads it
    return len(others) >= MOST_SINGLE or inside >= max(MIDDLES, len(others) / 2)


def _holds_middle(one_xywh: list[float], other_xywh: list[float]) -> bool:
    x, y, width, height = one_xywh
    other_x, other_y, other_width, other_height = other_xywh
    return 0 <= other_x + other_width / 2 - x <= width and 0 <= other_y + other_height / 2 - y <= height
