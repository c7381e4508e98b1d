"""Boxes that stand for a crowd, in files that do not mark them.

COCO boxes at most 13 people of a photo singly, and fewer where many stand close; one more box, the photo's
last, then stands for all the others (`iscrowd`). It is no person's: learnt as one, or asked for as the
largest person of a photo, it misleads. Some copies of COCO have lost the mark.
"""

from collections.abc import Sequence
from typing import NamedTuple

MOST_SINGLE = 13
MIDDLES = 4  # of others in its box, and at least half of them


class Boxed(NamedTuple):
    """A person or a crowd in a photo, as annotated."""

    box_xyxy: tuple[float, float, float, float]
    has_keypoints: bool
    is_crowd: bool  # as marked


def mark_last_as_crowd(boxed: Sequence[Boxed]) -> list[Boxed]:
    """What is boxed in a photo in the file's order; the last marked as a crowd where it can only be one."""
    if not boxed or boxed[-1].has_keypoints:
        return list(boxed)
    *others, last = boxed
    inside = sum(_holds_middle(last, other) for other in others)
    is_crowd = len(others) >= MOST_SINGLE or inside >= max(MIDDLES, len(others) / 2)
    return [*others, last._replace(is_crowd=is_crowd)]


def _holds_middle(one: Boxed, other: Boxed) -> bool:
    left, top, right, bottom = one.box_xyxy
    x, y = ((other.box_xyxy[axis] + other.box_xyxy[axis + 2]) / 2 for axis in (0, 1))
    return left <= x <= right and top <= y <= bottom
