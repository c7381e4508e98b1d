"""How far the work is, cheaply also for thousands: counts, and what has changed since the page last asked."""

from flask import Blueprint, request
from flask_login import login_required

from server.collection import photos
from server.desk.rows import row
from server.intake import videos
from server.models import Photo, Video, db

MOST = 100  # photos in one answer; what is left out is in the counts
VIDEOS = 20

blueprint = Blueprint("progress", __name__, url_prefix="/admin")


@blueprint.before_request
@login_required
def require_sign_in() -> None:
    """As the desk."""


@blueprint.get("/progress.json")
def progress() -> dict:
    """The library's state. ?since=REVISION adds what has changed after it, ?ids=1,2 adds these photos."""
    session = db.session()
    revision = photos.revision(session)  # first: what changes meanwhile is told twice rather than never
    since = request.args.get("since", type=int)
    changed = [] if since is None else sorted(photos.changed_since(session, since))
    ids = [*_ids(request.args.get("ids", "")), *changed[::-1]][:MOST]
    return {
        "revision": revision,
        "counts": {status.value: count for status, count in photos.counts(session).items()},
        "photos": [row(photo) for photo in photos.by_ids(session, ids) if _is_shown(photo)],
        "videos": [_video(video) for video in videos.newest(session, VIDEOS)],
    }


def _is_shown(photo: Photo) -> bool:
    return photo.trashed_at is None


def _ids(text: str) -> list[int]:
    return [int(part) for part in text.split(",") if part.isdecimal() and len(part) < 10]


def _video(video: Video) -> dict:
    return {
        "id": video.id,
        "title": video.title,
        "status": video.status.value,
        "reason": video.reason,
        "frames": video.frames,
    }
