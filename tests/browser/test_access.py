"""The mirror without a mouse, without seeing it all, without motion, enlarged, and in forced colours."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import Server, new_context
from tests.browser.mirror import go_live, wait_for_match, wait_for_state, wait_for_trouble

ROW = ["Capture", "Pause", "Mirror", "More", "Stop"]


@pytest.mark.parametrize(("locale", "scheme", "width"), [("en", "light", 1280), ("ar", "dark", 360)])
def test_axe_finds_nothing_in_any_state(browser, server: Server, locale, scheme, width, tmp_path):
    with new_context(browser, locale=locale, color_scheme=scheme) as context:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 740})
        page.goto(server.url)
        page.get_by_test_id("start").wait_for()
        found = {"intro": violations(page)}
        for key in "?i":
            page.keyboard.press(key)
            found[f"sheet {key}"] = violations(page)
            page.keyboard.press("Escape")
        (tmp_path / "notes.jpg").write_text("not a picture")
        page.get_by_test_id("upload").set_input_files(tmp_path / "notes.jpg")
        wait_for_trouble(page, "photo-unreadable")
        found["trouble"] = violations(page)
        go_live(page, server.url)
        wait_for_match(page)
        found["live"] = violations(page)
        page.keyboard.press("i")
        page.locator(".inspector table").wait_for()
        page.locator(".inspector summary").click()
        found["inspector"] = violations(page)
        page.keyboard.press("Escape")
        page.locator(".control[aria-haspopup=dialog]").click()
        found["more"] = violations(page)
        page.keyboard.press("Escape")
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press(" ")
        found["paused"] = violations(page)
        assert {state: list_ for state, list_ in found.items() if list_} == {}


def test_a_visit_by_keyboard_alone(page: Page, server: Server):
    page.goto(server.url)
    page.get_by_test_id("start").wait_for()
    page.keyboard.press("Tab")
    expect(page.get_by_test_id("start")).to_be_focused()
    page.keyboard.press("Enter")
    wait_for_state(page, "live")
    wait_for_match(page)
    assert page.evaluate("document.activeElement.tagName") == "H1"  # not lost with the button that led here

    page.keyboard.press(" ")
    expect(page.locator(".status")).to_have_text("Paused")
    page.keyboard.press(" ")
    expect(page.locator(".status")).to_have_text("")
    page.keyboard.press("m")
    expect(page.locator(".visitor .picture[data-flipped]")).to_have_count(0)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    page.keyboard.press("m")  # what lies under a sheet rests
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator(".visitor .picture[data-flipped]")).to_have_count(0)

    reached: list[str] = []
    while "Stop" not in reached and len(reached) < 12:
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.innerText"))
    assert [name for name in reached if name in ROW] == ROW, reached
    page.keyboard.press("Enter")
    wait_for_state(page, "intro")


def test_letters_can_be_switched_off(page: Page, server: Server):
    go_live(page, server.url)
    page.keyboard.press("?")
    page.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("i")
    page.keyboard.press("?")
    expect(page.locator("dialog")).to_have_count(0)
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Keyboard").click()
    page.get_by_role("checkbox").check()
    page.keyboard.press("Escape")
    page.keyboard.press("i")
    expect(page.locator("dialog")).to_have_count(1)


def test_a_screen_reader_hears_of_the_photo_that_rests_and_of_no_other(page: Page, server: Server):
    page.add_init_script(
        """window.said = [];
        new MutationObserver(() => {
          const text = document.querySelector(".mirror > [role=status]")?.textContent;
          if (text && text !== said.at(-1)) said.push(text);
        }).observe(document, { subtree: true, childList: true, characterData: true });"""
    )
    go_live(page, server.url)
    wait_for_match(page)
    expect(page.locator(".mirror > [role=status]")).to_contain_text("alike", timeout=30_000)
    page.wait_for_timeout(3000)
    said = page.evaluate("said")
    assert len(said) <= 2, said
    assert all("alike" in text for text in said)


@pytest.mark.parametrize(("width", "height"), [(640, 360), (360, 640), (320, 480)])
def test_enlarged_twice_nothing_is_cut_off(page: Page, server: Server, width, height):
    """1280 x 720 at 200 % is 640 x 360 to the page, and so on."""
    page.set_viewport_size({"width": width, "height": height})
    page.goto(server.url)
    page.get_by_test_id("start").wait_for()
    assert overflow(page) <= 0
    page.get_by_test_id("start").click()
    wait_for_match(page)
    assert overflow(page) <= 0
    for name in ("Pause", "Mirror", "More", "Stop"):
        page.get_by_role("button", name=name).scroll_into_view_if_needed()
        box = page.get_by_role("button", name=name).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width, name
        assert box["y"] >= 0 and box["y"] + box["height"] <= height, name
    pane = page.locator(".reflection").bounding_box()
    assert pane["width"] >= 0.4 * width and pane["height"] >= 0.3 * height, pane


def test_reduced_motion_has_none(browser, server: Server):
    with new_context(browser, reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto(server.url)
        page.get_by_test_id("start").wait_for()
        assert moving(page) == []
        page.get_by_test_id("start").click()
        wait_for_match(page)
        assert moving(page) == []


def test_forced_colours_keep_every_control_and_sign(browser, server: Server):
    with new_context(browser, forced_colors="active") as context:
        page = context.new_page()
        go_live(page, server.url)
        wait_for_match(page)
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        # Which toggle is on must not be said by a colour that is no longer there.
        pressed = page.locator(".control[aria-pressed=true]")
        style = pressed.evaluate("(node) => getComputedStyle(node, '::after').borderBottomStyle")
        assert style == "solid"
        page.get_by_role("button", name="More").click()
        assert page.locator("dialog").evaluate("node => getComputedStyle(node).borderTopStyle") == "solid"


def overflow(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def moving(page: Page) -> list[str]:
    """Animations and transitions that take any time."""
    return page.evaluate(
        """() => document.getAnimations()
             .filter((one) => one.effect.getComputedTiming().duration > 0 && one.playState === "running")
             .map((one) => `${one.effect.target.className} ${one.animationName ?? one.transitionProperty}`)"""
    )
