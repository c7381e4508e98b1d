"""Takes a screenshot of every state of the mirror page at every size, by day and night, to be looked at.

    python tests/benchmarks/gallery_of_states.py FOLDER [--languages en ar] [--widths 360 1280]

Files are named STATE-WIDTH-SCHEME-LANGUAGE.png. $MIRROR_TEST_INSTANCE names an instance folder whose photos
have their poses.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from server.intake.importer import GALLERY
from tests.browser.clips import NOBODY, write_clip
from tests.browser.conftest import ALLOW_CAMERA, launched, new_context, served
from tests.browser.mirror import go_live, wait_for_match, wait_for_state

SIZES = {360: 740, 768: 1024, 1280: 800, 1920: 1080}
SCHEMES = ("light", "dark")

Step = Callable[[Page, str], None]


def live(page: Page, url: str) -> None:
    go_live(page, url)
    wait_for_match(page)
    page.wait_for_timeout(2500)


def intro(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_test_id("start").wait_for()


def loading(page: Page, url: str) -> None:
    page.route("**/model/*.bin", lambda _: None)  # never answered
    page.goto(url)
    page.get_by_test_id("start").click()
    wait_for_state(page, "loading")
    page.wait_for_timeout(1500)


def paused(page: Page, url: str) -> None:
    live(page, url)
    page.keyboard.press(" ")


def server_silent(page: Page, url: str) -> None:
    live(page, url)
    page.route("**/api/match", lambda route: route.abort())
    page.locator(".notice:not(:empty)").wait_for()


def still(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_test_id("upload").set_input_files(GALLERY / "images" / "249-warrior2.jpg")
    wait_for_state(page, "live")
    wait_for_match(page)


def more(page: Page, url: str) -> None:
    live(page, url)
    page.locator(".control[aria-haspopup=dialog]").last.click()


def inspector(page: Page, url: str) -> None:
    live(page, url)
    page.keyboard.press("i")
    page.locator(".inspector table").wait_for()


def help_(page: Page, url: str) -> None:
    intro(page, url)
    page.keyboard.press("?")


def model_missing(page: Page, url: str) -> None:
    page.route("**/model/**", lambda route: route.fulfill(status=404, body=""))
    page.goto(url)
    page.get_by_test_id("start").click()
    page.locator("[data-trouble]").wait_for()


def camera_trouble(name: str) -> Step:
    def step(page: Page, url: str) -> None:
        page.add_init_script(
            f'navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "{name}"))'
        )
        page.goto(url)
        page.get_by_test_id("start").click()
        page.locator("[data-trouble]").wait_for()

    return step


def attract(page: Page, url: str) -> None:
    page.goto(f"{url}{'&' if '?' in url else '?'}kiosk")
    wait_for_state(page, "live")


def lost(page: Page, url: str) -> None:
    go_live(page, url)
    page.locator(".status:not(:empty)").wait_for()


WITH_VISITOR: dict[str, Step] = {
    "intro": intro,
    "loading": loading,
    "live": live,
    "paused": paused,
    "server-silent": server_silent,
    "still": still,
    "more": more,
    "inspector": inspector,
    "help": help_,
    "model-missing": model_missing,
    "camera-refused": camera_trouble("NotAllowedError"),
    "camera-none": camera_trouble("NotFoundError"),
    "camera-busy": camera_trouble("NotReadableError"),
}
WITH_NOBODY: dict[str, Step] = {"lost": lost, "attract": attract}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--widths", nargs="+", type=int, default=list(SIZES), choices=list(SIZES))
    parser.add_argument("--languages", nargs="+", default=["en"], choices=["en", "ja", "es", "ar"])
    parser.add_argument("--states", nargs="+", default=[*WITH_VISITOR, *WITH_NOBODY])
    parser.add_argument("--schemes", nargs="+", default=list(SCHEMES), choices=SCHEMES)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, served(Path(name)) as server:
        for poses, states in ((["t-pose"], WITH_VISITOR), ([NOBODY], WITH_NOBODY)):
            wanted = {state: step for state, step in states.items() if state in options.states}
            with browser_seeing(Path(name), poses) as browser:
                for state, step in wanted.items():
                    shoot(browser, server.url, state, step, options)


def shoot(browser: Browser, url: str, state: str, step: Step, options: argparse.Namespace) -> None:
    """One visit per language and scheme; the window then takes each size in turn."""
    for language in options.languages:
        for scheme in options.schemes:
            with new_context(browser, color_scheme=scheme) as context:
                page = context.new_page()
                step(page, f"{url}/?lang={language}")
                for width in options.widths:
                    page.set_viewport_size({"width": width, "height": SIZES[width]})
                    page.wait_for_timeout(400)
                    page.screenshot(path=options.folder / f"{state}-{width}-{scheme}-{language}.png")
    print(state, flush=True)


@contextmanager
def browser_seeing(folder: Path, poses: list[str], seconds: float = 5) -> Iterator[Browser]:
    clip = write_clip(folder / f"{poses[0]}.mjpeg", poses, seconds)
    with sync_playwright() as playwright, launched(playwright, clip, (ALLOW_CAMERA,)) as browser:
        yield browser


if __name__ == "__main__":
    main()
