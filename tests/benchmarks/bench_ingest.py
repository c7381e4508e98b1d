"""Photos per second and peak memory of a whole ingest, from files in a folder to poses in the index.

    make bench-ingest            # 1,000 photos
    make bench-ingest N=100

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

ROOT = Path(__file__).parents[2]
IMAGES = ROOT / "server" / "gallery" / "images"


def write_photos(folder: Path, count: int) -> None:
    sources = sorted(IMAGES.glob("*.jpg"))
    for number in range(count):
        with Image.open(sources[number % len(sources)]) as image:
            larger = image.resize((image.width * 2 + number // len(sources), image.height * 2))
            larger.save(folder / f"{number:05}.jpg", quality=90)


def memory_mb(process: psutil.Process) -> float:
    """Resident memory of a process and its children; what they share is counted once (PSS, on Linux)."""
    total = 0
    for one in (process, *process.children(recursive=True)):
        try:
            full = one.memory_full_info()
            total += getattr(full, "pss", full.rss)
        except psutil.Error:
            continue
    return total / 2**20


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=int, default=1000)
    count = parser.parse_args().photos
    with tempfile.TemporaryDirectory() as name:
        photos, instance = Path(name, "photos"), Path(name, "instance")
        photos.mkdir()
        write_photos(photos, count)
        size = sum(path.stat().st_size for path in photos.iterdir()) / count / 2**20
        started = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "server.cli", "import", str(photos)],
            env=os.environ | {"MIRROR_INSTANCE": str(instance), "MIRROR_GALLERY": "0"},
            cwd=ROOT,
        )
        peak = 0.0
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            try:
                peak = max(peak, memory_mb(watched))
            except psutil.NoSuchProcess:
                break
            time.sleep(0.2)
        seconds = time.monotonic() - started
    print(f"{count} photos of {size:.2f} MB on {os.cpu_count()} cores: {seconds:.1f} s")
    print(f"{count / seconds:.1f} photos per second; peak memory of all processes {peak:.0f} MB")


if __name__ == "__main__":
    main()
