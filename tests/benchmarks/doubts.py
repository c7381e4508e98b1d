"""How well `server.collection.doubts` picks the photos that are worth a curator's look.

    python tests/benchmarks/doubts.py                        # the built-in gallery
    python tests/benchmarks/doubts.py FOLDER... [--photos N] # others with true keypoints, in COCO format

Each photo goes the way of an upload. Its pose is wrong where OKS with the labelled person whom it fits best
is below .5, or where nobody is found. Printed per reason: how many photos it marks, and how many are wrong.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[2]))

from converter.pose.spec import SIGMAS
from server.collection.doubts import Doubt, doubts
from server.collection.storage import SIZES, fit
from server.intake.estimator import Estimator
from server.intake.importer import GALLERY

WRONG_OKS = 0.5
MIN_LABELLED = 5
MIN_HEIGHT_PX = 96


class Person(NamedTuple):
    keypoints: np.ndarray  # (K, 3) x, y, visibility
    area: float


class Judged(NamedTuple):
    people: list[np.ndarray]  # found, the main one first
    size: tuple[int, int]
    oks: float  # of the main one; 0 where nobody was found


def photos(annotations: Path) -> Iterator[tuple[Path, int, list[Person]]]:
    """File, width and labelled people of each photo that has somebody large enough."""
    told = json.loads(annotations.read_text(encoding="utf-8"))
    people: dict[int, list[Person]] = {}
    for one in told["annotations"]:
        keypoints = np.array(one.get("keypoints", []), float).reshape(-1, 3)
        if (keypoints[:, 2] > 0).sum() >= MIN_LABELLED and one["bbox"][3] >= MIN_HEIGHT_PX:
            people.setdefault(one["image_id"], []).append(Person(keypoints, one["area"]))
    for image in told["images"]:
        if image["id"] in people:
            yield annotations.parent / "images" / image["file_name"], image["width"], people[image["id"]]


def oks(pose: np.ndarray, truth: Person, scale: float) -> float:
    labelled = truth.keypoints[:, 2] > 0
    squared = ((pose[:, :2] - truth.keypoints[:, :2] * scale) ** 2).sum(1)
    spread = 2 * (2 * SIGMAS) ** 2 * truth.area * scale**2
    return float(np.exp(-squared / spread)[labelled].mean())


def judge(estimator: Estimator, annotations: Path, most: int) -> list[Judged]:
    found = list(photos(annotations))
    chosen = np.random.default_rng(0).permutation(len(found))[:most]
    return [_judge(estimator, *found[number]) for number in sorted(chosen)]


def _judge(estimator: Estimator, path: Path, width: int, truths: list[Person]) -> Judged:
    with Image.open(path) as file:
        image = fit(file.convert("RGB"), SIZES["large"])
    people = estimator.people(image)
    best = max((oks(people[0], truth, image.width / width) for truth in truths), default=0) if people else 0.0
    return Judged(people, image.size, best)


def report(name: str, judged: list[Judged]) -> None:
    wrong = np.array([one.oks < WRONG_OKS for one in judged])
    found = [set(doubts(one.people, one.size)) for one in judged]
    print(f"{name}: {len(judged)} photos, {wrong.sum()} poses wrong (OKS below {WRONG_OKS})")
    marks = {doubt.value: np.array([doubt in some for some in found]) for doubt in Doubt}
    marks["any"] = np.array([bool(some) for some in found])
    for reason, marked in marks.items():
        right = (marked & wrong).sum()
        share = f", {right / marked.sum():.0%} of them" if marked.any() else ""
        print(f"  {reason:8} {marked.sum():4} marked, {right:4} wrong{share}")
    print(f"  finds {(marks['any'] & wrong).sum() / max(wrong.sum(), 1):.0%} of the wrong ones")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--photos", type=int, default=10_000, help="at most so many of each, by chance")
    options = parser.parse_args()
    estimator = Estimator()
    sources = {folder.name: folder / "annotations.json" for folder in options.folders}
    for name, annotations in (sources or {"gallery": GALLERY / "gallery.json"}).items():
        report(name, judge(estimator, annotations, options.photos))


if __name__ == "__main__":
    main()
