"""Verdicts on photos and their poses, and what the next network may learn from them."""

import numpy as np
from flask import Response, abort
from flask_login import current_user

from server.collection import history
from server.collection import review as reviews
from server.collection.history import VERDICT, What
from server.collection.review import Verdict
from server.desk import blueprint
from server.desk.messages import VerdictMessage, read
from server.desk.photos import photo_or_404
from server.desk.rows import row
from server.exchange import coco, zipstream
from server.library import mirror
from server.models import Photo, Review, Status, db
from server.people import audit


@blueprint.put("/photos/<int:photo_id>/verdict")
def decide(photo_id: int):
    """Let a verdict hold. The answer's `change` is what `POST /changes/<id>/undo` takes back."""
    photo = photo_or_404(photo_id)
    message = read(VerdictMessage)
    if photo.status == Status.PENDING or not photo.width:
        abort(409, "This photo is still being looked at. Try again in a moment.")
    pose = None if message.keypoints is None else np.array(message.keypoints)
    verdict = Verdict(Review(message.review), pose, message.corrected and pose is not None, message.reason)
    what = _what(photo, verdict)
    change = history.remember(db.session(), current_user.name, what, [photo_id], VERDICT, verdict.reason)
    change_id = change.id
    reviews.decide(db.session(), photo, verdict)
    db.session.refresh(photo)
    audit.tell(f"photo {photo_id}: {what.value}")
    return {"photo": row(photo), "change": change_id}


def _what(photo: Photo, verdict: Verdict) -> What:
    before = photo.pose
    same = verdict.pose is before or (
        verdict.pose is not None and before is not None and np.allclose(verdict.pose, before, atol=1e-3)
    )
    if verdict.review == Review.REJECTED:
        return What.REJECTED
    if not same:
        return What.CORRECTED
    return What.APPROVED if verdict.review == Review.APPROVED else What.REOPENED


@blueprint.get("/coco.zip")
def coco_archive() -> Response:
    """Poses that people approved or corrected, with their pictures, in COCO keypoints format."""
    storage = mirror().storage
    found = list(coco.examples(db.session(), storage, coco.judged_ids(db.session())))
    members = [zipstream.Member("annotations.json", coco.annotations(found).encode())]
    members += [zipstream.Member(f"images/{example.image['file_name']}", example.path) for example in found]
    return download(zipstream.stream(members), "move-mirror-coco.zip")


def download(chunks, name: str) -> Response:
    response = Response(chunks, mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
