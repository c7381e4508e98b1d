"""Milliseconds of the network alone in real Chromium, on each backend that TensorFlow.js has: a report.

    python -m tests.benchmarks.backends [--runs 50] [--threads 2]

The page runs WASM with SIMD on one thread, WebGL or WebGPU; here stand beside them what it leaves out: WASM
without SIMD and WASM with threads, which needs a page isolated from other sites (COOP and COEP), and WebGPU
on the processor, which shows that it works but nothing of its speed. `frame_stages` measures the page itself.
"""

import argparse
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.browser.conftest import CHROMIUM_FLAGS, SIMULATE_WEBGPU, chromium_path

ROOT = Path(__file__).parents[2]
LIBRARY = "/web/node_modules/@tensorflow"
SCRIPTS = [
    f"{LIBRARY}/tfjs-{part}/dist/tf-{part}.min.js"
    for part in ("core", "backend-cpu", "backend-webgl", "backend-webgpu", "backend-wasm", "converter")
]
WAYS: dict[str, dict[str, Any]] = {
    "WASM": {"backend": "wasm", "simd": False, "threads": False},
    "WASM, SIMD": {"backend": "wasm", "simd": True, "threads": False},
    "WASM, SIMD, threads": {"backend": "wasm", "simd": True, "threads": True},
    "WebGL": {"backend": "webgl"},
    "WebGPU": {"backend": "webgpu"},
    "WebGPU, simulated": {"backend": "webgpu", "flags": SIMULATE_WEBGPU, "runs": 5},
}
MEASURE = """
async ({ backend, simd, threads, count, runs, library }) => {
  if (backend === "wasm") {
    tf.env().set("WASM_HAS_SIMD_SUPPORT", simd);
    tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", threads);
    tf.wasm.setWasmPaths(`${library}/tfjs-backend-wasm/wasm-out/`);
    tf.wasm.setThreadsCount(count);
  }
  if (!(await tf.setBackend(backend))) throw new Error("this browser has no such backend");
  const model = await tf.loadGraphModel("/converter/weights/tfjs/model.json");
  const picture = tf.randomUniform(model.inputs[0].shape.map((side) => Math.max(side ?? 1, 1)), 0, 255);
  const times = [];
  for (let run = 0; run < runs + 3; run++) {
    const start = performance.now();
    const maps = [model.execute(picture)].flat();
    await Promise.all(maps.map((map) => map.data()));
    times.push(performance.now() - start);
    tf.dispose(maps);
  }
  return times.slice(3);
}
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--threads", type=int, default=2, help="of WASM with threads")
    options = parser.parse_args()
    print("| backend | median | fastest |")
    print("|---|---|---|")
    with repository() as url, sync_playwright() as playwright:
        for name, way in WAYS.items():
            # Each in a browser of its own: a backend that fails takes its browser along.
            flags = [*CHROMIUM_FLAGS, *way.get("flags", [])]
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=flags)
            try:
                ask = {"count": options.threads, "runs": options.runs, "library": LIBRARY} | way
                times = measure(browser, url, ask)
                print(f"| {name} | {statistics.median(times):.0f} ms | {min(times):.0f} ms |", flush=True)
            except Error as error:
                print(f"| {name} | {error.message.splitlines()[0]} | |", flush=True)
            finally:
                browser.close()


@contextmanager
def repository() -> Iterator[str]:
    """The address at which the repository's files are served."""
    server = ThreadingHTTPServer(("localhost", 0), partial(Isolated, directory=str(ROOT)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()


def page_with_library(browser: Browser, url: str) -> Page:
    """A page with TensorFlow.js and all its backends."""
    page = browser.new_page()
    page.set_default_timeout(300_000)
    page.goto(url)
    for script in SCRIPTS:
        page.add_script_tag(url=f"{url}{script}")
    return page


def measure(browser: Browser, url: str, ask: dict[str, Any]) -> list[float]:
    """Milliseconds of each run, from a picture in memory to maps in memory."""
    page = page_with_library(browser, url)
    if ask.get("threads") and not page.evaluate("crossOriginIsolated"):
        raise Error("the page is not isolated from other sites")
    return page.evaluate(MEASURE, ask)


class Isolated(SimpleHTTPRequestHandler):
    """Files of the repository, and an empty page, isolated from other sites as threads ask for."""

    def do_GET(self):
        if self.path != "/":
            return super().do_GET()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>backends</title>")

    def end_headers(self):
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        super().end_headers()

    def log_message(self, *_arguments):
        pass


if __name__ == "__main__":
    main()
