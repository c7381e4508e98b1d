"""Makes the README's picture and short animation from the real page, with the performer before the camera.

    python tests/benchmarks/readme_pictures.py [--folder docs] [--seconds 8]

Writes mirror.webp and mirror-animation.webp (at most 1.5 MB). $MIRROR_TEST_INSTANCE names an instance folder
whose photos have their poses.
"""

import argparse
import io
import tempfile
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from tests.benchmarks.gallery_of_states import browser_seeing
from tests.browser.conftest import new_context, served
from tests.browser.mirror import go_live, wait_for_match

MAX_BYTES = 1_500_000
POSES = ["t-pose", "ymca-y", "hands-on-hips"]
STILL_WIDTH, ANIMATION_WIDTH = 1100, 720
FRAMES_PER_SECOND = 5


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, default=Path("docs"))
    parser.add_argument("--seconds", type=float, default=8)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as name,
        served(Path(name)) as server,
        browser_seeing(Path(name), POSES, seconds=3) as browser,
        new_context(browser) as context,
    ):
        page = context.new_page()
        go_live(page, server.url)
        wait_for_match(page)
        page.wait_for_timeout(3000)
        frames, duration_ms = film(page, options.seconds)
    still = resized(frames[-1], STILL_WIDTH)
    still.save(options.folder / "mirror.webp", quality=82, method=6)
    size = save_animation([resized(frame, ANIMATION_WIDTH) for frame in frames], duration_ms, options.folder)
    print(f"{len(frames)} frames of {duration_ms} ms, {size / 1e6:.2f} MB")


def film(page: Page, seconds: float) -> tuple[list[Image.Image], int]:
    """Pictures of the two panes, and for how many milliseconds each was seen."""
    box = page.locator(".panes").bounding_box()
    clip = {"x": box["x"], "y": box["y"], "width": box["width"], "height": box["height"]}
    frames, start = [], time.monotonic()
    while (elapsed := time.monotonic() - start) < seconds:
        frames.append(Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB"))
        page.wait_for_timeout(max(0, 1000 * (len(frames) / FRAMES_PER_SECOND - elapsed)))
    return frames, round(1000 * (time.monotonic() - start) / len(frames))


def save_animation(frames: list[Image.Image], duration_ms: int, folder: Path) -> int:
    path = folder / "mirror-animation.webp"
    for quality in (70, 60, 50, 40, 30):
        frames[0].save(
            path,
            save_all=True,
            append_images=frames[1:],
            duration=duration_ms,
            loop=0,
            quality=quality,
            method=4,
        )
        if path.stat().st_size <= MAX_BYTES:
            return path.stat().st_size
    raise SystemExit(f"{path} is larger than {MAX_BYTES} bytes at the lowest quality; try fewer --seconds")


def resized(frame: Image.Image, width: int) -> Image.Image:
    return frame.resize((width, round(frame.height * width / frame.width)), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main()
