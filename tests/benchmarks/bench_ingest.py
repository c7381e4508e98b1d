"""Photos per second and peak memory of a whole ingest, from files in a folder to poses in the index.

    make bench-ingest            # 1,000 photos
    make bench-ingest N=100
    python -m tests.benchmarks.bench_ingest --folder FOLDER    # of your own

The photos are those of the gallery at twice their size, each a little different, as JPEG. A folder is
imported as `move-mirror import` does it, with as many processes as there are cores.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from PIL import Image

from server.collection.storage import SIZES
from tests.benchmarks.sizes import kind

ROOT = Path(__file__).parents[2]
IMAGES = ROOT / "server" / "gallery" / "images"
PARTS = ("together", "import", "estimator", "decoder")
MB = 2**20


def write_photos(folder: Path, count: int) -> None:
    sources = sorted(IMAGES.glob("*.jpg"))
    for number in range(count):
        with Image.open(sources[number % len(sources)]) as image:
            larger = image.resize((image.width * 2 + number // len(sources), image.height * 2))
            larger.save(folder / f"{number:05}.jpg", quality=90)


def memory_mb(process: psutil.Process) -> dict[str, float]:
    """Memory by kind of process, the largest of each, and `together`, where what they share counts once.

    Resident memory, and for `together` the proportional share (PSS, on Linux).
    """
    found = {"together": 0.0}
    for one in (process, *process.children(recursive=True)):
        try:
            full = one.memory_full_info()
            what = "import" if one == process else kind(one)
        except psutil.Error:
            continue
        found[what] = max(found.get(what, 0), full.rss / MB)
        found["together"] += getattr(full, "pss", full.rss) / MB
    return found


def run(photos: Path, instance: Path) -> tuple[float, dict[str, float]]:
    """Seconds and peaks of memory of an import."""
    started, peaks = time.monotonic(), dict[str, float]()
    process = subprocess.Popen(
        [sys.executable, "-m", "server.cli", "import", str(photos)],
        env=os.environ | {"MIRROR_INSTANCE": str(instance), "MIRROR_GALLERY": "0"},
        cwd=ROOT,
    )
    watched = psutil.Process(process.pid)
    while process.poll() is None:
        for what, size in memory_mb(watched).items():
            peaks[what] = max(peaks.get(what, 0), size)
        time.sleep(0.2)
    return time.monotonic() - started, peaks


def mean_size(paths: list[Path]) -> float:
    return sum(path.stat().st_size for path in paths) / max(len(paths), 1)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=int, default=1000)
    parser.add_argument("--folder", type=Path, help="of photos, in place of the gallery's")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        photos, instance = options.folder or Path(name, "photos"), Path(name, "instance")
        if options.folder is None:
            photos.mkdir()
            write_photos(photos, options.photos)
        seconds, peaks = run(photos, instance)
        originals = [path for path in instance.glob("originals/*/*") if path.is_file()]
        served = {size: mean_size(list(instance.glob(f"served/*-{size}.webp"))) for size in SIZES}
    count = len(originals)
    print(f"{count} photos on {os.cpu_count()} cores: {seconds:.1f} s, {count / seconds:.1f} photos a second")
    print("peak memory:", ", ".join(f"{what} {peaks.get(what, 0):.0f} MB" for what in PARTS))
    print("served:", ", ".join(f"{size} {mean / 1000:.0f} KB" for size, mean in served.items()))


if __name__ == "__main__":
    main()
