"""Milliseconds per camera frame by stage, in real Chromium, on each backend: a report, never a gate.

    python tests/benchmarks/frame_stages.py [--backends wasm webgl] [--seconds 10] [--json]

Stages: crop (cut out of the frame), upload (crop to tensor), network (until its maps are back), decode (Hough
votes to pose). `frames_per_second` is what the page as a whole manages, drawing and matching included.
"""

import argparse
import json
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from tests.browser.clips import write_clip
from tests.browser.conftest import ALLOW_CAMERA, CHROMIUM_FLAGS, Server, chromium_path, new_context
from tests.browser.mirror import estimates, record_estimates, wait_for_state

STAGES = ("cropMs", "uploadMs", "networkMs", "decodeMs")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--backends", nargs="+", default=["wasm", "webgl"], choices=["wasm", "webgl", "webgpu"]
    )
    parser.add_argument("--seconds", type=float, default=10, help="how long each backend is watched")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder) / "instance", Path(folder) / "log", gallery=False)
        server.start()
        try:
            clip = write_clip(Path(folder) / "clip.mjpeg", ["t-pose", "ymca-y", "hands-on-hips"], seconds=2)
            report = {
                name: measure(playwright, clip, server.url, name, options.seconds)
                for name in options.backends
            }
        finally:
            server.stop()
    print(json.dumps(report) if options.json else table(report))


def measure(playwright: Playwright, clip: Path, url: str, backend: str, seconds: float) -> dict[str, float]:
    """Median milliseconds of each stage."""
    camera = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={clip}", ALLOW_CAMERA]
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=[*CHROMIUM_FLAGS, *camera])
    try:
        with new_context(browser) as context:
            page = context.new_page()
            page.goto(f"{url}/?backend={backend}")
            page.get_by_test_id("start").click()
            wait_for_state(page, "live")
            page.wait_for_timeout(2000)  # the first frames search and settle
            record_estimates(page)
            page.wait_for_timeout(1000 * seconds)
            seen = estimates(page)
    finally:
        browser.close()
    result = {stage: statistics.median(frame["timing"][stage] for frame in seen) for stage in STAGES}
    return result | {"frames_per_second": len(seen) / seconds}


def table(report: dict[str, dict[str, float]]) -> str:
    columns = [*STAGES, "frames_per_second"]
    lines = ["backend".ljust(9) + "".join(column.rjust(19) for column in columns)]
    for backend, result in report.items():
        lines.append(backend.ljust(9) + "".join(f"{result[column]:19.1f}" for column in columns))
    return "\n".join(lines)


if __name__ == "__main__":
    main()
