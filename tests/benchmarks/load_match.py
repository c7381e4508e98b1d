"""Visitors at ten poses a second each, against the production server with 80,000 photos.

    make load                            # or, quicker: make load SECONDS=5 VISITORS="1 50"

Makes an instance without picture files (matching reads none), starts `move-mirror serve` on a free port of
127.0.0.1, lets Locust's visitors come, prints a table and removes everything. Locust runs beside the server,
so the last column says how much of the machine it takes itself. Reports and never judges.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psutil
from sqlalchemy import insert

from converter.pose.spec import VERSION
from server.app import create_app
from server.config import Settings
from server.database import upgrade_database
from server.models import Library, Photo, Status, db
from tests.benchmarks.poses import articulated, gallery_poses

VISITORS = Path(__file__).with_name("visitors.py")
HELD_POSES = 300
STEPS = 10  # a second from one pose to the next
CHUNK = 10_000
# Heading, format
COLUMNS = {
    "visitors": ("visitors", "d"),
    "asked": ("asked/s", ".0f"),
    "answered": ("answered/s", ".0f"),
    "p50": ("p50 ms", ".0f"),
    "p99": ("p99 ms", ".0f"),
    "away": ("turned away/s", ".0f"),
    "away_p99": ("its p99 ms", ".0f"),
    "cpu": ("server CPU ms/request", ".2f"),
    "cores": ("server cores", ".2f"),
    "locust": ("Locust cores", ".2f"),
}


def make_instance(folder: Path, number: int, rng: np.random.Generator) -> None:
    app = create_app(Settings(instance=folder, gallery=False))
    poses = articulated(gallery_poses(), number, rng).astype(np.float32)
    with app.app_context():
        upgrade_database()
        for start in range(0, number, CHUNK):
            rows = [
                {
                    "sha256": f"{row:064x}",
                    "title": f"Pose {row}",
                    "credit": "load test",
                    "status": Status.READY,
                    "width": 480,
                    "height": 480,
                    "pose": poses[row],
                    "spec_version": VERSION,
                }
                for row in range(start, min(start + CHUNK, number))
            ]
            db.session.execute(insert(Photo), rows)
        db.session.execute(Library.__table__.update().values(revision=1))
        db.session.commit()
        db.engine.dispose()


def write_bodies(path: Path, rng: np.random.Generator) -> None:
    """Requests of a visitor who goes from pose to pose, one a line; five matches each, as in the page."""
    held = articulated(gallery_poses(), HELD_POSES, rng)
    share = np.linspace(0, 1, STEPS, endpoint=False)[:, None, None, None]
    moving = (1 - share) * held + share * np.roll(held, -1, axis=0)  # (STEPS, HELD_POSES, 17, 3)
    poses = moving.swapaxes(0, 1).reshape(-1, *held.shape[1:])
    poses[..., :2] += rng.normal(0, 1, poses[..., :2].shape)
    poses = poses.round(1)
    path.write_text("\n".join(json.dumps({"keypoints": pose.tolist(), "limit": 5}) for pose in poses))


@contextmanager
def running_server(folder: Path, workers: int):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "MIRROR_INSTANCE": str(folder),
        "MIRROR_GALLERY": "0",
        "MIRROR_PROXIES": "1",
        "MIRROR_WORKERS": str(workers),
        "PORT": str(port),
    }
    command = [sys.executable, "-m", "server.cli", "serve"]
    server = subprocess.Popen(command, env=os.environ | settings, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout.readline().startswith("Move Mirror is ready"), "the server did not start"
        yield psutil.Process(server.pid), f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def visit(address: str, visitors: int, seconds: int, bodies: Path) -> tuple[list[dict], float]:
    """Locust's statistics by kind of answer, and the seconds of CPU that it took itself."""
    command = [sys.executable, "-m", "locust", "-f", str(VISITORS), "--headless", "--json", "--only-summary"]
    options = {"-u": visitors, "-r": max(visitors, 1), "-t": f"{seconds}s", "-H": address, "-L": "ERROR"}
    flat = [str(part) for option in options.items() for part in option]
    before = os.times()
    done = subprocess.run(
        [*command, *flat], env=os.environ | {"LOAD_BODIES": str(bodies)}, capture_output=True, text=True
    )
    after = os.times()
    if not done.stdout.strip():
        raise SystemExit(done.stderr)
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return json.loads(done.stdout), cpu


def cpu_seconds(server: psutil.Process) -> float:
    times = [process.cpu_times() for process in [server, *server.children(recursive=True)]]
    return sum(t.user + t.system for t in times)


def quantile(histogram: dict[str, int], share: float) -> float:
    """Of Locust's histogram of whole milliseconds (two digits above 100)."""
    times = sorted((float(ms), count) for ms, count in histogram.items())
    rank = share * sum(count for _, count in times)
    for ms, count in times:
        rank -= count
        if rank <= 0:
            return ms
    return float("nan")


def report(server: psutil.Process, address: str, visitors: int, seconds: int, bodies: Path) -> None:
    before = cpu_seconds(server)
    statistics, locust = visit(address, visitors, seconds, bodies)
    cpu = cpu_seconds(server) - before
    by_name = {entry["name"]: entry for entry in statistics}
    matched, away = by_name.get("/api/match", {}), by_name.get("turned away", {})
    answered, turned_away = matched.get("num_requests", 0), away.get("num_requests", 0)
    figures = {
        "visitors": visitors,
        "asked": (answered + turned_away) / seconds,
        "answered": answered / seconds,
        "p50": quantile(matched.get("response_times", {}), 0.5),
        "p99": quantile(matched.get("response_times", {}), 0.99),
        "away": turned_away / seconds,
        "away_p99": quantile(away.get("response_times", {}), 0.99),
        "cpu": 1000 * cpu / max(answered + turned_away, 1),
        "cores": cpu / seconds,
        "locust": locust / seconds,
    }
    cells = [f"{figures[name]:{style}}".rjust(len(heading)) for name, (heading, style) in COLUMNS.items()]
    failed = matched.get("num_failures", 0)
    print("  ".join(cells) + (f"  {failed} FAILED" if failed else ""), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--photos", type=int, default=80_000)
    parser.add_argument("--visitors", type=int, nargs="+", default=[1, 10, 50, 200])
    parser.add_argument("--seconds", type=int, default=15)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as folder:
        make_instance(Path(folder), options.photos, rng)
        bodies = Path(folder) / "bodies.jsonl"
        write_bodies(bodies, rng)
        with running_server(Path(folder), options.workers) as (server, address):
            visit(address, 4, 2, bodies)  # until every process has its index
            print(f"{options.photos:,} photos, {options.workers} processes, {os.cpu_count()} cores")
            print("  ".join(heading for heading, _ in COLUMNS.values()))
            for visitors in options.visitors:
                report(server, address, visitors, options.seconds, bodies)
                time.sleep(1)


if __name__ == "__main__":
    main()
