"""Why this photo: the poses over each other, each part's agreement, and the next best photos."""

import numpy as np
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import Server, new_context
from tests.browser.mirror import MATCH, go_live, wait_for_match

TIMEOUT_MS = 30_000


def drawn(page, layer: str) -> np.ndarray:
    """Which of the layer's pixels carry a stroke, (height, width)."""
    alpha, width = page.evaluate(
        """(name) => {
          const canvas = document.querySelector(`.why-photo .${name}`);
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          return [Array.from(data.filter((_, i) => i % 4 === 3)), canvas.width];
        }""",
        layer,
    )
    return np.array(alpha).reshape(-1, width) > 0


def near(strokes: np.ndarray, reach: int) -> np.ndarray:
    """The strokes, made wider by so many pixels."""
    wide = strokes.copy()
    for axis in (0, 1):
        for shift in range(-reach, reach + 1):
            wide |= np.roll(strokes, shift, axis)
    return wide


def test_a_tap_shows_why_and_the_next_best(browser, server: Server):
    with new_context(browser, reduced_motion="reduce") as context:
        page = context.new_page()
        page.route("**/api/match", told)
        go_live(page, server.url)
        wait_for_match(page)
        page.wait_for_timeout(2000)  # until the pose has come to rest
        page.get_by_role("button", name="Why this picture?").click()
        sheet = page.get_by_role("dialog", name="Why this picture?")
        expect(sheet).to_be_visible(timeout=TIMEOUT_MS)
        shown = page.locator(MATCH).get_attribute("data-photo-id")
        expect(page.locator(".caption")).to_contain_text("Picture: Ada, CC BY 4.0")

        yours, theirs = drawn(page, "why-yours"), drawn(page, "why-theirs")
        assert yours.sum() > 500
        assert theirs.sum() > 500
        # A good match: the visitor's strokes lie along the photo's.
        assert (yours & near(theirs, yours.shape[1] // 20)).sum() > 0.8 * yours.sum()

        limbs = sheet.locator(".why-limbs li")
        expect(limbs).to_have_count(6)
        expect(limbs.filter(has_text="Left arm")).to_contain_text("%")
        expect(sheet).to_contain_text("Picture: Ada")
        expect(sheet).to_contain_text("Licence: CC BY 4.0")
        assert sheet.locator(".why-tags li").count() >= 1
        assert violations(page) == []

        others = sheet.locator(".why-row button")
        expect(others.nth(3)).to_be_visible(timeout=TIMEOUT_MS)
        expect(others.first).to_have_attribute("data-photo-id", shown)
        others.nth(2).click()
        expect(others.nth(2)).to_have_attribute("aria-pressed", "true")
        expect(sheet.locator(".why-photo img")).to_have_attribute("src", large_of(others.nth(2)))
        assert (drawn(page, "why-theirs") != theirs).any()

        # Frozen while it is looked at, and live again afterwards.
        assert page.evaluate("() => document.querySelector('video').paused")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.wait_for_function("() => !document.querySelector('video').paused")
        page.keyboard.press("w")
        expect(sheet).to_be_visible()
        page.unroute_all(behavior="ignoreErrors")


def told(route) -> None:
    """The answer, as if somebody had said who made the photos and who may show them."""
    answer = route.fetch().json()
    for match in answer["matches"]:
        match["photo"] |= {"credit": "Ada", "licence": "https://creativecommons.org/licenses/by/4.0/"}
    route.fulfill(json=answer)


def large_of(button) -> str:
    return button.locator("img").get_attribute("src").replace("-small.", "-large.")
