"""Films in place of the camera: the dancer that comes with the page, and a video file of the visitor's."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Launch, Server, new_context
from tests.browser.mirror import (
    estimates,
    go_live,
    record_estimates,
    wait_for_match,
    wait_for_state,
    wait_for_trouble,
)

DANCER = "web/media/dancer.webm"


def test_the_dancer_is_mirrored_without_a_camera(launch: Launch, server: Server):
    with launch([]) as browser, new_context(browser) as context:
        page = context.new_page()
        page.goto(server.url)
        page.get_by_test_id("dancer").click()
        wait_for_state(page, "live")
        page.wait_for_selector(".visitor[data-source=dancer]")
        wait_for_match(page)
        # A film is no mirror: it is shown as it was filmed, and is not offered to be turned round.
        assert page.locator(".visitor .picture[data-flipped]").count() == 0
        expect(page.get_by_role("button", name="Mirror")).to_be_hidden()
        page.get_by_role("button", name="Camera").click()
        wait_for_trouble(page, "camera-none")
        page.get_by_role("button", name="watch a dancer").click()
        wait_for_match(page)


@pytest.fixture
def video(request) -> str:
    return str(request.config.rootpath / DANCER)


def test_a_video_file_plays_over_and_over(page, server: Server, video):
    page.goto(server.url)
    page.get_by_test_id("upload").set_input_files(video)
    wait_for_state(page, "live")
    page.wait_for_selector(".visitor[data-source=video]")
    wait_for_match(page)
    page.eval_on_selector("video", "video => { video.currentTime = video.duration }")
    page.wait_for_function("() => document.querySelector('video').currentTime < 5")
    record_estimates(page)
    page.wait_for_function("() => window.seen.length > 3")
    page.get_by_role("button", name="Pause").click()
    page.wait_for_timeout(1000)
    seen = len(estimates(page))
    page.wait_for_timeout(1000)
    assert len(estimates(page)) == seen
    page.get_by_role("button", name="Stop").click()
    wait_for_state(page, "intro")
    assert page.evaluate("() => document.querySelector('video')") is None


def test_a_file_that_is_no_video_says_so(page, server: Server, tmp_path):
    (tmp_path / "clip.mp4").write_bytes(b"not a video")
    page.goto(server.url)
    page.get_by_test_id("upload").set_input_files(tmp_path / "clip.mp4")
    assert "could not be played" in wait_for_trouble(page, "video-unreadable")


def test_from_a_film_back_to_the_camera(page, server: Server, video):
    page.goto(server.url)
    page.get_by_test_id("upload").set_input_files(video)
    wait_for_match(page)
    page.get_by_role("button", name="Camera").click()
    page.wait_for_selector(".visitor[data-source=camera]")
    wait_for_match(page)


def test_what_takes_long_to_load_shows_how_far_it_is(page, server: Server):
    held = []
    page.route("**/model/*.bin", lambda route: held.append(route))
    page.goto(server.url)
    page.get_by_test_id("start").click()
    wait_for_state(page, "loading")
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.locator(".step")).not_to_be_empty()
    while not held:
        page.wait_for_timeout(100)
    for route in held:
        route.continue_()
    wait_for_match(page)


def test_the_network_is_there_before_it_is_asked_for(page, server: Server):
    with page.expect_response(lambda response: "/model/" in response.url and response.url.endswith(".bin")):
        page.goto(server.url)
    assert page.locator("body").get_attribute("data-state") == "intro"
    go_live(page, server.url)
    wait_for_match(page)
