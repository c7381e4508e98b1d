"""Do all forms of the network see the same? Keras, LiteRT and TensorFlow.js in Chromium, on equal crops."""

import base64
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image

from converter.export import inference_network
from converter.measure.evaluate import headline_people
from converter.pose.decode import decode
from converter.pose.estimate import Network, person_crop
from converter.pose.litert import SHIPPED, LiteRTNetwork
from converter.pose.spec import SPEC

WEB = Path(__file__).parents[2] / "web"
BACKENDS = ("wasm", "webgl", "webgpu")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--enable-unsafe-webgpu",
    "--use-webgpu-adapter=swiftshader",
    "--disable-gpu-watchdog",
    "--disable-background-networking",
]


def parity_report(checkpoint: Path, data: Path, photos: int, chromium: str | None) -> dict[str, dict]:
    """Differences in crop pixels from Keras, by form of the network.

    Each form gives p50, p99 and max over the keypoints that Keras scores at the drawing threshold or above,
    and p99 over all of them: what nobody can see may lie anywhere.
    """
    people, _ = headline_people(data)
    chosen = people[:: max(1, len(people) // photos)][:photos]
    crops = [_crop(person.image, person.box_xyxy) for person in chosen]
    reference = _poses(inference_network(checkpoint), crops)
    others = {"litert": _poses(LiteRTNetwork(SHIPPED), crops)}
    others |= {f"tfjs {backend}": poses for backend, poses in _browser_poses(crops, chromium).items()}
    return {name: _differences(reference, poses) for name, poses in others.items()}


def _crop(image: Path, box_xyxy: np.ndarray) -> np.ndarray:
    with Image.open(image) as opened:
        return person_crop(opened.convert("RGB"), box_xyxy).pixels


def _poses(network: Network, crops: list[np.ndarray]) -> np.ndarray:
    """(N, K, 3) in crop pixels."""
    poses = []
    for crop in crops:
        maps = network.predict_on_batch(crop[None].astype(np.float32))
        poses.append(decode(np.asarray(maps["heatmaps"])[0], np.asarray(maps["offsets"])[0]))
    return np.array(poses)


def _differences(reference: np.ndarray, poses: np.ndarray) -> dict:
    distance = np.linalg.norm(poses[..., :2] - reference[..., :2], axis=-1)
    seen = reference[..., 2] >= SPEC["tracking"]["keypoint_threshold"]
    quantiles = np.quantile(distance[seen], [0.5, 0.99, 1])
    figures = dict(zip(("p50_px", "p99_px", "max_px"), quantiles, strict=True))
    figures["p99_px_all"] = np.quantile(distance, 0.99)
    return {name: round(float(v), 4) for name, v in figures.items()} | {"keypoints": int(seen.sum())}


def _browser_poses(crops: list[np.ndarray], chromium: str | None) -> dict[str, np.ndarray]:
    from playwright.sync_api import sync_playwright

    executable = chromium or shutil.which("chromium") or shutil.which("google-chrome")
    with _page_server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        poses = {backend: _poses_in_page(browser, address, backend, crops) for backend in BACKENDS}
        browser.close()
    return poses


def _poses_in_page(browser, address: str, backend: str, crops: list[np.ndarray]) -> np.ndarray:
    page = browser.new_page()
    page.set_default_timeout(120_000)
    page.goto(f"{address}/parity/index.html")
    page.wait_for_function("window.parity !== undefined")
    page.evaluate("backend => window.parity.load(backend)", backend)
    poses = [page.evaluate("rgba => window.parity.pose(rgba)", _rgba(crop)) for crop in crops]
    page.close()
    return np.array(poses)


def _rgba(crop: np.ndarray) -> str:
    alpha = np.full((*crop.shape[:2], 1), 255, np.uint8)
    return base64.b64encode(np.concatenate([crop, alpha], -1).tobytes()).decode()


@contextmanager
def _page_server() -> Iterator[str]:
    """Vite's development server on a free port: it serves the page's sources as they are."""
    vite = WEB / "node_modules" / ".bin" / "vite"
    if not vite.exists():
        raise SystemExit("the page's packages are not installed; run: make setup")
    process = subprocess.Popen([vite, "--port", "0"], cwd=WEB, stdout=subprocess.PIPE, text=True)
    try:
        yield _address(process.stdout or [])
    finally:
        process.terminate()
        process.wait()


def _address(lines: Iterable[str]) -> str:
    for line in lines:
        if found := re.search(r"http://localhost:\d+", re.sub(r"\x1b\[[\d;]*m", "", line)):
            return found.group()
    raise SystemExit("the page's development server did not start")
