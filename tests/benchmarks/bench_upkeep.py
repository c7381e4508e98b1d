"""What it takes to start with a large library and to keep up with its changes. Reports and never judges.

    python -m tests.benchmarks.bench_upkeep [--photos 80000]     # also the second half of `make bench`

Start: seconds, and seconds of CPU, in which a process that has loaded Python and its modules reads every pose
from the database and can search; and by how much its memory grows for each photo, as the difference between a
library of an eighth of the size and the whole, so that what is the same for both does not count.
Upkeep: milliseconds of CPU that the first query after a change, made through another connection, takes beyond
a query without one; the median and the worst of several.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil
from sqlalchemy.orm import Session

from converter.pose.spec import K
from server.app import create_app
from server.collection import collections, photos, trash
from server.collection.details import Details
from server.config import Settings
from server.library import Mirror
from server.models import Collection, db
from server.search.index import PoseIndex, Query
from tests.benchmarks.load_match import make_instance

TIMES = 20
POSE = np.column_stack([np.random.default_rng(0).normal(200, 90, (K, 2)), np.ones(K)])


def start(folder: Path) -> dict:
    """In a process of its own: the first search of a library."""
    app = create_app(Settings(instance=folder, gallery=False))
    compiled = PoseIndex()
    compiled.put(np.arange(1), np.zeros(1, int), POSE[None])
    compiled.search(Query(POSE))
    with app.app_context():
        mirror, me = app.extensions["mirror"], psutil.Process()
        photos.told(db.session(), [1])
        before = me.memory_info().rss
        seconds, cpu = time.perf_counter(), time.process_time()
        mirror.search(db.session(), Query(POSE))
        return {
            "seconds": time.perf_counter() - seconds,
            "cpu": time.process_time() - cpu,
            "bytes": me.memory_info().rss - before,
        }


def started(folder: Path) -> dict:
    command = [sys.executable, "-m", "tests.benchmarks.bench_upkeep", "--start", str(folder)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def changes(session: Session) -> dict[str, Callable[[int], object]]:
    """By name; each takes how often it was called before."""

    def add(number: int) -> None:
        photo, _ = photos.add(session, f"upkeep{number:058}", Details("A pose"))
        photos.record_pose(session, photo.id, (480, 480), POSE)

    def set_visible(visible: bool) -> None:
        collections.set_visible(session, session.get_one(Collection, Collection.UPLOADS), visible)

    return {
        "nothing": lambda number: None,
        "a photo added": add,
        "a pose corrected": lambda number: photos.record_pose(session, number + 1, (480, 480), POSE),
        "a photo removed": lambda number: trash.put(session, [number + 1]),
        "the whole library hidden, or shown again": lambda number: set_visible(number % 2 == 1),
    }


def report_upkeep(folder: Path) -> None:
    settings = Settings(instance=folder, gallery=False)
    app = create_app(settings)
    with app.app_context():
        other = Mirror(settings)
        other.search(db.session(), Query(POSE))
        with Session(db.engine) as writer:
            for name, change in changes(writer).items():
                taken = []
                for number in range(TIMES if "whole" not in name else 4):
                    change(number)
                    before = time.process_time()
                    other.search(db.session(), Query(POSE))
                    taken.append(1000 * (time.process_time() - before))
                print(f"{name:<42}{np.median(taken):8.1f}{max(taken):8.1f}", flush=True)
        db.session.remove()
        db.engine.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=int, default=80_000)
    parser.add_argument("--start", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.start:
        print(json.dumps(start(options.start)))
        return
    with tempfile.TemporaryDirectory() as root:
        few, all_of_them = Path(root) / "few", Path(root) / "all"
        for folder, number in ((few, options.photos // 8), (all_of_them, options.photos)):
            make_instance(folder, number, np.random.default_rng(0))
        small, large = started(few), started(all_of_them)
        per_photo = (large["bytes"] - small["bytes"]) / (options.photos - options.photos // 8)
        print(f"\n{options.photos:,} photos: start {large['seconds']:.2f} s, {large['cpu']:.2f} s of CPU;")
        print(
            f"the process grows by {large['bytes'] / 1e6:.0f} MB, {per_photo:.0f} bytes for each photo more"
        )
        print(f"\n{'query after':<42}{'median':>8}{'worst':>8}  ms of CPU")
        report_upkeep(all_of_them)


if __name__ == "__main__":
    main()
