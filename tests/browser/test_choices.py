"""Which pictures may appear, and what is compared: chosen by the visitor, carried by the address."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Response, expect

from converter.pose.spec import INDEX
from server.models import Collection
from tests.browser.axe import violations
from tests.browser.conftest import TIMEOUT_MS, Server
from tests.browser.mirror import MATCH, go_live, wait_for_match, wait_for_state

LEGS = [INDEX[name] for name in ("left_knee", "right_knee", "left_ankle", "right_ankle")]


def test_every_choice_reaches_the_search_and_the_address_keeps_it(page: Page, server: Server):
    go_live(page, f"{server.url}/?collection={Collection.GALLERY}")
    wait_for_match(page)
    usual = next_answer(page)
    assert set(usual.request.post_data_json) == {"keypoints", "limit", "distinct", "collection"}
    assert legs_of(usual) != [0] * 4

    with choices(page) as sheet:
        assert violations(page) == []
        sheet.get_by_role("button", name="Flip pictures to fit").click()
        sheet.get_by_role("button", name="Upper body only").click()
        collection = sheet.get_by_label("Collection")
        expect(collection).to_have_value(str(Collection.GALLERY))
        collection.select_option("")
        collection.select_option(str(Collection.GALLERY))
        sheet.get_by_role("button", name="sport", exact=True).click()
        expect(sheet.locator("[aria-pressed=true]")).to_have_text(["Upper body only", "sport"])
    answer = next_answer(page)
    assert_is_narrowed(answer)

    page.reload()
    page.get_by_test_id("start").click()
    wait_for_state(page, "live")
    wait_for_match(page)
    assert_is_narrowed(next_answer(page))
    with choices(page) as sheet:
        sheet.get_by_role("button", name="Flip pictures to fit").click()
        sheet.get_by_role("button", name="Upper body only").click()
        sheet.get_by_label("Collection").select_option("")
        sheet.get_by_role("button", name="sport", exact=True).click()
    assert page.url == f"{server.url}/"
    assert set(next_answer(page).request.post_data_json) == {"keypoints", "limit", "distinct"}


def test_where_no_picture_fits_it_says_so(page: Page, server: Server):
    go_live(page, f"{server.url}/?tag=nobody-has-this")
    expect(page.locator(".reflection .hint")).to_have_text("No picture fits your choices", timeout=TIMEOUT_MS)
    with choices(page) as sheet:
        sheet.get_by_role("button", name="nobody-has-this").click()
    wait_for_match(page)


def test_a_still_photo_is_searched_for_again(page: Page, server: Server, gallery_photo):
    page.goto(server.url)
    page.get_by_test_id("upload").set_input_files(gallery_photo("249-warrior2"))
    wait_for_match(page)
    with choices(page) as sheet, page.expect_response("**/api/match") as answer:
        sheet.get_by_role("button", name="sport", exact=True).click()
    shown = answer.value.json()["matches"][0]["photo"]
    assert "sport" in shown["tags"]
    expect(page.locator(MATCH)).to_have_attribute("data-photo-id", str(shown["id"]))


@contextmanager
def choices(page: Page) -> Iterator:
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Which pictures").click()
    sheet = page.get_by_role("dialog", name="Which pictures")
    sheet.locator(".chip").first.wait_for(timeout=TIMEOUT_MS)
    yield sheet
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)


def next_answer(page: Page) -> Response:
    """To a question that is asked from now on."""
    with page.expect_request("**/api/match") as asked:
        pass
    response = asked.value.response()
    assert response is not None
    return response


def legs_of(answer: Response) -> list[float]:
    keypoints = answer.request.post_data_json["keypoints"]
    return [keypoints[k][2] for k in LEGS]


def assert_is_narrowed(answer: Response) -> None:
    asked = answer.request.post_data_json
    assert (asked["mirror"], asked["tags"]) == (False, ["sport"])
    assert asked["collection"] == Collection.GALLERY
    assert legs_of(answer) == [0] * 4
    matches = answer.json()["matches"]
    assert matches
    assert not any(match["mirrored"] for match in matches)
    assert all("sport" in match["photo"]["tags"] for match in matches)
