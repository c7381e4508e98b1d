"""One table: the index beside the engines that a project would otherwise take, on the same poses, one thread.

    make bench                                   # 10,000 and 80,000 photos
    make bench ARGS="--sizes 80000 1000000"      # a million: ours and the yardstick alone
    make bench ARGS="--data FOLDER"              # poses of a COCO keypoints folder, not the gallery's

Every search is for the ten nearest, the visitor's mirror image included. The collection is made of the
built-in gallery's 420 true poses (or the folder's): one of them each, its limbs turned at the joints by 25
degrees (standard deviation) and its keypoints moved by 6 pixels; visitors are made in the same way from other
draws, with confidences of .5 to 1, half of them with their legs out of the picture.

The others search vectors of a fixed length, and so cannot leave out what the visitor does not show: they get
the pose as the app of 2018 made it one, moved and scaled to its bounding box, at length 1, hidden keypoints
at 0. Quality is measured against the exact measure's answer: `first` is how often the same photo comes first,
`ten` how many of the ten are the same, for visitors whose whole body is seen and for those without legs.

`times a read` compares with the yardstick of the same size: NumPy's product of the index's numbers with one
column, the least that reading them all can take. Memory is the index alone, without pictures and titles.
Reports and never judges: the figures are those of the machine, and of what else it is doing.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import argparse
import json
import pickle
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import faiss
import numpy as np
import vptree
from sklearn.neighbors import NearestNeighbors

from converter.pose.matching import mirror_pose, similarity
from converter.pose.spec import INDEX
from server.search.columns import COLUMNS
from server.search.index import PoseIndex, Query
from tests.benchmarks.poses import articulated, gallery_poses

TEN = 10
VISITORS = 100
SECONDS_EACH = 20  # slow engines get through fewer visitors
MOST_FOR_OTHERS = 80_000
LEGS = [INDEX[f"{side}_{joint}"] for side in ("left", "right") for joint in ("knee", "ankle")]

Search = Callable[[np.ndarray], list[int]]  # a pose (K, 3) to the rows of the ten nearest


class Engine(NamedTuple):
    name: str
    build: Callable[[np.ndarray], tuple[Search, int]]  # poses to a search and the bytes it holds


def ours(poses: np.ndarray) -> tuple[Search, int]:
    index = PoseIndex()
    index.put(np.arange(len(poses)), np.zeros(len(poses), int), poses)
    return lambda pose: [hit.id for hit in index.search(Query(pose, TEN))], index.nbytes


def four_at_once(poses: np.ndarray) -> tuple[Search, int]:
    """What a visitor costs when four wait for the same pass: the time is divided by four below."""
    index = PoseIndex()
    index.put(np.arange(len(poses)), np.zeros(len(poses), int), poses)
    return (
        lambda pose: [hit.id for hit in index.search_many([Query(pose, TEN)] * 4)[0]],
        index.nbytes,
    )


def read_once(poses: np.ndarray) -> tuple[Search, int]:
    numbers = np.random.default_rng(0).random((len(poses), COLUMNS), np.float32)
    column = np.ones((COLUMNS, 1), np.float32)

    def read(_pose: np.ndarray) -> list[int]:
        np.dot(numbers, column)
        return []

    return read, numbers.nbytes


def neighbours(algorithm: str) -> Callable[[np.ndarray], tuple[Search, int]]:
    def build(poses: np.ndarray) -> tuple[Search, int]:
        model = NearestNeighbors(n_neighbors=TEN, algorithm=algorithm).fit(boxed(poses))

        def search(pose: np.ndarray) -> list[int]:
            distances, rows = model.kneighbors(both(pose))
            return merged(distances, rows)

        return search, len(pickle.dumps(model))

    return build


def flat(poses: np.ndarray) -> tuple[Search, int]:
    return _faiss(faiss.IndexFlatL2(2 * poses.shape[1]), poses)


def graph(poses: np.ndarray) -> tuple[Search, int]:
    index = faiss.IndexHNSWFlat(2 * poses.shape[1], 32)
    index.hnsw.efSearch = 64
    return _faiss(index, poses)


def _faiss(index, poses: np.ndarray) -> tuple[Search, int]:
    faiss.omp_set_num_threads(1)
    index.add(boxed(poses))

    def search(pose: np.ndarray) -> list[int]:
        return merged(*index.search(both(pose), TEN))

    return search, faiss.serialize_index(index).nbytes


def vantage_points(poses: np.ndarray) -> tuple[Search, int]:
    """The tree of the app of 2018, in Python; a row's number stands behind its vector."""
    vectors = np.column_stack([boxed(poses), np.arange(len(poses))])
    tree = vptree.VPTree(list(vectors), lambda a, b: float(np.linalg.norm(a[:-1] - b[:-1])))

    def search(pose: np.ndarray) -> list[int]:
        found = [tree.get_n_nearest_neighbors(np.append(one, -1), TEN) for one in both(pose)]
        distances = np.array([[distance for distance, _ in each] for each in found])
        return merged(distances, np.array([[int(point[-1]) for _, point in each] for each in found]))

    # Its nodes are Python objects beside the vectors: this counts the vectors.
    return search, vectors.nbytes


ENGINES = [
    Engine("reading the index once", read_once),
    Engine("ours", ours),
    Engine("ours, four visitors at once", four_at_once),
    Engine("FAISS flat", flat),
    Engine("FAISS HNSW", graph),
    Engine("scikit-learn brute force", neighbours("brute")),
    Engine("scikit-learn ball tree", neighbours("ball_tree")),
    Engine("VP-tree (Python)", vantage_points),
]


def boxed(poses: np.ndarray) -> np.ndarray:
    """(N, 2K) float32: moved and scaled to the bounding box of what is seen, at length 1."""
    seen = poses[..., 2:] > 0
    low = np.where(seen, poses[..., :2], np.inf).min(1, keepdims=True)
    high = np.where(seen, poses[..., :2], -np.inf).max(1, keepdims=True)
    xy = np.where(seen, (poses[..., :2] - low) / np.maximum((high - low).max(2, keepdims=True), 1e-9), 0)
    vectors = xy.reshape(len(poses), -1)
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def both(pose: np.ndarray) -> np.ndarray:
    """(2, 2K) of the pose and its mirror image."""
    return boxed(np.stack([pose, mirror_pose(pose)]))


def merged(distances: np.ndarray, rows: np.ndarray) -> list[int]:
    """The ten nearest of two answers, each row once."""
    order = np.argsort(distances, axis=None, kind="stable")
    return list(dict.fromkeys(rows.ravel()[order].tolist()))[:TEN]


def exact(pose: np.ndarray, poses: np.ndarray) -> list[int]:
    """The plain definition, for every reference."""
    best = np.maximum(similarity(pose, poses).similarity, similarity(mirror_pose(pose), poses).similarity)
    return np.argsort(-best, kind="stable")[:TEN].tolist()


def coco_poses(folder: Path) -> np.ndarray:
    annotations = json.loads((folder / "annotations.json").read_text())["annotations"]
    poses = np.array([annotation["keypoints"] for annotation in annotations], float).reshape(-1, 17, 3)
    poses[..., 2] = poses[..., 2] > 0
    return poses[poses[..., 2].sum(1) >= 8]


def visitors_of(poses: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(VISITORS, K, 3), every second one without legs."""
    visitors = articulated(poses, VISITORS, rng)
    visitors[..., 2] *= rng.uniform(0.5, 1, visitors.shape[:2])
    visitors[1::2, LEGS, 2] = 0
    return visitors


def measure(engine: Engine, poses: np.ndarray, visitors: np.ndarray, truth: list[list[int]]) -> dict:
    """Milliseconds per visitor, build seconds, bytes per photo, and how much of the truth is found."""
    start = time.perf_counter()
    search, size = engine.build(poses)
    result = {"build": time.perf_counter() - start, "bytes": size / len(poses)}
    search(visitors[0])  # compiles, or touches memory, once
    times, answers = [], []
    begun = time.perf_counter()
    for visitor in visitors:
        start = time.perf_counter()
        answers.append(search(visitor))
        times.append((time.perf_counter() - start) * 1000)
        if time.perf_counter() - begun > SECONDS_EACH and len(answers) >= 4:
            break
    divisor = 4 if engine.build is four_at_once else 1
    result |= {"median": np.median(times) / divisor, "p99": np.quantile(times, 0.99) / divisor}
    if answers[0] and truth:
        pairs = list(zip(answers, truth, strict=False))
        for name, some in (("whole", pairs[::2]), ("legless", pairs[1::2])):
            result[f"{name} first"] = np.mean([answer[0] == true[0] for answer, true in some])
            result[f"{name} ten"] = np.mean([len(set(answer) & set(true)) / TEN for answer, true in some])
    return result


def line(name: str, result: dict, read_ms: float) -> str:
    quality = [
        f"{result[key]:.2f}" if key in result else "-"
        for key in ("whole first", "whole ten", "legless first", "legless ten")
    ]
    return (
        f"{name:<29}{result['median']:9.2f}{result['p99']:9.2f}{result['median'] / read_ms:14.1f}"
        f"{result['build']:10.2f}{result['bytes']:13.0f}" + "".join(f"{text:>9}" for text in quality)
    )


HEADING = (
    f"{'':<29}{'median':>9}{'p99':>9}{'times':>14}{'build':>10}{'bytes':>13}{'whole body':>18}"
    f"{'no legs':>18}\n{'':<29}{'ms':>9}{'ms':>9}{'a read':>14}{'s':>10}{'a photo':>13}"
    f"{'first':>9}{'ten':>9}{'first':>9}{'ten':>9}"
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 80_000])
    parser.add_argument("--data", type=Path, help="a folder with annotations.json in COCO keypoints format")
    options = parser.parse_args()
    real = coco_poses(options.data) if options.data else gallery_poses()
    rng = np.random.default_rng(0)
    visitors = visitors_of(real, rng)
    for size in options.sizes:
        poses = articulated(real, size, rng)
        only_ours = size > MOST_FOR_OTHERS
        truth = [] if only_ours else [exact(visitor, poses) for visitor in visitors]
        print(f"\n{size:,} photos\n{HEADING}")
        read_ms = 0.0
        for engine in ENGINES[: 3 if only_ours else None]:
            result = measure(engine, poses, visitors, truth)
            read_ms = read_ms or result["median"]
            print(line(engine.name, result, read_ms), flush=True)


if __name__ == "__main__":
    main()
