"""A still photo in place of the camera."""

from playwright.sync_api import expect

from tests.browser.clips import Oracle
from tests.browser.conftest import Server
from tests.browser.mirror import wait_for_match, wait_for_state


def test_a_photo_finds_its_match_and_another_can_be_tried(
    page, server: Server, oracle: Oracle, gallery_photo
):
    page.goto(server.url)
    for name in ("249-warrior2", "052-sword-up"):
        page.get_by_test_id("upload").set_input_files(gallery_photo(name))
        wait_for_state(page, "live")
        shown = wait_for_match(page)
        truth = oracle.poses[oracle.names.index(name)]
        assert oracle.similarity(truth, shown.photo, shown.mirrored) >= 0.9, oracle.names[shown.photo]


def test_a_photo_of_nobody_says_so(page, server: Server, empty_photo):
    page.goto(server.url)
    page.get_by_test_id("upload").set_input_files(empty_photo)
    expect(page.locator(".status")).to_contain_text("Nobody was found", timeout=60_000)


def test_a_file_that_is_no_picture_says_so(page, server: Server, tmp_path):
    (tmp_path / "notes.jpg").write_text("not a picture")
    page.goto(server.url)
    page.get_by_test_id("upload").set_input_files(tmp_path / "notes.jpg")
    expect(page.locator("[data-trouble=photo-unreadable]")).to_contain_text("could not be read")


def test_from_a_photo_to_the_camera(page, server: Server, gallery_photo):
    page.goto(server.url)
    page.get_by_test_id("upload").set_input_files(gallery_photo("249-warrior2"))
    wait_for_match(page)
    page.get_by_role("button", name="Camera").click()
    wait_for_state(page, "live")
    page.wait_for_selector(".visitor[data-source=camera]")
    wait_for_match(page)
