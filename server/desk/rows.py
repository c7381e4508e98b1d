"""A photo as the desk sees it."""

from datetime import timedelta

from server.collection import trash
from server.collection.history import Step
from server.library import mirror
from server.models import Photo, Status, db, now
from server.public import urls

WAITING_FOR_MODEL = "The network is missing; this photo is looked at as soon as it is there."


def row(photo: Photo) -> dict:
    waiting = photo.status == Status.PENDING
    drawn = bool(photo.width) and not waiting
    return {
        "id": photo.id,
        "title": photo.title,
        "credit": photo.credit,
        "licence": photo.licence,
        "tags": photo.tags,
        "collection_id": photo.collection_id,
        "status": photo.status.value,
        "reason": WAITING_FOR_MODEL if waiting and not mirror().estimator.available else photo.reason,
        "review": photo.review.value,
        "review_reason": photo.review_reason,
        "doubts": photo.doubts,
        "corrected": photo.corrected,
        "trashed": photo.trashed_at is not None,
        "days_left": _days_left(photo),
        "url": urls.served(photo, "large") if drawn else None,
        "thumbnail_url": urls.served(photo, "small") if drawn else None,
        "width": photo.width,
        "height": photo.height,
        "looks_like": _twin(photo),
        "keypoints": None if photo.pose is None else photo.pose.round(4).tolist(),
    }


def step(one: Step) -> dict:
    """A change in the life of a photo, with the pose that was there before it."""
    change = one.change
    return {
        "change": change.id,
        "at": change.at.isoformat(),
        "who": change.who,
        "what": change.what,
        "detail": change.detail,
        "undone": change.undone,
        "keypoints": None if one.pose is None else one.pose.round(4).tolist(),
    }


def _twin(photo: Photo) -> dict | None:
    """A photo that was there before and looks the same."""
    twin = mirror().twins.of(db.session(), photo)
    return None if twin is None else {"id": twin.id, "title": twin.title, "url": urls.served(twin, "large")}


def _days_left(photo: Photo) -> int | None:
    """Until a trashed photo is deleted for good."""
    if photo.trashed_at is None:
        return None
    age = now() - photo.trashed_at
    return max((trash.KEPT - age + timedelta(hours=12)).days, 0)
