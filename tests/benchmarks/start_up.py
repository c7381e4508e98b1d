"""How long a visitor waits for the first photo when the page has been here before, in real Chromium.

    python tests/benchmarks/start_up.py [--visits 7] [--json]

A first visit fills the caches; each visit after it opens the page anew and presses "Use my camera" at once.
Times are milliseconds from the navigation on, on the WASM backend: until the button is there (`button`), the
page is live (`live`), the network has looked at a picture (`look`), the first photo is painted (`photo`).
`block` is the longest task on the page's own thread. Once with the service worker's cache, once with the
browser's own; median and worst of the visits. The JavaScript that the page loads is counted as
tests/contract/test_page_weight.py counts it.
$MIRROR_TEST_INSTANCE names an instance folder whose photos have their poses.
"""

import argparse
import gzip
import json
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

from tests.browser.clips import write_clip
from tests.browser.conftest import ALLOW_CAMERA, launched, new_context, served
from tests.browser.mirror import go_live, wait_for_match
from tests.browser.test_trust import wait_until_kept
from tests.contract.test_page_weight import loaded

MARKS = ("button", "live", "look", "photo", "block")
WATCH = """
window.marks = { block: 0 };
const mark = (name) => { marks[name] ??= performance.now(); };
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) marks.block = Math.max(marks.block, duration);
}).observe({ type: "longtask", buffered: true });
document.addEventListener("estimate", () => mark("look"));
new MutationObserver(() => {
  if (!marks.button) {
    const button = document.querySelector("[data-testid=start]");
    if (button) { mark("button"); button.click(); }
  }
  if (document.body?.dataset.state === "live") mark("live");
  if (!marks.photo && document.querySelector(".layer.is-shown")) mark("photo");
}).observe(document, { subtree: true, childList: true, attributes: true });
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--visits", type=int, default=7, help="with each cache, after the one that fills it")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, served(Path(name)) as server:
        clip = write_clip(Path(name) / "clip.mjpeg", ["t-pose"], seconds=2)
        report = {
            cache: measure(clip, server.url, service_workers, options.visits)
            for cache, service_workers in (("service worker", "allow"), ("browser", "block"))
        }
    kilobytes = javascript_kb()
    if options.json:
        print(json.dumps({"visits": report, "javascript_kb": kilobytes}))
    else:
        print(table(report))
        print(f"JavaScript: {sum(kilobytes.values()):.0f} KB gzip in {len(kilobytes)} files")


def measure(clip: Path, url: str, service_workers: str, visits: int) -> list[dict[str, float]]:
    with (
        sync_playwright() as playwright,
        launched(playwright, clip, (ALLOW_CAMERA,)) as browser,
        new_context(browser, service_workers=service_workers) as context,
    ):
        fill(context, url, service_workers == "allow")
        return [visit(context, url) for _ in range(visits)]


def fill(context: BrowserContext, url: str, with_worker: bool) -> None:
    page = context.new_page()
    go_live(page, f"{url}/?backend=wasm")
    wait_for_match(page)
    if with_worker:
        wait_until_kept(page)
    page.close()


def visit(context: BrowserContext, url: str) -> dict[str, float]:
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(f"{url}/?backend=wasm")
    page.wait_for_function("() => marks.photo")
    page.wait_for_timeout(1000)  # what the first photo sets going may block too
    marks = page.evaluate("() => marks")
    page.close()
    return marks


def javascript_kb() -> dict[str, float]:
    return {path.name: len(gzip.compress(path.read_bytes(), 9)) / 1024 for path in loaded()}


def table(report: dict[str, list[dict[str, float]]]) -> str:
    lines = ["cache".ljust(16) + "".ljust(8) + "".join(name.rjust(9) for name in MARKS)]
    for cache, visits in report.items():
        for word, summary in (("median", statistics.median), ("worst", max)):
            values = "".join(f"{summary(one[name] for one in visits):9.0f}" for name in MARKS)
            lines.append(cache.ljust(16) + word.ljust(8) + values)
    return "\n".join(lines)


if __name__ == "__main__":
    main()
