"""Verdicts on photos and their poses, and what the next network may learn from them."""

import numpy as np
from flask import Response, abort

from server.collection import review as reviews
from server.collection.review import Verdict
from server.desk import blueprint
from server.desk.messages import VerdictMessage, read
from server.desk.photos import photo_or_404
from server.desk.rows import row
from server.exchange import coco, zipstream
from server.library import mirror
from server.models import Review, Status, db


@blueprint.put("/photos/<int:photo_id>/verdict")
def decide(photo_id: int):
    """Let a verdict hold; to undo it, send the one that was there before."""
    photo = photo_or_404(photo_id)
    message = read(VerdictMessage)
    if photo.status == Status.PENDING or not photo.width:
        abort(409, "This photo is still being looked at. Try again in a moment.")
    pose = None if message.keypoints is None else np.array(message.keypoints)
    verdict = Verdict(Review(message.review), pose, message.corrected and pose is not None, message.reason)
    reviews.decide(db.session(), photo, verdict)
    db.session.refresh(photo)
    return {"photo": row(photo)}


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
