"""Hints that help a visitor to be seen well, and whom the mirror follows."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.clips import beside, darkened, pictures, write_clip
from tests.browser.conftest import Launch, Server, new_context
from tests.browser.mirror import go_live, record_estimates, wait_for_match

LEGS = range(13, 17)
PATIENT_MS = 30_000


def test_half_a_body_is_matched_by_its_upper_half(launch: Launch, server: Server):
    with launch(["w-arms"]) as browser, new_context(browser) as context:
        page = context.new_page()
        sent = []
        page.on(
            "request", lambda request: sent.append(request) if request.url.endswith("/api/match") else None
        )
        go_live(page, server.url)
        expect(hint(page, "upper")).to_be_visible(timeout=PATIENT_MS)
        expect(page.locator(".status")).to_contain_text("Legs out of view")
        wait_for_match(page)
        # It is said for a while, not for as long as it is so; the legs stay out of what is asked for.
        expect(hint(page, "upper")).to_have_count(0, timeout=PATIENT_MS)
        keypoints = sent[-1].post_data_json["keypoints"]
        assert all(keypoints[k][2] == 0 for k in LEGS)
        assert all(keypoints[k][2] > 0.2 for k in (5, 6))


def test_in_the_dark_the_page_says_so(launch: Launch, server: Server, tmp_path):
    clip = darkened(write_clip(tmp_path / "dark.mjpeg", ["t-pose"], seconds=2), light=0.15)
    with launch(clip) as browser, new_context(browser) as context:
        page = context.new_page()
        go_live(page, server.url)
        expect(hint(page, "dark")).to_be_visible(timeout=PATIENT_MS)
        expect(page.locator(".status")).to_contain_text("Too dark")


def test_somebody_seen_well_is_told_nothing(page, server: Server):
    go_live(page, server.url)
    wait_for_match(page)
    page.wait_for_timeout(4000)
    expect(page.locator(".status")).to_be_empty()


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_tap_chooses_whom_to_follow(launch: Launch, server: Server, tmp_path, side):
    left = write_clip(tmp_path / "left.mjpeg", ["ymca-y"], seconds=2)
    right = write_clip(tmp_path / "right.mjpeg", ["hands-on-hips"], seconds=2)
    with launch(beside(left, right)) as browser, new_context(browser) as context:
        page = context.new_page()
        go_live(page, server.url)
        wait_for_match(page)
        # The camera's picture is shown as in a mirror: its left is on the right.
        shown = page.locator(".visitor .picture").bounding_box()
        share = 0.75 if side == "left" else 0.25
        page.mouse.click(shown["x"] + share * shown["width"], shown["y"] + 0.6 * shown["height"])
        page.wait_for_timeout(2000)
        record_estimates(page)
        page.wait_for_function("() => window.seen.length >= 5")
        shoulders = page.evaluate("() => window.seen.map(({ pose }) => (pose[5][0] + pose[6][0]) / 2)")
        assert all((x < 320) == (side == "left") for x in shoulders), shoulders


def test_a_key_chooses_the_next_person_and_a_frame_shows_whom(launch: Launch, server: Server, tmp_path):
    left = write_clip(tmp_path / "left.mjpeg", ["ymca-y"], seconds=2)
    right = write_clip(tmp_path / "right.mjpeg", ["hands-on-hips"], seconds=2)
    with launch(beside(left, right)) as browser, new_context(browser) as context:
        page = context.new_page()
        go_live(page, server.url)
        record_estimates(page)
        wait_for_match(page)
        first = is_left(page)
        for side in (not first, first):
            page.keyboard.press("n")
            expect(page.locator(".visitor .mark")).to_be_visible(timeout=PATIENT_MS)
            expect(page.locator(".status")).to_have_text("Following this person now")
            mark, pane = (page.locator(f".visitor .{name}").bounding_box() for name in ("mark", "picture"))
            # The camera's picture is shown as in a mirror: its left is on the right.
            on_the_right = mark["x"] + mark["width"] / 2 > pane["x"] + pane["width"] / 2
            assert is_left(page) == side == on_the_right
            expect(page.locator(".visitor .mark")).to_have_count(0)
        expect(page.locator(".status")).to_have_text("")


def test_where_nobody_else_is_the_key_says_so(page, server: Server, gallery_photo):
    page.goto(server.url)
    page.get_by_test_id("upload").first.set_input_files(gallery_photo("249-warrior2"))
    wait_for_match(page)
    page.keyboard.press("n")
    expect(page.locator(".status")).to_have_text("Nobody else was found")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Another person")


def is_left(page: Page) -> bool:
    """Where in the camera's picture whoever was seen last stands."""
    page.wait_for_function("() => window.seen.length > 0")
    return page.evaluate("() => window.seen.at(-1).pose[0][0]") < 320


def test_a_tap_on_a_photo_chooses_another_person(page, server: Server, tmp_path):
    left = write_clip(tmp_path / "left.mjpeg", ["ymca-y"], seconds=1)
    right = write_clip(tmp_path / "right.mjpeg", ["hands-on-hips"], seconds=1)
    pictures(beside(left, right))[0].save(tmp_path / "two.png")
    page.goto(server.url)
    record_estimates(page)
    with page.expect_response(lambda response: "/model/detector/model.json" in response.url):
        page.get_by_test_id("upload").first.set_input_files(tmp_path / "two.png")
    wait_for_match(page)
    shown = page.locator(".visitor .picture").bounding_box()
    for share in (0.25, 0.75, 0.25):
        seen = len(page.evaluate("() => window.seen"))
        page.mouse.click(shown["x"] + share * shown["width"], shown["y"] + 0.6 * shown["height"])
        page.wait_for_function("(seen) => window.seen.length > seen", arg=seen)
        nose = page.evaluate("() => window.seen.at(-1).pose[0][0]")
        assert (nose < 320) == (share < 0.5), nose


def hint(page: Page, name: str):
    return page.locator(f".visitor[data-hint={name}]")
