"""What a visitor does and sees, in the page's own contract: `data-state`, `data-testid`, `data-photo-id`."""

import time
from typing import NamedTuple

from playwright.sync_api import Page

MATCH = "[data-testid=match][data-photo-id]"


class Shown(NamedTuple):
    photo: int  # place in the gallery, from 0
    mirrored: bool
    similarity: float  # what the system itself says


def go_live(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_test_id("start").click()
    wait_for_state(page, "live")


def wait_for_state(page: Page, state: str) -> None:
    page.wait_for_selector(f"body[data-state={state}]", state="attached")


def wait_for_trouble(page: Page, name: str) -> str:
    """The words that the page shows for this trouble."""
    page.wait_for_selector(f"[data-trouble={name}]")
    assert page.locator("body").get_attribute("data-state") == "error"
    return page.locator(f"[data-trouble={name}]").inner_text()


def try_again(page: Page) -> None:
    page.get_by_role("button", name="Try again").click()


def wait_for_match(page: Page) -> Shown:
    page.wait_for_selector(MATCH)
    shown = current_match(page)
    assert shown is not None
    return shown


def wait_until_it_moves(page: Page) -> None:
    """The mirror rests while something is looked at, and goes on after it."""
    page.wait_for_function("() => !document.querySelector('video').paused")


def current_match(page: Page) -> Shown | None:
    data = page.evaluate(f"() => ({{...document.querySelector('{MATCH}')?.dataset}})")
    if "photoId" not in data:
        return None
    # The gallery is the first to be loaded into an empty library.
    return Shown(int(data["photoId"]) - 1, data["mirrored"] == "true", float(data["similarity"]))


def watch_matches(page: Page, seconds: float, every: float = 0.1) -> list[Shown]:
    """What is shown at each look over a stretch of time."""
    looks = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        looks.append(current_match(page))
        page.wait_for_timeout(1000 * every)
    return [look for look in looks if look is not None]


def runs(looks: list[Shown]) -> list[list[Shown]]:
    """Looks that show the same photo one after another, together."""
    grouped: list[list[Shown]] = []
    for look in looks:
        if grouped and grouped[-1][-1].photo == look.photo:
            grouped[-1].append(look)
        else:
            grouped.append([look])
    return grouped


def record_estimates(page: Page) -> None:
    """Keep what the page tells about each frame; read it with `estimates`."""
    page.evaluate(
        "() => { window.seen = []; document.addEventListener('estimate', (e) => seen.push(e.detail)) }"
    )


def estimates(page: Page) -> list[dict]:
    return page.evaluate("() => window.seen")
