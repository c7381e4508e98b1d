"""What a curator decides about a photo: which pose is right, and whether visitors may meet it.

A verdict is a value: putting the earlier one back undoes a decision.
"""

from typing import NamedTuple

import numpy as np
from sqlalchemy.orm import Session

from server.collection import photos
from server.collection.doubts import doubts
from server.models import Photo, Review


class Verdict(NamedTuple):
    review: Review
    pose: np.ndarray | None  # (K, 3) x, y in pixels of the served picture and score
    corrected: bool = False  # the pose is a person's work
    reason: str = ""  # of a rejection


def verdict(photo: Photo) -> Verdict:
    """What holds for a photo now."""
    return Verdict(photo.review, photo.pose, photo.corrected, photo.review_reason)


def decide(session: Session, photo: Photo, new: Verdict) -> None:
    """Let a verdict hold. Doubts follow from the pose; a person's own pose has none."""
    doubtful = [] if new.corrected else doubts(people_of(photo, new.pose), (photo.width, photo.height))
    photos.change(
        session,
        Photo.id == photo.id,
        review=new.review,
        review_reason=new.reason[:300],
        doubts=doubtful,
        corrected=new.corrected,
        **photos.pose_values(new.pose),
    )
    session.commit()


def people_of(photo: Photo, pose: np.ndarray | None) -> list[np.ndarray]:
    """The pose, then the others that the network found beside it."""
    if pose is None:
        return []
    found = [] if photo.people is None else list(photo.people)
    return [pose, *(other for other in found if not np.array_equal(other, pose))]
