"""How well `server.collection.doubts` tells the gallery's wrong poses and cut bodies from the rest.

python tests/benchmarks/doubts.py INSTANCE   # a folder as `make setup` leaves it
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from converter.pose.spec import SIGMAS
from server.collection.doubts import Doubt, doubts
from server.intake.importer import GALLERY
from server.models import Photo

WRONG_OKS = 0.5
FIRST_OF_BODY = 5


def truths() -> dict[str, tuple[np.ndarray, float, int]]:
    """By SHA-256: true keypoints (K, 3), area and width of every gallery picture."""
    gallery = json.loads((GALLERY / "gallery.json").read_text())
    of_image = {annotation["image_id"]: annotation for annotation in gallery["annotations"]}
    found = {}
    for image in gallery["images"]:
        person = of_image[image["id"]]
        sha256 = hashlib.sha256((GALLERY / "images" / image["file_name"]).read_bytes()).hexdigest()
        keypoints = np.array(person["keypoints"], float).reshape(-1, 3)
        found[sha256] = keypoints, person["area"], image["width"]
    return found


def oks(pose: np.ndarray, truth: np.ndarray, area: float) -> float:
    labelled = truth[:, 2] > 0
    squared = ((pose[:, :2] - truth[:, :2]) ** 2).sum(1)
    return float(np.exp(-squared / (2 * (2 * SIGMAS) ** 2 * area))[labelled].mean())


def main(instance: Path) -> None:
    known, rows, nobody = truths(), [], 0
    with Session(create_engine(f"sqlite:///{instance / 'mirror.db'}")) as session:
        for sha256, pose, width, height in session.execute(
            select(Photo.sha256, Photo.pose, Photo.width, Photo.height)
        ):
            if sha256 not in known:
                continue
            if pose is None:
                nobody += 1
                continue
            truth, area, true_width = known[sha256]
            scale = width / true_width
            measured = oks(pose, truth * [scale, scale, 1], area * scale**2)
            lacking = int((truth[FIRST_OF_BODY:, 2] == 0).sum())
            rows.append((measured < WRONG_OKS, lacking >= 2, set(doubts([pose], (width, height)))))
    wrong, cut, found = (np.array(column) for column in zip(*rows, strict=True))
    print(f"{len(rows)} poses, {nobody} photos where nobody was found")
    for doubt, meant, what in (
        (Doubt.UNSURE, wrong, f"wrong (OKS below {WRONG_OKS})"),
        (Doubt.CUT, cut, "cut (two or more keypoints of the body unlabelled)"),
    ):
        marked = np.array([doubt in some for some in found])
        print(f"{doubt}: {marked.sum()} marked, {(marked & meant).sum()} of the {meant.sum()} {what}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
