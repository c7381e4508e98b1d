"""Memory of each process and bytes of database per photo, at several sizes of the collection.

    python -m tests.benchmarks.sizes [--photos 420 10000 80000]

Starts `move-mirror serve` on each size, matches until every web server process has its index, and prints what
each kind of process keeps to itself (USS) and its share of all (PSS), in megabytes; on Linux.
"""

import argparse
import json
import tempfile
import urllib.request
from collections import defaultdict
from pathlib import Path

import numpy as np
import psutil

from tests.benchmarks.load_match import make_instance, running_server
from tests.benchmarks.poses import gallery_poses

WORKERS = 2
REQUESTS = 60  # enough for every worker to have had some


def measure(photos: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_instance(folder, photos, np.random.default_rng(0))
        with running_server(folder, WORKERS) as (server, address):
            ask(address)
            found = defaultdict(list)
            for process in (server, *server.children(recursive=True)):
                memory = process.memory_full_info()
                found[kind(process)].append((memory.uss / 2**20, memory.pss / 2**20))
        database = sum(path.stat().st_size for path in folder.glob("mirror.db*"))
    print(f"{photos} photos: database {database / photos:.0f} bytes a photo")
    for what, sizes in sorted(found.items()):
        uss, pss = np.mean(sizes, axis=0)
        print(f"  {len(sizes)} x {what:20} {uss:6.0f} MB of its own, {pss:6.0f} MB with its share")
    print(f"  together {sum(pss for sizes in found.values() for _, pss in sizes):.0f} MB", flush=True)


def ask(address: str) -> None:
    pose = gallery_poses()[0].tolist()
    for _ in range(REQUESTS):
        body = json.dumps({"keypoints": pose}).encode()
        headers = {"Content-Type": "application/json"}
        urllib.request.urlopen(urllib.request.Request(f"{address}/api/match", body, headers), timeout=60)


def kind(process: psutil.Process) -> str:
    command = " ".join(process.cmdline())
    if "decoder_process" in command:
        return "decoder"
    if "server.cli work" in command:
        return "estimator"
    if "gunicorn" not in command:
        return "supervisor"
    parent = process.parent()
    return "web server" if parent and "gunicorn" in " ".join(parent.cmdline()) else "their parent"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", nargs="+", type=int, default=[420, 10_000, 80_000])
    for photos in parser.parse_args().photos:
        measure(photos)


if __name__ == "__main__":
    main()
