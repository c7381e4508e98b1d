"""What poses the library has, and which visitors missed."""

from flask import Response

from server.collection import missed, photos, pose_map
from server.desk import blueprint
from server.library import mirror
from server.models import db


@blueprint.get("/map")
def poses() -> dict:
    """The map as it is; a new one is on its way where the library has changed."""
    found = pose_map.ask(db.session())
    return {
        "points": found.points,
        "is_coming": found.revision != photos.revision(db.session()),
        "has_one": found.made_at is not None,
    }


@blueprint.get("/missed")
def missed_poses() -> dict:
    """Poses that visitors struck and found no good photo for, alike ones together."""
    return {
        "kept": mirror().missed.enabled,
        "wanted": [
            {
                "keypoints": wish.pose.round(3).tolist(),
                "count": wish.times,
                "similarity": round(wish.similarity, 2),
            }
            for wish in missed.wanted(db.session())
        ],
    }


@blueprint.delete("/missed")
def forget() -> Response:
    missed.forget(db.session())
    return Response(status=204)
