"""The curator's desk: sign in, upload, see the pose that was found, delete."""

from playwright.sync_api import expect

from tests.browser.conftest import Server, sign_in


def test_a_curator_uploads_sees_the_pose_and_deletes(
    page, server: Server, gallery_photo, empty_photo, tmp_path
):
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, server)
    page.goto(f"{server.url}/admin/")

    page.get_by_test_id("photos").set_input_files([photo_of_a_person(gallery_photo, tmp_path), empty_photo])
    person = page.locator(".photo-card", has_text="someone new")
    expect(person).to_have_attribute("data-status", "ready", timeout=60_000)
    expect(person.locator("svg line").first).to_be_attached()
    expect(person).to_contain_text("Near-duplicate")  # of the gallery's own
    nobody = page.locator(".photo-card", has_text="empty")
    expect(nobody).to_have_attribute("data-status", "no_person", timeout=60_000)
    expect(nobody).to_contain_text("No person")
    expect(nobody).not_to_contain_text("Near-duplicate")

    grid = page.get_by_role("listbox", name="Photos")
    for card in (person, nobody):
        card.click(modifiers=["Control"])
        grid.focus()
        page.keyboard.press("Delete")
        expect(card).to_have_count(0)
    page.reload()
    expect(page.locator(".photo-card img").first).to_be_visible()
    expect(person).to_have_count(0)
    assert problems == []


def photo_of_a_person(gallery_photo, folder):
    """A gallery picture under another name, with bytes of its own: the library knows the original already."""
    path = folder / "someone-new.jpg"
    path.write_bytes(gallery_photo("249-warrior2").read_bytes() + b"\0")
    return path
