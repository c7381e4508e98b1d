"""Uploads that survive: a server that is killed on the way, a page that is closed, a network that is gone."""

import re

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


def expect_arrived(page: Page, count: int) -> None:
    expect(tray(page).locator(".tray__title")).to_have_text(re.compile(f"^{count} arrived"), timeout=90_000)
    expect(page.locator(".photo-card")).to_have_count(count, timeout=60_000)


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
    expect(page.locator(".photo-card")).to_have_count(3)


def test_the_frames_of_a_video_become_photos(page, own_server, tmp_path):
    sign_in(page, own_server)
    (tmp_path / "dance.mp4").write_bytes(video(side=320))
    (tmp_path / "broken.mp4").write_bytes(video()[:60])
    page.get_by_test_id("photos").set_input_files([tmp_path / "dance.mp4", tmp_path / "broken.mp4"])
    expect(tray(page)).to_contain_text("This video cannot be read", timeout=60_000)
    expect(page.locator(".photo-card", has_text="dance 0:0")).to_have_count(3, timeout=60_000)
    expect(page.locator("[data-status=pending]")).to_have_count(0, timeout=60_000)
    expect(page.locator(".desk__counts")).not_to_contain_text("waiting")
