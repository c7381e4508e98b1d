"""The main states look as they did when somebody last looked at them and found them good.

Pictures are compared small, cell by cell, by their mean colours: what a designer would see from two steps
away counts, and how another machine smooths its letters does not. They are in tests/data/looks. After a
change that is meant, renew them and look at each:

    RENEW_LOOKS=1 .venv/bin/python -m pytest tests/browser/test_looks.py

What differs is written beside them as NAME.new.webp (not kept by git).
"""

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect

from server.intake.importer import GALLERY
from tests.browser.clips import NOBODY, Oracle, pictures, pose_of, read_clip, write_clip
from tests.browser.conftest import ALLOW_CAMERA, Launch, Server, new_context
from tests.browser.mirror import wait_for_match, wait_for_state, wait_for_trouble
from tests.browser.states import STILL

LOOKS = Path(__file__).parents[1] / "data" / "looks"
RENEW = bool(os.environ.get("RENEW_LOOKS"))
SIZES = {"desktop": (1280, 800), "phone": (360, 740)}
SCALE = 2  # by which the pictures are reduced
CELL = 8  # pixels of the reduced picture
# Levels of 255 by which the mean of a cell may differ: letters smoothed in another way make up to 9.
TOLERANCE = 10
# Pixels of the reduced picture by which anything may stand aside: other letters make other widths.
REACH = 2

# Letters as alike as can be had on every machine.
FLAGS = (ALLOW_CAMERA, "--font-render-hinting=none", "--disable-lcd-text")

NO_CAMERA = """
navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotFoundError"));
"""
# What the network would answer is no matter of looks and changes with its weights: the page is told a pose.
TRUE_POSE = """
window.pose = null;
const { addEventListener } = EventTarget.prototype;
Worker.prototype.addEventListener = function (type, listener, ...options) {
  const answered = (event) => {
    if (pose && event.data?.value?.pose) event.data.value.pose = pose;
    listener.call(this, event);
  };
  addEventListener.call(this, type, type === "message" ? answered : listener, ...options);
};
"""
# Nor is what the server would answer: these, the first one shown, whatever is asked.
SHOWN = ["249-warrior2", "084-ymca-y", "009-t-pose", "024-scarecrow", "052-sword-up"]
SIMILARITY = 0.93

LooksRight = Callable[[str], None]


@pytest.fixture(scope="module")
def held_still(launch: Launch, tmp_path_factory) -> Iterator[Browser]:
    """A browser whose camera shows one picture, always the same."""
    clip = write_clip(tmp_path_factory.mktemp("still") / "clip.mjpeg", ["t-pose"], seconds=1)
    frame = io.BytesIO()
    pictures(clip)[0].save(frame, "JPEG", quality=90)
    clip.write_bytes(3 * frame.getvalue())
    with launch(clip, flags=FLAGS) as browser:
        yield browser


@pytest.fixture(scope="module")
def empty_room(launch: Launch) -> Iterator[Browser]:
    with launch([NOBODY], seconds=1, flags=FLAGS) as browser:
        yield browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", list(SIZES))
def test_before_the_mirror_is_live(held_still: Browser, server: Server, scheme, size):
    with look(held_still, scheme, size) as (page, looks_right):
        page.add_init_script(NO_CAMERA)
        page.goto(server.url)
        page.get_by_test_id("start").wait_for()
        looks_right("intro")
        page.keyboard.press("?")
        looks_right("help")
        page.keyboard.press("Escape")
        page.get_by_test_id("start").click()
        wait_for_trouble(page, "camera-none")
        page.evaluate("document.activeElement.blur()")
        looks_right("no-camera")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", list(SIZES))
def test_the_mirror(held_still: Browser, server: Server, scheme, size):
    with look(held_still, scheme, size) as (page, looks_right):
        page.goto(server.url)
        see(page, first_pose("t-pose"))
        page.get_by_test_id("start").click()
        wait_for_match(page)
        page.mouse.move(0, 0)
        expect(page.locator(".status")).to_be_empty()
        page.wait_for_timeout(1000)  # until the lines have come to rest
        looks_right("live")
        see(page, gallery_pose(STILL.stem))
        page.get_by_test_id("upload").set_input_files(STILL)
        page.locator(".visitor[data-source=photo]").wait_for()
        wait_for_match(page)
        expect(page.locator(".status")).to_be_empty()
        page.wait_for_timeout(1000)
        looks_right("still")
        page.keyboard.press("w")
        page.locator(".why-row button").nth(3).wait_for()
        looks_right("why")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", list(SIZES))
def test_an_invitation(empty_room: Browser, server: Server, scheme, size):
    with look(empty_room, scheme, size) as (page, looks_right):
        page.goto(f"{server.url}/?kiosk")
        wait_for_state(page, "live")
        looks_right("attract")


@pytest.mark.parametrize("size", list(SIZES))
def test_a_missing_control_would_be_seen(held_still: Browser, server: Server, size):
    """The smallest, three dots, differs half as much again as is allowed."""
    with look(held_still, "light", size) as (page, _):
        page.goto(server.url)
        see(page, first_pose("t-pose"))
        page.get_by_test_id("start").click()
        wait_for_match(page)
        page.mouse.move(0, 0)
        page.wait_for_timeout(1000)
        whole = taken(page)
        for control in page.locator(".control:visible").all():
            control.evaluate("(node) => (node.style.opacity = 0)")
            difference, _ = differs(taken(page), whole)
            control.evaluate("(node) => (node.style.opacity = '')")
            assert difference > 1.5 * TOLERANCE, control.inner_text()


@contextmanager
def look(browser: Browser, scheme: str, size: str) -> Iterator[tuple[Page, LooksRight]]:
    """A page of that size by that light, and what compares it with its picture."""
    with new_context(browser, color_scheme=scheme, reduced_motion="reduce") as context:
        page = context.new_page()
        page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))
        page.add_init_script(TRUE_POSE)
        page.route("**/api/match", lambda route: route.fulfill(json={"matches": matches()}))
        page.route("**/photos/look-*", picture_of)
        yield page, lambda name: compare(page, f"{name}-{size}-{scheme}")
        page.unroute_all(behavior="ignoreErrors")


def see(page: Page, pose: np.ndarray) -> None:
    """Let the network see this pose, in pixels of the camera's picture or of the photo."""
    page.evaluate("(pose) => (window.pose = pose)", pose.tolist())


def first_pose(name: str) -> np.ndarray:
    """The performer's pose in the picture that `held_still` shows."""
    return pose_of(next(f["keypoints"] for f in read_clip()[1] if (f["pose"], f["state"]) == (name, "hold")))


def taken(page: Page) -> Image.Image:
    page.wait_for_function(
        "() => document.fonts.ready.then(() => [...document.images].every((image) => image.complete))"
    )
    with Image.open(io.BytesIO(page.screenshot(animations="disabled"))) as image:
        return image.convert("RGB").reduce(SCALE)


def compare(page: Page, name: str) -> None:
    seen = compressed(taken(page))
    kept = LOOKS / f"{name}.webp"
    if RENEW:
        kept.write_bytes(seen)
        return
    difference, where = differs(opened(seen), opened(kept.read_bytes()))
    if difference > TOLERANCE:
        kept.with_suffix(".new.webp").write_bytes(seen)
        raise AssertionError(
            f"{name} has changed by {difference:.0f} levels, {TOLERANCE} are allowed, around {where}: "
            f"compare {kept.name} with {kept.stem}.new.webp; if it is meant, renew (see above)"
        )


def compressed(image: Image.Image) -> bytes:
    image.save(buffer := io.BytesIO(), "WEBP", quality=90, method=6)
    return buffer.getvalue()


def opened(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as image:
        return image.convert("RGB")


def differs(seen: Image.Image, kept: Image.Image) -> tuple[float, tuple[int, int]]:
    """The most that the mean colour of a cell differs, 0..255, and the middle of that cell."""
    if seen.size != kept.size:
        return 255, (0, 0)
    shifts = [(dx, dy) for dx in range(-REACH, REACH + 1) for dy in range(-REACH, REACH + 1)]
    levels = np.min([np.abs(cells(seen, *shift) - cells(kept)).max(axis=2) for shift in shifts], axis=0)
    row, column = np.unravel_index(levels.argmax(), levels.shape)
    return float(levels.max()), (int(CELL * (column + 0.5)), int(CELL * (row + 0.5)))


def cells(image: Image.Image, dx: int = 0, dy: int = 0) -> np.ndarray:
    """(rows, columns, 3): mean colours of the picture shifted by so many pixels; its edges go on."""
    pixels = np.pad(np.asarray(image, float), ((REACH, REACH), (REACH, REACH), (0, 0)), mode="edge")
    height, width = image.height // CELL * CELL, image.width // CELL * CELL
    part = pixels[REACH + dy : REACH + dy + height, REACH + dx : REACH + dx + width]
    return part.reshape(height // CELL, CELL, width // CELL, CELL, 3).mean(axis=(1, 3))


@cache
def oracle() -> Oracle:
    return Oracle(GALLERY)


def gallery_pose(name: str) -> np.ndarray:
    return oracle().poses[oracle().names.index(name)]


def matches() -> list[dict]:
    return [match(number, name, gallery_pose(name)) for number, name in enumerate(SHOWN)]


def match(number: int, name: str, pose: np.ndarray) -> dict:
    photo = {
        "id": number + 1,
        "url": f"/photos/look-{name}.jpg",
        "thumbnail_url": f"/photos/look-{name}.jpg",
        "title": name[4:].replace("-", " ").capitalize(),
        "credit": "Move Mirror gallery",
        "licence": "CC0-1.0",
        "tags": ["gallery", "full body"],
        "width": 480,
        "height": 480,
    }
    return {
        "photo": photo,
        "similarity": SIMILARITY - 0.01 * number,
        "mirrored": False,
        "keypoints": pose.tolist(),
        "agreement": [1.0] * len(pose),
    }


def picture_of(route: Route) -> None:
    route.fulfill(path=GALLERY / "images" / route.request.url.rpartition("look-")[2])
