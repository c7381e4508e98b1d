"""What can go wrong, the words for it, and the way on."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Launch, Server, new_context
from tests.browser.mirror import go_live, try_again, wait_for_match, wait_for_state, wait_for_trouble

NO_FLAGS = ()


def test_a_refused_camera_and_a_change_of_mind(launch: Launch, server: Server):
    with launch(["t-pose"], flags=NO_FLAGS) as browser, new_context(browser) as context:
        page = context.new_page()
        page.goto(server.url)
        page.get_by_test_id("start").click()
        assert "Allow it for this page" in wait_for_trouble(page, "camera-refused")
        context.grant_permissions(["camera"])
        try_again(page)
        wait_for_state(page, "live")


def test_no_camera_leads_to_a_photo(launch: Launch, server: Server, gallery_photo):
    with launch([]) as browser, new_context(browser) as context:
        page = context.new_page()
        page.goto(server.url)
        page.get_by_test_id("start").click()
        assert "No camera was found" in wait_for_trouble(page, "camera-none")
        page.get_by_test_id("upload").set_input_files(gallery_photo("249-warrior2"))
        wait_for_match(page)


def test_a_busy_camera_can_be_tried_again(page, server: Server):
    # What another program's hold on the camera looks like to a page; the second call is the browser's own.
    page.add_init_script(
        """const devices = navigator.mediaDevices, open = devices.getUserMedia.bind(devices);
        devices.getUserMedia = () => {
          devices.getUserMedia = open;
          return Promise.reject(new DOMException("Could not start video source", "NotReadableError"));
        };"""
    )
    page.goto(server.url)
    page.get_by_test_id("start").click()
    assert "another app" in wait_for_trouble(page, "camera-busy")
    try_again(page)
    wait_for_state(page, "live")


def test_an_insecure_page_says_how_to_open_it(launch: Launch, server: Server):
    rules = "--host-resolver-rules=MAP mirror.test 127.0.0.1"
    with launch([], flags=(rules,)) as browser, new_context(browser) as context:
        page = context.new_page()
        page.goto(f"http://mirror.test:{server.port}")
        page.get_by_test_id("start").click()
        assert "https://" in wait_for_trouble(page, "camera-insecure")


def test_a_missing_model_can_be_fetched_again(page, server: Server):
    page.context.route("**/model/**", lambda route: route.fulfill(status=404, body=""))
    page.goto(server.url)
    page.get_by_test_id("start").click()
    assert "could not be fetched" in wait_for_trouble(page, "model-missing")
    page.context.unroute("**/model/**")
    try_again(page)
    wait_for_state(page, "live")
    wait_for_match(page)


def test_the_mirror_goes_on_without_the_server_and_pictures_come_back(browser, server: Server, tmp_path):
    with sibling(server, tmp_path) as other, new_context(browser) as context:
        page = context.new_page()
        go_live(page, other.url)
        wait_for_match(page)
        other.stop()
        notice = page.locator(".notice")
        expect(notice).to_contain_text("server is not answering", timeout=60_000)
        assert page.locator("body").get_attribute("data-state") == "live"
        other.start()
        expect(notice).to_be_empty(timeout=60_000)
        wait_for_match(page)


@contextmanager
def sibling(server: Server, folder: Path) -> Iterator[Server]:
    """A second server on a copy of the first one's library, to be stopped at will."""
    shutil.copytree(server.instance, folder / "instance")
    other = Server(folder / "instance", folder / "log")
    other.start()
    yield other
    other.stop()
