"""Leaves the mirror running with the performer in a loop and watches what it holds on to.

    python tests/benchmarks/soak.py --minutes 30          (or --hours 72)

Prints a line a minute: JavaScript heap after a forced collection, tensors, DOM nodes, event listeners, frames
seen and errors. Ends with 1 where anything has grown from the middle third of the time to the last, an error
was raised, or the page stopped looking. The visitor comes and goes, so that a kiosk's whole round is in it.
$MIRROR_TEST_INSTANCE names an instance folder whose photos have their poses.
"""

import argparse
import itertools
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import CDPSession, Page, sync_playwright

from tests.browser.clips import NOBODY, write_clip
from tests.browser.conftest import ALLOW_CAMERA, CHROMIUM_FLAGS, Server, chromium_path, new_context
from tests.browser.mirror import wait_for_match

# By how much the median of the last third may be above that of the third before it.
ALLOWED_GROWTH = {"heap_mb": 1.10, "tensors": 1.0, "nodes": 1.10, "listeners": 1.10}
COUNT = """
window.soak = { frames: 0, tensors: 0 };
document.addEventListener("estimate", ({ detail }) => {
  soak.frames++;
  soak.tensors = detail.numTensors;
});
"""


class Sample(NamedTuple):
    minutes: float
    heap_mb: float
    tensors: int
    nodes: int
    listeners: int
    frames: int
    errors: int


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=0)
    parser.add_argument("--hours", type=float, default=0)
    parser.add_argument("--every", type=float, default=60, help="seconds between two lines")
    options = parser.parse_args()
    seconds = 60 * options.minutes + 3600 * options.hours or 1800
    with tempfile.TemporaryDirectory() as name:
        samples = soak(Path(name), seconds, options.every)
    faults = growth(samples) + stops(samples)
    print("\n".join(faults) or "flat")
    sys.exit(bool(faults))


def soak(folder: Path, seconds: float, every: float) -> list[Sample]:
    server = Server(folder / "instance", folder / "log")
    if ready := os.environ.get("MIRROR_TEST_INSTANCE"):
        shutil.copytree(ready, server.instance)
    server.start()
    clip = write_clip(folder / "clip.mjpeg", ["t-pose", "ymca-y", "hands-on-hips", NOBODY], seconds=5)
    camera = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={clip}", ALLOW_CAMERA]
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium_path(), args=[*CHROMIUM_FLAGS, *camera]
            )
            with new_context(browser) as context:
                page = context.new_page()
                return watch(page, f"{server.url}/?kiosk=4", seconds, every)
    finally:
        server.stop()


def watch(page: Page, url: str, seconds: float, every: float) -> list[Sample]:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.add_init_script(COUNT)
    page.goto(url)
    wait_for_match(page)
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.enable")
    start, samples = time.monotonic(), []
    print("".join(name.rjust(11) for name in Sample._fields))
    while time.monotonic() - start < seconds:
        page.wait_for_timeout(1000 * every)
        sample = take(page, session, (time.monotonic() - start) / 60, len(errors))
        samples.append(sample)
        print("".join(f"{value:11.2f}" if isinstance(value, float) else f"{value:11d}" for value in sample))
        sys.stdout.flush()
    for error in errors[:10]:
        print(error, file=sys.stderr)
    return samples


def take(page: Page, session: CDPSession, minutes: float, errors: int) -> Sample:
    for _ in range(2):
        session.send("HeapProfiler.collectGarbage")
    heap = session.send("Runtime.getHeapUsage")["usedSize"] / 2**20
    counters = session.send("Memory.getDOMCounters")
    seen = page.evaluate("window.soak")
    return Sample(
        minutes,
        heap,
        seen["tensors"],
        counters["nodes"],
        counters["jsEventListeners"],
        seen["frames"],
        errors,
    )


def growth(samples: list[Sample]) -> list[str]:
    """What has grown from the middle third to the last one; the first is for warming up."""
    third = len(samples) // 3
    if third < 1:
        return ["too short to tell: at least three samples are needed"]
    faults = []
    for name, allowed in ALLOWED_GROWTH.items():
        middle, last = (
            median(getattr(sample, name) for sample in part)
            for part in (samples[third : 2 * third], samples[-third:])
        )
        if last > middle * allowed:
            faults.append(f"{name} grew from {middle:g} to {last:g}")
    return faults


def stops(samples: list[Sample]) -> list[str]:
    faults = [f"{samples[-1].errors} errors"] if samples[-1].errors else []
    idle = [b.minutes for a, b in itertools.pairwise(samples) if b.frames == a.frames]
    return faults + [f"no frame was looked at in the minute before {minutes:.1f}" for minutes in idle]


def median(values) -> float:
    ordered = sorted(values)
    return ordered[len(ordered) // 2]


if __name__ == "__main__":
    main()
