"""The ways into every state of the mirror page, for whoever looks at it: `state(page, url)` leads there."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from server.intake.importer import GALLERY
from tests.browser.clips import NOBODY, beside, darkened, write_clip, zoomed
from tests.browser.mirror import go_live, wait_for_match, wait_for_state

State = Callable[[Page, str], None]
STILL = GALLERY / "images" / "249-warrior2.jpg"


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
    page.get_by_test_id("upload").set_input_files(STILL)
    wait_for_state(page, "live")
    wait_for_match(page)


def more(page: Page, url: str) -> None:
    live(page, url)
    page.locator(".control[aria-haspopup=dialog]").last.click()


def choices(page: Page, url: str) -> None:
    more(page, f"{url}{'&' if '?' in url else '?'}tag=sport")
    page.locator(".more .row").nth(2).click()
    page.locator(".chip").nth(3).wait_for()


def inspector(page: Page, url: str) -> None:
    live(page, url)
    page.keyboard.press("i")
    page.locator(".inspector table").wait_for()


def why(page: Page, url: str) -> None:
    live(page, url)
    page.keyboard.press("w")
    page.locator(".why-row button").nth(3).wait_for()


def performance(page: Page, url: str) -> None:
    live(page, url)
    page.keyboard.press("p")
    page.wait_for_timeout(2000)


def help_(page: Page, url: str) -> None:
    intro(page, url)
    page.keyboard.press("?")


def never_after(page: Page, timeout_ms: int) -> None:
    """Timers of just this length do not end any more."""
    page.evaluate(
        """(never) => {
          const after = window.setTimeout;
          window.setTimeout = (act, ms, ...given) => after(act, ms === never ? 1e6 : ms, ...given);
        }""",
        timeout_ms,
    )


def countdown(page: Page, url: str) -> None:
    """Held at three."""
    live(page, url)
    never_after(page, 1000)
    page.keyboard.press("c")
    page.get_by_test_id("countdown").wait_for()
    page.wait_for_timeout(600)


def taking(page: Page, url: str) -> None:
    """Held in the middle of the take."""
    live(page, url)
    page.keyboard.press("c")
    page.locator(".countdown[data-recording]").wait_for()
    page.wait_for_timeout(1500)
    page.evaluate("() => { const now = performance.now(); performance.now = () => now; }")
    page.wait_for_timeout(400)


def encoding(page: Page, url: str) -> None:
    """The strip is made; the video is waited for."""
    live(page, url)
    page.route("**/assets/video-*", lambda _: None)  # never answered
    page.keyboard.press("c")
    page.get_by_test_id("keepsake-video").and_(page.locator("[data-state=making]")).wait_for()


def review(page: Page, url: str) -> None:
    live(page, url)
    page.keyboard.press("c")
    page.get_by_test_id("keepsake-animation").and_(page.locator("[data-state=ready]")).wait_for()


def nothing_to_keep(page: Page, url: str) -> None:
    page.route("**/api/match", lambda route: route.fulfill(json={"matches": []}))
    go_live(page, url)
    page.keyboard.press("c")
    page.locator(".empty-take").wait_for()


def model_missing(page: Page, url: str) -> None:
    page.route("**/model/**", lambda route: route.fulfill(status=404, body=""))
    page.goto(url)
    page.get_by_test_id("start").click()
    page.locator("[data-trouble]").wait_for()


def camera_trouble(name: str) -> State:
    def state(page: Page, url: str) -> None:
        page.add_init_script(
            f'navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "{name}"))'
        )
        page.goto(url)
        page.get_by_test_id("start").click()
        page.locator("[data-trouble]").wait_for()

    return state


def attract(page: Page, url: str) -> None:
    page.goto(f"{url}{'&' if '?' in url else '?'}kiosk")
    wait_for_state(page, "live")


def hint(name: str) -> State:
    def state(page: Page, url: str) -> None:
        go_live(page, url)
        page.locator(f".visitor[data-hint={name}] .status:not(:empty)").wait_for()

    return state


def chosen(page: Page, url: str) -> None:
    """Another person is chosen; the frame around them is kept from going."""
    live(page, url)
    never_after(page, 1800)
    page.keyboard.press("n")
    page.locator(".mark").wait_for()
    page.evaluate("() => document.querySelector('.mark').getAnimations().forEach((one) => one.pause())")


def kiosk_review(page: Page, url: str) -> None:
    page.goto(f"{url}{'&' if '?' in url else '?'}kiosk")
    wait_for_match(page)
    page.keyboard.press("c")
    page.locator(".review").wait_for()


# By who stands before the camera.
STATES: dict[str, dict[str, State]] = {
    "visitor": {
        "intro": intro,
        "loading": loading,
        "live": live,
        "paused": paused,
        "server-silent": server_silent,
        "still": still,
        "more": more,
        "choices": choices,
        "inspector": inspector,
        "performance": performance,
        "why": why,
        "help": help_,
        "countdown": countdown,
        "taking": taking,
        "encoding": encoding,
        "review": review,
        "kiosk-review": kiosk_review,
        "nothing-to-keep": nothing_to_keep,
        "model-missing": model_missing,
        "camera-refused": camera_trouble("NotAllowedError"),
        "camera-none": camera_trouble("NotFoundError"),
        "camera-busy": camera_trouble("NotReadableError"),
    },
    "nobody": {"hint-absent": hint("absent"), "attract": attract},
    "two people": {"chosen": chosen},
    "half a body": {"hint-upper": hint("upper")},
    "too dark": {"hint-dark": hint("dark")},
    "too near": {"hint-step-back": hint("stepBack")},
    "too far": {"hint-come-closer": hint("comeCloser")},
}


def clip_of(who: str, folder: Path) -> Path:
    path = folder / "clip.mjpeg"
    match who:
        case "nobody":
            return write_clip(path, [NOBODY], seconds=1)
        case "two people":
            right = write_clip(folder / "right.mjpeg", ["hands-on-hips"], seconds=2)
            return beside(write_clip(path, ["ymca-y"], seconds=2), right)
        case "half a body":
            return write_clip(path, ["w-arms"], seconds=2)
        case "too dark":
            return darkened(write_clip(path, ["t-pose"], seconds=1), light=0.15)
        case "too near":
            return zoomed(write_clip(path, ["hands-on-hips"], seconds=1), 5)
        case "too far":
            return zoomed(write_clip(path, ["hands-on-hips"], seconds=1), 0.3)
        case _:
            return write_clip(path, ["t-pose", "ymca-y", "hands-on-hips"], seconds=3)
