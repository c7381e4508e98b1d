"""Takes a screenshot of every state of the mirror page at every size, by day and night, to be looked at.

    python -m tests.benchmarks.gallery_of_states FOLDER [--languages en ar] [--widths 360] [--states why]

Files are named STATE-WIDTH-SCHEME-LANGUAGE.png; sheets/STATE-LANGUAGE.png has all of a state's side by side.
$MIRROR_TEST_INSTANCE names an instance folder whose photos have their poses.
"""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser.clips import write_clip
from tests.browser.conftest import ALLOW_CAMERA, launched, new_context, served
from tests.browser.states import STATES, State, clip_of

SIZES = {360: 740, 768: 1024, 1280: 800, 1920: 1080}
SCHEMES = ("light", "dark")
SHEET_HEIGHT = 480


def main() -> None:
    names = [name for states in STATES.values() for name in states]
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--widths", nargs="+", type=int, default=list(SIZES), choices=list(SIZES))
    parser.add_argument("--languages", nargs="+", default=["en"], choices=["en", "ja", "es", "ar"])
    parser.add_argument("--states", nargs="+", default=names, choices=names)
    parser.add_argument("--schemes", nargs="+", default=list(SCHEMES), choices=SCHEMES)
    options = parser.parse_args()
    (options.folder / "sheets").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, served(Path(name)) as server:
        for who, states in STATES.items():
            wanted = {state: way for state, way in states.items() if state in options.states}
            if not wanted:
                continue
            with browser_with(clip_of(who, Path(name))) as browser:
                for state, way in wanted.items():
                    shoot(browser, server.url, state, way, options)


def shoot(browser: Browser, url: str, state: str, way: State, options: argparse.Namespace) -> None:
    """One visit per language and scheme; the window then takes each size in turn."""
    for language in options.languages:
        rows = []
        for scheme in options.schemes:
            with new_context(browser, color_scheme=scheme) as context:
                page = context.new_page()
                way(page, f"{url}/?lang={language}")
                row = []
                for width in options.widths:
                    page.set_viewport_size({"width": width, "height": SIZES[width]})
                    page.wait_for_timeout(400)
                    row.append(options.folder / f"{state}-{width}-{scheme}-{language}.png")
                    page.screenshot(path=row[-1])
                page.unroute_all(behavior="ignoreErrors")
            rows.append(row)
        sheet_of(rows).save(options.folder / "sheets" / f"{state}-{language}.png")
    print(state, flush=True)


def sheet_of(rows: list[list[Path]], gap: int = 8) -> Image.Image:
    """Pictures in rows, all of one height."""
    pictures = [[scaled(path) for path in row] for row in rows]
    width = max(sum(picture.width + gap for picture in row) for row in pictures)
    sheet = Image.new("RGB", (width - gap, len(rows) * (SHEET_HEIGHT + gap) - gap), (128, 128, 128))
    for i, row in enumerate(pictures):
        left = 0
        for picture in row:
            sheet.paste(picture, (left, i * (SHEET_HEIGHT + gap)))
            left += picture.width + gap
    return sheet


def scaled(path: Path) -> Image.Image:
    with Image.open(path) as opened:
        picture = opened.convert("RGB")
    return picture.resize((round(picture.width * SHEET_HEIGHT / picture.height), SHEET_HEIGHT), Image.LANCZOS)


@contextmanager
def browser_with(clip: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright, launched(playwright, clip, (ALLOW_CAMERA,)) as browser:
        yield browser


@contextmanager
def browser_seeing(folder: Path, poses: list[str], seconds: float = 5) -> Iterator[Browser]:
    with browser_with(write_clip(folder / f"{poses[0]}.mjpeg", poses, seconds)) as browser:
        yield browser


if __name__ == "__main__":
    main()
