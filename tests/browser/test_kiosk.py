"""A mirror that stands somewhere by itself: visitors come and go; so do camera, worker and graphics card."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.axe import violations
from tests.browser.clips import NOBODY
from tests.browser.conftest import TIMEOUT_MS, Launch, Server, new_context
from tests.browser.mirror import (
    current_match,
    estimates,
    go_live,
    record_estimates,
    wait_for_match,
    wait_for_state,
    wait_for_trouble,
)

# A camera that can be lost: `unplug()` ends its tracks and leaves none to open, `plug()` brings it back.
CAMERA_ON_A_CABLE = """
const devices = navigator.mediaDevices, open = devices.getUserMedia.bind(devices);
const enumerate = devices.enumerateDevices.bind(devices);
let plugged = true;
devices.getUserMedia = (wanted) =>
  plugged ? open(wanted) : Promise.reject(new DOMException("Requested device not found", "NotFoundError"));
devices.enumerateDevices = async () => (plugged ? enumerate() : []);
window.unplug = () => {
  plugged = false;
  for (const track of document.querySelector("video").srcObject.getTracks()) {
    track.stop();
    track.dispatchEvent(new Event("ended"));
  }
  devices.dispatchEvent(new Event("devicechange"));
};
window.plug = ({ silently = false } = {}) => {
  plugged = true;
  if (!silently) devices.dispatchEvent(new Event("devicechange"));
};
"""


def test_a_kiosk_starts_by_itself_and_begins_afresh_for_each_visitor(launch: Launch, server: Server):
    with launch([NOBODY, "t-pose", NOBODY], seconds=6) as browser, new_context(browser) as context:
        page = context.new_page()
        page.goto(f"{server.url}/?kiosk=4")
        attract = page.locator(".attract")
        wait_for_state(page, "live")
        expect(attract).to_be_visible()
        assert violations(page) == []
        expect(attract).to_have_count(0, timeout=TIMEOUT_MS)  # somebody steps in front
        wait_for_match(page)
        page.keyboard.press("m")
        expect(page.locator(".visitor .picture[data-flipped]")).to_have_count(0)
        page.keyboard.press("i")
        expect(page.locator(".inspector table")).to_be_visible()
        # As the page itself does where a visitor chooses which pictures may appear.
        page.evaluate("history.replaceState(null, '', `${location.href}&tag=sport`)")

        expect(attract).to_be_visible(timeout=TIMEOUT_MS)  # and leaves
        expect(page.locator("dialog")).to_have_count(0)
        expect(page.locator(".visitor .picture[data-flipped]")).to_have_count(1)
        page.wait_for_url("**/?kiosk=4")
        assert current_match(page) is None
        assert page.locator("label:has(input[type=file]):visible, .control-stop:visible").count() == 0


def test_a_kiosk_gives_the_next_visitor_its_own_language(launch: Launch, server: Server):
    with launch([NOBODY]) as browser, new_context(browser) as context:
        page = context.new_page()
        page.goto(f"{server.url}/?kiosk=4&lang=es")
        expect(page.locator(".attract-call")).to_contain_text("Ponte delante")
        wait_for_state(page, "live")
        page.mouse.click(500, 500)  # seen or not, somebody is there
        expect(page.locator(".attract")).to_have_count(0)
        page.get_by_role("button", name="Más").click()
        page.get_by_label("Idioma").select_option("ja")
        expect(page.locator(".attract-call")).to_contain_text("鏡の前")
        wait_for_state(page, "live")
        page.mouse.click(500, 500)
        expect(page.locator(".attract-call")).to_contain_text("Ponte delante", timeout=TIMEOUT_MS)
        assert page.url.endswith("/?kiosk=4&lang=es")


@pytest.mark.parametrize("query", ["", "?kiosk"])
def test_a_camera_that_is_plugged_in_again_is_opened_by_itself(page: Page, server: Server, query):
    page.add_init_script(CAMERA_ON_A_CABLE)
    open_mirror(page, server, query)
    page.evaluate("unplug()")
    page.wait_for_selector("body[data-state=error]")
    page.wait_for_timeout(1500)
    page.evaluate("plug()")
    wait_for_state(page, "live")
    wait_for_match(page)


def test_a_kiosk_asks_again_for_a_camera_of_which_nobody_tells(page: Page, server: Server):
    page.add_init_script(CAMERA_ON_A_CABLE)
    open_mirror(page, server, "?kiosk")
    page.evaluate("unplug()")
    assert "tried again by itself" in wait_for_trouble(page, "camera-none")
    page.evaluate("plug({ silently: true })")
    wait_for_state(page, "live")


def test_a_camera_without_pictures_counts_as_gone(page: Page, server: Server):
    """What a computer that slept leaves of some cameras: open, and silent."""
    open_mirror(page, server, "?kiosk")
    page.evaluate(
        """() => {
          const next = HTMLVideoElement.prototype.requestVideoFrameCallback;
          HTMLVideoElement.prototype.requestVideoFrameCallback = () => 0;
          window.wakeCamera = () => { HTMLVideoElement.prototype.requestVideoFrameCallback = next; };
        }"""
    )
    wait_for_trouble(page, "camera-ended")
    page.evaluate("wakeCamera()")
    wait_for_state(page, "live")
    record_estimates(page)
    page.wait_for_timeout(3000)
    assert estimates(page)


def test_a_killed_worker_is_replaced(page: Page, server: Server):
    go_live(page, server.url)
    wait_for_match(page)
    worker = page.workers[0]
    with page.expect_event("worker", timeout=60_000) as replacement:
        worker.evaluate("self.close()")
    assert replacement.value is not worker
    assert_goes_on(page)


def test_a_lost_graphics_card_is_replaced_by_the_processor(page: Page, server: Server):
    page.route("**/assets/worker-*.js", keep_contexts)
    go_live(page, f"{server.url}/?backend=webgl")
    wait_for_match(page)
    with page.expect_event("worker", timeout=60_000):
        lost = page.workers[0].evaluate(
            "contexts.map((gl) => gl.getExtension('WEBGL_lose_context').loseContext()).length"
        )
    assert lost > 0
    assert_goes_on(page)


def keep_contexts(route: Route) -> None:
    """The page's own worker, whose graphics contexts the test can reach."""
    script = route.fetch()
    route.fulfill(response=script, body=KEEP_CONTEXTS + script.text())


KEEP_CONTEXTS = """
self.contexts = [];
const { getContext } = OffscreenCanvas.prototype;
OffscreenCanvas.prototype.getContext = function (kind, ...options) {
  const context = getContext.call(this, kind, ...options);
  if (kind.startsWith("webgl") && context) contexts.push(context);
  return context;
};
"""


def test_the_screen_stays_on_while_the_mirror_is_live(page: Page, server: Server):
    page.add_init_script(
        """window.locks = 0;
        navigator.wakeLock.request = async () => {
          locks++;
          return { released: false, release: async () => locks-- };
        };"""
    )
    go_live(page, server.url)
    wait_for_match(page)
    assert page.evaluate("locks") == 1
    page.get_by_role("button", name="Stop").click()
    wait_for_state(page, "intro")
    assert page.evaluate("locks") == 0


def open_mirror(page: Page, server: Server, query: str) -> None:
    if query:
        page.goto(f"{server.url}/{query}")
        wait_for_state(page, "live")
    else:
        go_live(page, server.url)
    wait_for_match(page)


def assert_goes_on(page: Page) -> None:
    record_estimates(page)
    page.wait_for_timeout(5000)
    assert len(estimates(page)) > 1
    assert page.locator("body").get_attribute("data-state") == "live"
    wait_for_match(page)
