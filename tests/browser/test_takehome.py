"""What a visitor takes home is made on the device, and is what it says: a strip, a video, an animation."""

from itertools import combinations, pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageSequence
from playwright.sync_api import Page, Request, expect

from tests.browser.axe import violations
from tests.browser.conftest import TIMEOUT_MS, Launch, Server, new_context
from tests.browser.mirror import go_live, wait_for_match

MEDIA_SECONDS = 7  # five of the take, two of the last page
# A camera of 640 x 480: two panes of 480 x 360, their seam, the margins and the caption.
PAGE = (1010, 436)
STRIP_WIDTH = 1010
ROW, GAP, MARGIN, PANE, SEAM = 360, 12, 24, 480, 2
# For as little as a busy machine manages: the take asks for 8 pictures a second.
MIN_PAGES = 12

# A bitmap that was closed, or given away to a worker, has no width any more.
WATCH_MEMORY = """
  window.urls = new Set(); window.bitmaps = [];
  const { createObjectURL, revokeObjectURL } = URL;
  URL.createObjectURL = (blob) => { const url = createObjectURL(blob); urls.add(url); return url; };
  URL.revokeObjectURL = (url) => { urls.delete(url); revokeObjectURL(url); };
  const { transferToImageBitmap } = OffscreenCanvas.prototype;
  OffscreenCanvas.prototype.transferToImageBitmap = function () {
    const bitmap = transferToImageBitmap.call(this); bitmaps.push(bitmap); return bitmap;
  };
"""


# Credits are drawn; a browser without a share sheet gets one that takes what it is given.
WATCH_WORDS = """
  window.written = []; window.shared = [];
  for (const { prototype } of [CanvasRenderingContext2D, OffscreenCanvasRenderingContext2D]) {
    const { fillText } = prototype;
    prototype.fillText = function (text, ...place) {
      written.push(`${this.canvas.constructor.name} ${text}`); return fillText.call(this, text, ...place);
    };
  }
  navigator.canShare = ({ files }) => files.length === 1;
  navigator.share = async ({ files: [{ name, type, size }] }) => void shared.push([name, type, size]);
"""
# What reads pixels or packs them takes long: on the page's own thread nobody may.
WATCH_PACKING = """
  window.packed = [];
  for (const [{ prototype }, ...names] of [
    [HTMLCanvasElement, "toBlob", "toDataURL"],
    [OffscreenCanvas, "convertToBlob"],
    [CanvasRenderingContext2D, "getImageData"],
    [OffscreenCanvasRenderingContext2D, "getImageData"],
  ]) for (const name of names) {
    const own = prototype[name];
    prototype[name] = function (...given) { packed.push(name); return own.apply(this, given); };
  }
"""


@pytest.fixture(scope="module")
def dancing(launch: Launch):
    """A visitor who moves: four poses within the take."""
    with launch(["t-pose", "ymca-y", "hands-on-hips", "w-arms"], seconds=1) as browser:
        yield browser


def take(page: Page) -> None:
    page.keyboard.press("c")
    expect(page.get_by_test_id("countdown")).to_contain_text("Get ready")
    expect(page.get_by_role("dialog", name="Yours to keep")).to_be_visible(timeout=TIMEOUT_MS)


def keep(page: Page, name: str, folder: Path) -> Path:
    keepsake = page.get_by_test_id(f"keepsake-{name}")
    expect(keepsake).to_have_attribute("data-state", "ready", timeout=2 * TIMEOUT_MS)
    with page.expect_download() as download:
        keepsake.get_by_role("link", name="Save").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_strip_video_and_animation_are_real_and_nothing_is_uploaded(dancing, server: Server, tmp_path):
    with new_context(dancing) as context:
        page, requests = context.new_page(), []
        page.add_init_script(WATCH_MEMORY)
        page.add_init_script(WATCH_PACKING)
        page.add_init_script(WATCH_WORDS)
        go_live(page, server.url)
        wait_for_match(page)
        page.on("request", lambda request: requests.append(request))
        take(page)
        expect(page.locator("[data-state=making]").get_by_role("progressbar")).to_be_visible()
        strip = keep(page, "strip", tmp_path)
        video = keep(page, "video", tmp_path)
        animation = keep(page, "animation", tmp_path)
        assert page.evaluate("() => packed") == []
        # On each of the three files, which are drawn apart from what the sheet shows.
        written = page.evaluate("() => written")
        assert written.count("OffscreenCanvas Picture: Move Mirror gallery, CC0-1.0") == 3
        page.get_by_test_id("keepsake-animation").get_by_role("button", name="Share").click()
        assert page.evaluate("() => shared") == [[animation.name, "image/gif", animation.stat().st_size]]
        assert_nothing_is_uploaded(requests, server)
        assert_is_a_strip(strip)
        assert_is_an_animation(animation)
        pages = pages_of(video)
        assert video.suffix in (".mp4", ".webm")
        assert len(pages) >= MIN_PAGES
        assert pages[0].shape == (PAGE[1], PAGE[0], 3)
        assert seconds_of(video) == pytest.approx(MEDIA_SECONDS, abs=0.3)
        assert_they_move(pages)

        assert violations(page) == []
        page.get_by_role("button", name="Done").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        # The sheet tells of its end after it is gone; only then is anything let go.
        page.wait_for_function("() => urls.size === 0 && bitmaps.every((bitmap) => bitmap.width === 0)")
        assert page.evaluate("() => bitmaps.length") > 2 * len(pages)
        # The mirror goes on.
        expect(page.get_by_role("button", name="Pause")).to_be_visible()


def assert_nothing_is_uploaded(requests: list[Request], server: Server) -> None:
    """Poses as numbers go to be matched; all else only comes: photos, code, and the networks."""
    for request in requests:
        assert request.url.startswith((server.url, f"blob:{server.url}")), request.url
        path = request.url.removeprefix(server.url)
        if request.method == "POST":
            assert path == "/api/match", path
            assert set(request.post_data_json) <= {"keypoints", "limit", "part", "distinct"}
        elif not path.startswith("blob:"):
            assert request.method == "GET"
            assert path.startswith(("/photos/", "/assets/", "/model/")), path


def assert_is_a_strip(path: Path) -> None:
    picture = Image.open(path)
    picture.load()
    assert picture.format == "PNG"
    assert picture.width == STRIP_WIDTH
    rows = (picture.height - MARGIN) // (ROW + GAP)
    assert rows == 4
    assert picture.height > MARGIN + rows * (ROW + GAP) + 40  # name, date and credits
    pixels = np.asarray(picture.convert("RGB"), float)
    pairs = []
    for row in range(rows):
        top, left = MARGIN + row * (ROW + GAP), MARGIN
        visitor = pixels[top : top + ROW, left : left + PANE]
        photo = pixels[top : top + ROW, left + PANE + SEAM : left + 2 * PANE + SEAM]
        pairs.append((visitor, photo))
    # A picture in each pane, no pair twice, and more photos than one.
    assert all(pane.std() > 10 for pair in pairs for pane in pair)
    for pair, other in combinations(pairs, 2):
        assert sum(np.abs(a - b).mean() for a, b in zip(pair, other, strict=True)) > 0.2
    assert any(np.abs(photo - pairs[0][1]).mean() > 1 for _, photo in pairs[1:])


def assert_is_an_animation(path: Path) -> None:
    animation = Image.open(path)
    assert animation.format == "GIF"
    assert animation.size == (640, 276)
    assert animation.info["loop"] == 0
    durations = [frame.info["duration"] for frame in ImageSequence.Iterator(animation)]
    assert len(durations) >= MIN_PAGES
    assert sum(durations) == pytest.approx(1000 * MEDIA_SECONDS, abs=20)
    assert_they_move([np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(animation)])


def assert_they_move(pages: list[np.ndarray]) -> None:
    """Both panes change during the take, and the last page is paper with little ink."""
    middle = pages[0].shape[1] // 2
    for half in (slice(0, middle), slice(middle, None)):
        changes = [np.abs(a[:, half].astype(float) - b[:, half]).mean() for a, b in pairwise(pages)]
        assert max(changes[:-1]) > 1
    assert np.median(pages[-1]) > 235


def pages_of(path: Path) -> list[np.ndarray]:
    video, pages = cv2.VideoCapture(str(path)), []
    while (read := video.read())[0]:
        pages.append(read[1])
    return pages


def seconds_of(path: Path) -> float:
    video = cv2.VideoCapture(str(path))
    return video.get(cv2.CAP_PROP_FRAME_COUNT) / video.get(cv2.CAP_PROP_FPS)


def test_a_video_is_recorded_where_there_is_no_encoder_and_missed_where_there_is_no_recorder(
    dancing, server: Server, tmp_path
):
    with new_context(dancing) as context:
        page = context.new_page()
        # What a browser without WebCodecs looks like to the encoder's worker and to the page.
        page.route("**/assets/encoder.worker-*", without("VideoEncoder"))
        go_live(page, server.url)
        wait_for_match(page)
        take(page)
        pages = pages_of(keep(page, "video", tmp_path))
        assert len(pages) >= MIN_PAGES
        assert_they_move(pages)

        page.evaluate("() => { delete window.MediaRecorder }")
        page.get_by_role("button", name="Take another").click()
        expect(page.get_by_test_id("countdown")).to_be_visible()
        expect(page.get_by_test_id("keepsake-video")).to_have_attribute(
            "data-state", "unavailable", timeout=TIMEOUT_MS
        )
        expect(page.get_by_test_id("keepsake-video")).to_contain_text("cannot make videos")
        keep(page, "animation", tmp_path)


def without(name: str):
    """A worker's script with a line before it that takes away one of the browser's abilities."""

    def fulfil(route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=f"delete globalThis.{name};\n{response.text()}")

    return fulfil


def test_escape_leaves_and_focus_goes_back(browser, server: Server):
    with new_context(browser) as context:
        page = context.new_page()
        go_live(page, server.url)
        wait_for_match(page)
        capture = page.get_by_role("button", name="Capture")
        capture.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Cancel")).to_be_focused()
        assert violations(page) == []
        page.keyboard.press("Escape")
        expect(page.get_by_test_id("countdown")).to_have_count(0)
        expect(capture).to_be_focused()

        # A file that could not be made says so, and can be tried again.
        page.route("**/assets/encoder.worker-*", lambda route: route.abort())
        take(page)
        expect(page.get_by_role("heading", name="Yours to keep")).to_be_focused()
        animation = page.get_by_test_id("keepsake-animation")
        expect(animation).to_contain_text("could not be made", timeout=TIMEOUT_MS)
        page.unroute("**/assets/encoder.worker-*")
        animation.get_by_role("button", name="Try again").click()
        expect(animation).to_have_attribute("data-state", "ready", timeout=2 * TIMEOUT_MS)

        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(capture).to_be_focused()
        expect(page.get_by_role("button", name="Pause")).to_be_visible()


def test_an_empty_room_leaves_nothing_to_keep(browser, server: Server):
    with new_context(browser) as context:
        page = context.new_page()
        page.route("**/api/match", lambda route: route.fulfill(json={"matches": []}))
        go_live(page, server.url)
        page.keyboard.press("c")
        expect(page.get_by_role("dialog", name="nothing to keep")).to_be_visible(timeout=TIMEOUT_MS)
        page.get_by_role("button", name="Done").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
