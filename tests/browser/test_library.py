"""The desk in a real browser: thousands of photos, keys, review and correction, collections, poses."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import create_engine, delete, insert, select
from sqlalchemy.orm import Session

from converter.pose.spec import INDEX
from server.collection import photos
from server.models import Photo, Review, Status
from tests.browser.axe import violations
from tests.browser.conftest import Server, new_context, sign_in


@pytest.fixture(scope="module")
def page(browser, server: Server):
    """One curator for all tests; the desk of the whole gallery."""
    with new_context(browser) as context:
        page = context.new_page()
        sign_in(page, server)
        yield page


@pytest.fixture
def desk(page: Page, server: Server) -> Page:
    page.goto(f"{server.url}/admin/")
    expect(page.locator(".photo-card img").first).to_be_visible()
    return page


@pytest.fixture(scope="module")
def library(server: Server):
    with Session(create_engine(f"sqlite:///{server.instance / 'mirror.db'}")) as session:
        yield session


WITH_ARMS_APART = "Warrior II"


def found(page: Page):
    return page.locator(".filters__found")


def test_search_finds_and_keys_choose_open_and_trash_with_undo(desk: Page):
    desk.get_by_label("Search title, tags, credit").fill("warrior")
    expect(found(desk)).to_have_text(re.compile(r"^\d+ photos$"))
    expect(found(desk)).not_to_have_text("420 photos")
    count = int(found(desk).inner_text().split()[0])
    assert 2 <= count < 20
    grid = desk.get_by_role("listbox", name="Photos")
    grid.focus()
    desk.keyboard.press("Space")
    desk.keyboard.press("Shift+ArrowRight")
    expect(desk.locator('.photo-card[aria-selected="true"]')).to_have_count(2)
    desk.keyboard.press("Delete")
    expect(found(desk)).to_have_text(re.compile(rf"^{count - 2} photo"))
    desk.locator(".notice").get_by_role("button", name="Undo").click()
    expect(found(desk)).to_have_text(f"{count} photos")
    grid.focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("dialog", name="Photo")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog", name="Photo")).to_have_count(0)


def test_a_pose_is_corrected_by_mouse_and_keys_undone_and_saved(desk: Page, library: Session):
    open_photo(desk, library.scalars(select(Photo).where(Photo.title == WITH_ARMS_APART)).one())
    wrist = desk.locator('[data-keypoint="left_wrist"]')
    place = wrist.get_attribute("transform")
    box = wrist.bounding_box()
    assert box
    desk.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    desk.mouse.down()
    desk.mouse.move(box["x"] + 60, box["y"] + 70, steps=4)
    desk.mouse.up()
    expect(wrist).not_to_have_attribute("transform", place or "")
    dragged = wrist.get_attribute("transform")
    wrist.focus()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Delete")
    expect(wrist).to_have_attribute("aria-label", "left wrist, not visible")
    for _ in range(2):
        desk.keyboard.press("z")
    expect(wrist).to_have_attribute("transform", dragged or "")
    desk.keyboard.press("Shift+Z")
    expect(wrist).not_to_have_attribute("transform", dragged or "")
    desk.keyboard.press("Control+y")
    expect(wrist).to_have_attribute("aria-label", "left wrist, not visible")
    for _ in range(2):
        desk.keyboard.press("Control+z")
    expect(wrist).to_have_attribute("transform", dragged or "")
    desk.get_by_role("button", name="Save correction").click()
    expect(desk.locator(".viewer__say")).to_contain_text("approved.")
    library.expire_all()
    photo = library.scalars(select(Photo).where(Photo.corrected)).one()
    assert photo.review == Review.APPROVED
    reload(desk)  # what was done can be taken back tomorrow, too
    open_photo(desk, photo)
    desk.get_by_text("Earlier poses").click()
    desk.get_by_role("button", name="Before ada").click()
    expect(wrist).to_have_attribute("transform", place or "")
    desk.keyboard.press("z")
    expect(wrist).not_to_have_attribute("transform", place or "")
    desk.get_by_role("button", name="Undo").click()
    expect(desk.locator(".viewer__say")).to_have_text("Undone.")
    expect(wrist).to_have_attribute("transform", place or "")
    library.expire_all()
    assert library.scalars(select(Photo).where(Photo.corrected)).all() == []
    desk.keyboard.press("Escape")


def test_many_are_described_at_once_by_keys_alone_and_all_of_it_is_taken_back(desk: Page, library: Session):
    desk.get_by_label("Search title, tags, credit").fill("warrior")
    expect(found(desk)).not_to_have_text("420 photos")
    count = int(found(desk).inner_text().split()[0])
    desk.get_by_role("listbox", name="Photos").focus()
    desk.keyboard.press("Control+a")
    desk.keyboard.press("e")
    sheet = desk.get_by_role("dialog", name=f"Edit {count} photos")
    expect(sheet.get_by_label("Title")).to_be_focused()
    expect(sheet.get_by_role("button", name="Change them")).to_be_disabled()
    assert violations(desk) == []
    desk.keyboard.type("Hall {n}: {title}")
    sheet.get_by_label("Tags to add").fill("spring, hall")
    sheet.get_by_label("No credit").check()
    expect(sheet.get_by_label("Credit", exact=True)).to_be_disabled()
    sheet.get_by_label("Licence", exact=True).fill("CC BY 4.0")
    desk.keyboard.press("Enter")
    expect(desk.locator(".notice")).to_contain_text(f"{count} changed.")
    expect(desk.locator(".photo-card__title").first).to_have_text(re.compile("^Hall 1: "))
    edited = library.scalars(select(Photo).where(Photo.licence == "CC BY 4.0")).all()
    assert [{"spring", "hall"} <= set(photo.tags) for photo in edited] == [True] * count
    assert {photo.credit for photo in edited} == {""}
    reload(desk)
    desk.get_by_role("button", name="History").click()
    history = desk.get_by_role("dialog", name="History")
    expect(history).to_contain_text("no credit; with spring, hall")
    assert violations(desk) == []
    history.get_by_role("button", name=f"Undo {count} photos: edited").click()
    expect(history.locator("li").first).to_contain_text("taken back")
    desk.keyboard.press("Escape")
    library.expire_all()
    assert library.scalars(select(Photo).where(Photo.title.startswith("Hall"))).all() == []


def test_on_a_phone_points_are_dragged_and_another_person_is_chosen_by_touch(
    browser, page: Page, server: Server, library: Session
):
    photo = library.scalars(select(Photo).where(Photo.title == WITH_ARMS_APART)).one()
    other = photo.pose * [0.5, 0.5, 1]
    photos.record_pose(library, photo.id, (photo.width, photo.height), photo.pose, [other])
    with new_context(
        browser, has_touch=True, is_mobile=True, storage_state=page.context.storage_state()
    ) as context:
        phone = context.new_page()
        phone.set_viewport_size({"width": 390, "height": 844})
        phone.goto(f"{server.url}/admin/")
        open_photo(phone, photo)
        wrist = phone.locator('[data-keypoint="left_wrist"]')
        expect(wrist).to_be_visible()
        place = wrist.get_attribute("transform")
        scrolled = phone.locator(".viewer").evaluate("node => node.scrollTop")
        swipe(phone, wrist, 40, 50)
        expect(wrist).not_to_have_attribute("transform", place or "")
        assert phone.locator(".viewer").evaluate("node => node.scrollTop") == scrolled  # it was no scrolling
        phone.get_by_role("button", name="Undo").tap()
        expect(wrist).to_have_attribute("transform", place or "")
        candidate = phone.get_by_role("button", name="Choose this person instead")
        tap_on_a_limb(phone, candidate)
        x, y = other[INDEX["left_wrist"], :2]
        expect(wrist).to_have_attribute("aria-label", f"left wrist, at {round(x)}, {round(y)}")
        phone.get_by_role("button", name="Save correction").tap()
        expect(phone.locator(".viewer__say")).to_contain_text("approved.")
    library.expire_all()
    assert abs(photo.pose - other).max() < 0.01
    page.goto(f"{server.url}/admin/")
    page.get_by_role("listbox", name="Photos").focus()
    page.keyboard.press("z")
    expect(page.locator(".notice")).to_contain_text("Taken back in 1 photo.")


def swipe(page: Page, target: Locator, dx: float, dy: float) -> None:
    """A finger on the target that moves away, as the browser gets it from the screen."""
    box = target.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    finger = page.context.new_cdp_session(page)
    steps = [(x + dx * n / 5, y + dy * n / 5) for n in range(6)]
    for n, (to_x, to_y) in enumerate(steps):
        kind = "touchMove" if n else "touchStart"
        points = [{"x": to_x, "y": to_y}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    page.wait_for_timeout(300)  # a finger that lifts while it moves flings, and the next tap only stops that
    finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": to_x, "y": to_y}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def tap_on_a_limb(page: Page, person: Locator) -> None:
    """In the middle of one of the lines, since the box of a person is mostly empty."""
    box = person.locator("line").nth(1).bounding_box()
    assert box
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def open_photo(page: Page, photo: Photo) -> None:
    page.get_by_label("Search title, tags, credit").fill(photo.title)
    page.locator(f'[data-photo-id="{photo.id}"]').click()


def reload(page: Page) -> None:
    page.reload()
    expect(page.locator(".photo-card img").first).to_be_visible()


def test_the_queue_of_doubtful_photos_is_worked_off_and_a_pose_drawn_from_nothing(
    desk: Page, library: Session
):
    for nobody in library.scalars(select(Photo).where(Photo.status == Status.READY).limit(2)).all():
        nobody.review = Review.NONE
        library.commit()
        photos.record_pose(library, nobody.id, (nobody.width, nobody.height), None)
    desk.reload()
    desk.get_by_role("button", name=re.compile(r"^Review \d+ doubtful")).click()
    expect(desk.locator(".viewer__doubts")).to_contain_text("Nobody was found")
    desk.get_by_role("button", name="Draw the pose").click()
    expect(desk.locator('[data-keypoint="nose"]')).to_be_focused()
    desk.keyboard.press("Shift+ArrowUp")
    desk.get_by_role("button", name="Save correction").click()
    expect(desk.locator(".viewer__say")).to_contain_text("approved.")
    desk.keyboard.press("r")
    expect(desk.locator(".viewer__say")).to_contain_text("rejected.")
    desk.keyboard.press("z")
    expect(desk.locator(".viewer__say")).to_have_text("Undone.")
    desk.keyboard.press("Escape")


def test_a_collection_is_made_hidden_and_deleted(desk: Page):
    desk.get_by_role("button", name="Collections").click()
    sheet = desk.get_by_role("dialog", name="Collections")
    sheet.get_by_label("New collection").fill("Spring show")
    sheet.get_by_role("button", name="Make").click()
    row = sheet.locator("li", has=desk.get_by_label("Name of Spring show"))
    row.get_by_role("checkbox").uncheck()
    expect(row.get_by_role("checkbox")).not_to_be_checked()
    with desk.expect_download() as download:
        row.get_by_role("link", name="Export Spring show").click()
    sheet.locator("input[type=file]").set_input_files(download.value.path())
    expect(sheet.locator("[role=status]")).to_contain_text("0 added")
    assert violations(desk) == []
    row.get_by_role("button", name="Delete Spring show").click()
    expect(row).to_have_count(0)


def test_the_map_shows_the_poses_and_says_that_missed_ones_are_not_kept(page: Page, server: Server):
    page.goto(f"{server.url}/admin/poses")
    expect(page.get_by_role("img", name="Map of the poses in the library")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("MIRROR_KEEP_MISSED_POSES=1")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_the_desk_and_nothing_sticks_out(desk: Page, width: int):
    desk.set_viewport_size({"width": width, "height": 720})
    desk.reload()
    expect(desk.locator(".photo-card img").first).to_be_visible()
    assert violations(desk) == []
    assert desk.evaluate("document.documentElement.scrollWidth") <= width
    desk.locator(".photo-card").first.click()
    expect(desk.locator(".stage img")).to_be_visible()
    assert violations(desk) == []
    desk.keyboard.press("Escape")
    desk.set_viewport_size({"width": 1100, "height": 720})


@pytest.fixture
def five_thousand_rows(library: Session):
    """Photos in the database alone; without files, they are not for the tests that follow."""
    one = library.scalars(select(Photo).where(Photo.pose.is_not(None)).limit(1)).one()
    names = {"width", "height", "pose", "people", "spec_version", "status", "collection_id", "review"}
    same = {name: getattr(one, name) for name in names}
    rows = [
        same | {"sha256": f"{number:064}", "title": f"Row {number:04}", "searched": f"row {number:04}"}
        for number in range(5000)
    ]
    library.execute(insert(Photo), rows)
    library.commit()
    yield
    library.execute(delete(Photo).where(Photo.sha256.in_([row["sha256"] for row in rows])))
    library.commit()


def test_five_thousand_photos_scroll_with_few_of_them_in_the_page(desk: Page, five_thousand_rows):
    desk.reload()
    expect(found(desk)).to_have_text(re.compile(r"^5,4\d\d photos"))
    desk.get_by_role("listbox", name="Photos").focus()
    desk.keyboard.press("End")
    expect(desk.locator(".is-current")).to_have_attribute("aria-posinset", re.compile(r"54\d\d"))
    expect(desk.locator(".is-current .photo-card__title")).to_be_visible()
    assert desk.locator(".photo-card").count() < 120
    desk.keyboard.press("Home")
    expect(desk.locator(".is-current .photo-card__title")).to_have_text("Row 4999")
    desk.keyboard.press("Control+a")
    expect(desk.locator(".bulk__count")).to_have_text(re.compile(r"^5,4\d\d chosen"))
    desk.keyboard.press("Escape")
    expect(desk.locator(".bulk")).to_be_hidden()
