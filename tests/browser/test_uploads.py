"""Uploads that survive: a server that is killed on the way, a page that is closed, a network that is gone."""

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, new_context, sign_in
from tests.videos import video


@pytest.fixture
def own_server(tmp_path):
    """A server of the test's own, to be killed."""
    server = Server(tmp_path / "instance", tmp_path / "log", gallery=False)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def files(tmp_path):
    """Photos of which each is a few pieces long."""
    folder = tmp_path / "holiday"
    folder.mkdir()
    for number in range(3):
        noise = np.random.default_rng(number).integers(0, 255, (1900, 1900, 3), np.uint8)
        Image.fromarray(noise).save(folder / f"photo-{number}.png", compress_level=0)
    return sorted(folder.iterdir())


def slow_network(page: Page, bytes_per_second: float) -> None:
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    conditions = {"offline": False, "latency": 0, "downloadThroughput": -1}
    network.send("Network.emulateNetworkConditions", conditions | {"uploadThroughput": bytes_per_second})


def tray(page: Page):
    return page.get_by_role("region", name="Uploads")


def expect_arrived(page: Page, count: int, in_all: int | None = None) -> None:
    expect(tray(page).locator(".tray__title")).to_have_text(re.compile(f"^{count} arrived"), timeout=90_000)
    expect(page.locator(".photo-card")).to_have_count(in_all or count, timeout=60_000)


def moving(page: Page):
    return tray(page).locator("[data-state=moving] .tray__state", has_text=re.compile(r"[1-9]\d %")).first


def test_an_upload_goes_on_when_the_server_was_killed_and_started_again(page, own_server, files):
    sign_in(page, own_server)
    slow_network(page, 4e6)
    page.get_by_test_id("photos").set_input_files(files)
    expect(moving(page)).to_be_visible()
    own_server.kill()
    own_server.start()
    expect_arrived(page, 3)


def test_an_upload_goes_on_when_the_page_was_closed(browser, own_server, files):
    with new_context(browser) as context:
        page = context.new_page()
        sign_in(page, own_server)
        slow_network(page, 1e6)
        page.get_by_test_id("photos").set_input_files(files)
        expect(moving(page)).to_be_visible()
        page.wait_for_timeout(1500)  # the browser puts the files away meanwhile
        page.close()
        page = context.new_page()
        page.goto(f"{own_server.url}/admin/")
        expect_arrived(page, 3)


def test_uploads_wait_for_the_network_pause_and_fail_in_plain_words(page, own_server, files, tmp_path):
    sign_in(page, own_server)
    slow_network(page, 2e6)
    page.get_by_test_id("photos").set_input_files(files)
    expect(moving(page)).to_be_visible()
    page.context.set_offline(True)
    page.wait_for_timeout(1000)
    page.context.set_offline(False)
    page.get_by_role("button", name="Pause").click()
    expect(tray(page)).to_contain_text("Paused")
    page.get_by_role("button", name="Go on").click()
    expect_arrived(page, 3)

    (tmp_path / "letter.jpg").write_text("Dear Ada, this is no picture.")
    page.get_by_test_id("photos").set_input_files([tmp_path / "letter.jpg", files[0]])
    expect(tray(page)).to_contain_text("not a picture we can read")
    expect(tray(page)).to_contain_text("1 of them the mirror had before", timeout=60_000)
    page.get_by_role("button", name="Dismiss letter.jpg").click()
    expect(tray(page)).not_to_contain_text("letter")
    with (tmp_path / "huge.jpg").open("wb") as file:
        file.truncate(31 * 2**20)
    page.get_by_test_id("photos").set_input_files([tmp_path / "huge.jpg"])
    expect(tray(page).locator(".tray__row")).to_contain_text("Larger than 30 MB")  # one row alone
    expect(page.locator(".photo-card")).to_have_count(3)


def drop(page: Page, paths: list[Path]) -> None:
    """Drag files or folders of the computer onto the page and let go."""
    browser = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        browser.send("Input.dispatchDragEvent", {"type": kind, "x": 200, "y": 400, "data": data})


def test_files_come_by_drop_by_folder_and_by_paste(page, own_server, tmp_path):
    sign_in(page, own_server)
    folder = tmp_path / "trip"
    (folder / "day 2").mkdir(parents=True)
    (folder / "notes.txt").write_text("not for the mirror")
    for number, path in enumerate((folder / "a.jpg", folder / "day 2" / "b.jpg", tmp_path / "single.png")):
        Image.new("RGB", (64, 48 + number), "teal").save(path)
    drop(page, [tmp_path / "single.png"])
    expect_arrived(page, 1)
    drop(page, [folder])
    expect_arrived(page, 2, 3)
    titles = page.locator(".photo-card__title")
    expect(titles).to_have_count(3)
    *of_folder, earlier = (
        titles.all_text_contents()
    )  # newest first; which of the folder's arrives first is chance
    assert (sorted(of_folder), earlier) == (["a", "b"], "single")
    expect(tray(page)).not_to_contain_text("notes")

    page.evaluate(
        """async () => {
            const canvas = new OffscreenCanvas(80, 60);
            canvas.getContext("2d").fillRect(0, 0, 80, 60);
            const data = new DataTransfer();
            data.items.add(new File([await canvas.convertToBlob()], "image.png", { type: "image/png" }));
            document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data }));
        }"""
    )
    expect_arrived(page, 1, 4)
    expect(page.locator(".photo-card__title").first).to_contain_text("Pasted")


def test_all_that_failed_are_tried_again_at_a_press(page, own_server, files):
    sign_in(page, own_server)
    page.route("**/admin/uploads/**", lambda route: route.fulfill(status=401, json={"error": {}}))
    page.get_by_test_id("photos").set_input_files(files)
    retry = tray(page).get_by_role("button", name="Try")
    expect(retry).to_have_text("Try 3 again")
    page.unroute_all()
    retry.click()
    expect_arrived(page, 3)


def test_the_frames_of_a_video_become_photos(page, own_server, tmp_path):
    sign_in(page, own_server)
    (tmp_path / "dance.mp4").write_bytes(video(side=320))
    (tmp_path / "broken.mp4").write_bytes(video()[:60])
    page.get_by_test_id("photos").set_input_files([tmp_path / "dance.mp4", tmp_path / "broken.mp4"])
    expect(tray(page)).to_contain_text("This video cannot be read", timeout=60_000)
    expect(page.locator(".photo-card", has_text="dance 0:0")).to_have_count(3, timeout=60_000)
    expect(page.locator("[data-status=pending]")).to_have_count(0, timeout=60_000)
    expect(page.locator(".desk__counts")).not_to_contain_text("waiting")
