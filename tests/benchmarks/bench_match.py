"""Milliseconds per match, on the built-in gallery's true poses and on larger sets made of them.

    make bench

Reports and never judges: the figures are those of the machine, and of what else it is doing.
"""

import io
import json
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

from server.importer import GALLERY
from server.index import PoseIndex, Query

SIZES = (420, 10_000, 80_000)
QUERIES = 100


def gallery_poses() -> np.ndarray:
    """(420, 17, 3) of x, y, 1 where labelled."""
    annotations = json.loads((GALLERY / "gallery.json").read_text())["annotations"]
    poses = np.array([annotation["keypoints"] for annotation in annotations], float).reshape(-1, 17, 3)
    poses[..., 2] = poses[..., 2] > 0
    return poses


def jittered(poses: np.ndarray, number: int, rng: np.random.Generator) -> np.ndarray:
    chosen = poses[rng.integers(0, len(poses), number)]
    return chosen + rng.normal(0, 12, chosen.shape) * [1, 1, 0]


def milliseconds(ask, queries: np.ndarray) -> np.ndarray:
    times = []
    for query in queries:
        start = time.perf_counter()
        ask(query)
        times.append((time.perf_counter() - start) * 1000)
    return np.array(times)


def report(name: str, times: np.ndarray) -> None:
    print(f"{name:<34} median {np.median(times):7.2f} ms   p99 {np.quantile(times, 0.99):7.2f} ms")


def whole_request(poses: np.ndarray):
    """The HTTP application around 420 photos, without the network between."""
    from server import ingest, photos
    from server.app import create_app
    from server.config import Settings
    from server.database import upgrade_database
    from server.models import db

    app = create_app(Settings(instance=Path(tempfile.mkdtemp()), gallery=False))
    storage = app.extensions["mirror"].storage
    with app.app_context():
        upgrade_database()
        for number, pose in enumerate(poses):
            buffer = io.BytesIO()
            Image.new("RGB", (64, 64), (number % 256, number // 256, 0)).save(buffer, "PNG")
            photo, _ = ingest.accept(db.session(), storage, buffer.getvalue(), "bench")
            photos.record_pose(db.session(), photo.id, (480, 480), pose)
    client = app.test_client()
    return lambda query: client.post("/api/match", json={"keypoints": query.tolist()})


def main() -> None:
    rng = np.random.default_rng(0)
    poses = gallery_poses()
    queries = jittered(poses, QUERIES, rng)
    for size in SIZES:
        references = poses if size == len(poses) else jittered(poses, size, rng)
        index = PoseIndex()
        index.put(np.arange(len(references)), np.zeros(len(references), int), references)
        report(
            f"index, {size:,} photos",
            milliseconds(lambda query, index=index: index.search(Query(query)), queries),
        )
    report("POST /api/match, 420 photos", milliseconds(whole_request(poses), queries))


if __name__ == "__main__":
    main()
