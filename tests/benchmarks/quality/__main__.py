"""How good the matches are, beside the method of 2018: a report, never a gate.

    make quality DATA=folder
    python -m tests.benchmarks.quality [--data FOLDER] [--model FILE] [--sizes 1000 10000 80000]
                                       [--cache FILE] [--json] [--page docs/quality.md]

Held-out people are the visitors (`people.py`), seen in six ways (`views.py`), against collections of real
poses enlarged by blends (`references.py`). Two oracles, fixed beforehand on true keypoints, say which photos
are truly alike (`oracles.py`). What each figure means stands in docs/quality.md.
"""

import argparse
import datetime
import json
import sys
from pathlib import Path

from converter.data.annotations import DataError
from converter.pose.litert import SHIPPED, SHIPPED_FOR_PHOTOS
from tests.benchmarks.quality.measure import Collection
from tests.benchmarks.quality.people import Cast, cast
from tests.benchmarks.quality.photos import found_poses
from tests.benchmarks.quality.report import Report, tables, verdict, write_page
from tests.benchmarks.quality.visitors import Visitors, visitors

SIZES = (1_000, 10_000, 80_000)
MOST_PHOTOS = 1_000


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="quality", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--data", type=Path, help="holds coco_train, coco_validation, ...; default: the gallery"
    )
    parser.add_argument(
        "--model", type=Path, default=SHIPPED, help="a .tflite file for visitors; default: the shipped one"
    )
    parser.add_argument(
        "--photo-model", type=Path, default=SHIPPED_FOR_PHOTOS, help="for photos; default: the shipped one"
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="of the collection")
    parser.add_argument("--cache", type=Path, help="keeps the network's poses for the next time (.npz)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--page", type=Path, help="the Markdown page to put the figures into")
    options = parser.parse_args()
    try:
        people = cast(options.data)
    except DataError as error:
        sys.exit(f"error: {error}")
    seen = visitors(people.visitors, options.model, options.cache)
    report = {size: measure(collection(people, size, options), seen) for size in options.sizes}
    text = "\n\n".join([tables(report), verdict(report)])
    print(json.dumps(as_json(report)) if options.json else text)
    if options.page:
        write_page(options.page, f"{summary(options, people, report)}\n\n{text}")


def collection(people: Cast, size: int, options: argparse.Namespace) -> Collection:
    """A small one with the network's poses of its photos too, as looking at each takes its time."""
    if size > min(MOST_PHOTOS, len(people.poses)):
        return Collection(people.references(size))
    cache = options.cache and options.cache.with_name(f"{options.cache.stem}-photos-{size}.npz")
    found = found_poses(people.photographed(size), options.photo_model, cache)
    return Collection(people.references(size), found)


def measure(collection: Collection, seen: dict[str, Visitors]) -> dict:
    by_condition = {condition: collection.figures(some) for condition, some in seen.items()}
    return {
        source: {condition: figures[source] for condition, figures in by_condition.items()}
        for source in collection.searched
    }


def summary(options, people, report: Report) -> str:
    data = "--data DATA " if options.data else ""
    sizes = " ".join(map(str, report))
    return (
        f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d} · {len(people.visitors)} visitors · "
        f"{len(people.poses):,} real poses, the rest blends of them · "
        f"`python -m tests.benchmarks.quality {data}--sizes {sizes} --page {options.page}`"
    )


def as_json(report: Report) -> dict:
    return {
        str(size): {
            source: {
                condition: {method: figures._asdict() for method, figures in methods.items()}
                for condition, methods in conditions.items()
            }
            for source, conditions in sources.items()
        }
        for size, sources in report.items()
    }


if __name__ == "__main__":
    main()
