"""Takes a screenshot of every page and state of the curator's desk at every size, by day and night, to be
looked at; prints what axe-core finds, and whatever sticks out of the window.

    python tests/benchmarks/desk_states.py FOLDER [--states library review] [--widths 360 1280]

Files are named STATE-WIDTH-SCHEME.png. $MIRROR_TEST_INSTANCE names one with the gallery.
"""

import argparse
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import create_engine, insert, select
from sqlalchemy.orm import Session

from server.collection import photos
from server.collection.details import Details
from server.intake.importer import GALLERY
from server.models import Photo, Review, Status
from tests.benchmarks.gallery_of_states import SCHEMES, SIZES
from tests.browser.axe import violations
from tests.browser.conftest import Server, launched, new_context, served, sign_in

Step = Callable[[Page, Server], None]
MANY = 3000


def signed_out(path: str) -> Step:
    return lambda page, server: open_page(page, f"{server.url}/admin/{path}")


def sign_in_failed(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/admin/sign-in")
    page.get_by_label("Name").fill("nobody of this name")
    page.get_by_label("Password").fill("guessed")
    page.locator("main button").click()
    page.locator(".message--error").wait_for()


def set_up(page: Page, server: Server) -> None:
    open_page(page, server.setup_link().replace("127.0.0.1", "localhost"))


def set_up_wrong(page: Page, server: Server) -> None:
    set_up(page, server)
    page.get_by_label("Name").first.fill("ada")
    page.locator("input[type=password]").first.fill("short")
    page.locator("main button").click()
    page.locator(".field__error").first.wait_for()


def desk(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/admin/")
    page.locator("#library .filters").wait_for()


def library(page: Page, server: Server) -> None:
    desk(page, server)
    page.locator(".photo-card img").first.wait_for()


def nothing_found(page: Page, server: Server) -> None:
    library(page, server)
    page.get_by_label("Search title, tags, credit").fill("no photo is called so")
    page.locator("#empty:not([hidden])").wait_for()


def chosen(page: Page, server: Server) -> None:
    library(page, server)
    page.get_by_role("listbox", name="Photos").focus()
    for key in ("Space", "Shift+ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)


def bulk_edit(page: Page, server: Server) -> None:
    chosen(page, server)
    page.keyboard.press("e")


def trashed(page: Page, server: Server) -> None:
    chosen(page, server)
    page.keyboard.press("Delete")
    page.locator(".notice:not(:empty)").wait_for()


def trash(page: Page, server: Server) -> None:
    trashed(page, server)
    page.get_by_label("Show").select_option("trash")
    page.locator(".status--trash").first.wait_for()


def history(page: Page, server: Server) -> None:
    trashed(page, server)
    page.get_by_role("button", name="History").click()
    page.locator(".history li").first.wait_for()


def sheet(name: str) -> Step:
    def step(page: Page, server: Server) -> None:
        library(page, server)
        page.get_by_role("button", name=name).click()
        page.get_by_role("dialog", name=name).wait_for()
        page.wait_for_timeout(500)

    return step


def photo(page: Page, server: Server) -> None:
    library(page, server)
    page.locator(".photo-card").first.click()
    page.locator(".stage img").wait_for()


def correcting(page: Page, server: Server) -> None:
    photo(page, server)
    page.locator('[data-keypoint="left_wrist"]').focus()
    page.keyboard.press("Shift+ArrowUp")


def leaving(page: Page, server: Server) -> None:
    correcting(page, server)
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name="Leave").wait_for()


def review(page: Page, server: Server) -> None:
    """Two people, both large; the queue has one with nobody, too."""
    with library_of(server) as session:
        some = session.scalars(select(Photo).where(Photo.pose.is_not(None)).limit(2)).all()
        for one, poses in zip(some, ((some[0].pose, some[0].pose * [0.8, 0.8, 1]), ()), strict=True):
            one.review = Review.NONE
            session.commit()
            photos.record_pose(session, one.id, (one.width, one.height), next(iter(poses), None), poses[1:])
    library(page, server)
    page.get_by_role("button", name=re.compile("^Review")).click()
    page.locator(".stage img").wait_for()


def uploading(page: Page, server: Server) -> None:
    library(page, server)
    page.route("**/admin/uploads/*", lambda _: None)  # begun, but no byte gets through
    page.get_by_test_id("photos").set_input_files(sorted((GALLERY / "images").glob("*.jpg"))[:8])
    page.locator(".tray li").first.wait_for()
    page.locator(".tray").scroll_into_view_if_needed()


def upload_failed(page: Page, server: Server) -> None:
    library(page, server)
    with tempfile.TemporaryDirectory() as folder:
        names = ("holiday.jpg", "notes from the meeting about the mirror.png")
        for name in names:
            Path(folder, name).write_bytes(b"no picture at all" * 100)
        page.get_by_test_id("photos").set_input_files([Path(folder, name) for name in names])
        page.locator(".tray").get_by_text("not a picture").first.wait_for()
    page.locator(".tray").scroll_into_view_if_needed()


def server_gone(page: Page, server: Server) -> None:
    chosen(page, server)
    page.route("**/admin/api/**", lambda route: route.abort())
    page.keyboard.press("Delete")
    page.locator(".notice:not(:empty)").wait_for()


def many(page: Page, server: Server) -> None:
    with library_of(server) as session:
        one = session.scalars(select(Photo).where(Photo.pose.is_not(None)).limit(1)).one()
        names = ("width", "height", "pose", "people", "spec_version", "status", "collection_id", "review")
        same = {name: getattr(one, name) for name in names}
        rows = [same | {"sha256": f"{n:064}", "title": f"Row {n:04}"} for n in range(MANY)]
        if not session.scalar(select(Photo.id).where(Photo.title == "Row 0000")):
            session.execute(insert(Photo), rows)
            session.commit()
    desk(page, server)
    page.get_by_role("listbox", name="Photos").focus()
    page.keyboard.press("End")
    page.wait_for_timeout(800)


def failed_photos(page: Page, server: Server) -> None:
    with library_of(server) as session:
        if not session.scalar(select(Photo.id).where(Photo.status == Status.FAILED)):
            row, _ = photos.add(session, "f" * 64, Details("A file cut short on its way here, as it seems"))
            photos.record_failure(session, row.id, "The file is cut short. Send it again.")
    desk(page, server)
    page.get_by_label("Show").select_option("failed")
    page.locator(".status--failed").first.wait_for()


def failed_photo(page: Page, server: Server) -> None:
    failed_photos(page, server)
    page.locator(".photo-card").first.click()
    page.locator(".viewer[open]").wait_for()


def pose_map(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/admin/poses")
    page.get_by_role("img", name="Map of the poses").wait_for()
    page.wait_for_timeout(1500)


def account_link(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/admin/accounts")
    page.get_by_role("button", name="Make a one-time link").click()
    page.locator(".link-once").wait_for()


def missing(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/admin/nothing-here")


def open_page(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_load_state("networkidle")


def library_of(server: Server) -> Session:
    return Session(create_engine(f"sqlite:///{server.instance / 'mirror.db'}"))


STRANGER: dict[str, Step] = {
    "sign-in": signed_out("sign-in"),
    "sign-in-failed": sign_in_failed,
    "set-up": set_up,
    "set-up-wrong": set_up_wrong,
    "set-up-used": signed_out("setup/used-already"),
}
NEW_LIBRARY: dict[str, Step] = {
    "empty-library": desk,
    "empty-collections": lambda page, server: open_sheet_of_empty(page, server, "Collections"),
    "empty-history": lambda page, server: open_sheet_of_empty(page, server, "History"),
    "empty-poses": lambda page, server: open_page(page, f"{server.url}/admin/poses"),
}
CURATOR: dict[str, Step] = {
    "library": library,
    "nothing-found": nothing_found,
    "chosen": chosen,
    "bulk-edit": bulk_edit,
    "trashed": trashed,
    "trash": trash,
    "history": history,
    "collections": sheet("Collections"),
    "photo": photo,
    "correcting": correcting,
    "leaving": leaving,
    "review": review,
    "uploading": uploading,
    "upload-failed": upload_failed,
    "server-gone": server_gone,
    "failed-photos": failed_photos,
    "failed-photo": failed_photo,
    "pose-map": pose_map,
    "account": signed_out("account"),
    "accounts": signed_out("accounts"),
    "account-link": account_link,
    "audit-log": signed_out("audit"),
    "missing": missing,
    "many": many,
}


def open_sheet_of_empty(page: Page, server: Server, name: str) -> None:
    desk(page, server)
    page.get_by_role("button", name=name).click()
    page.wait_for_timeout(500)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--widths", nargs="+", type=int, default=list(SIZES), choices=list(SIZES))
    parser.add_argument("--states", nargs="+", default=[*STRANGER, *NEW_LIBRARY, *CURATOR])
    parser.add_argument("--schemes", nargs="+", default=list(SCHEMES), choices=SCHEMES)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    wrong = 0
    with (
        tempfile.TemporaryDirectory() as name,
        served(Path(name)) as full,
        sync_playwright() as playwright,
        launched(playwright, None, ()) as browser,
    ):
        new = Server(Path(name) / "new", Path(name) / "new-log", gallery=False)
        new.start()
        try:
            for server, states, signs_in in (
                (full, STRANGER, False),
                (new, NEW_LIBRARY, True),
                (full, CURATOR, True),
            ):
                wanted = {state: step for state, step in states.items() if state in options.states}
                if wanted:
                    wrong += shoot(browser, server, wanted, signs_in, options)
        finally:
            new.stop()
    print(f"{wrong} states with something wrong")


def shoot(
    browser: Browser, server: Server, states: dict[str, Step], signs_in: bool, options: argparse.Namespace
) -> int:
    """Every state once per scheme; the window then takes each size in turn. How many have something wrong."""
    wrong = 0
    for scheme in options.schemes:
        with new_context(browser, color_scheme=scheme) as context:
            if signs_in:
                sign_in(context.new_page(), server)
            for state, step in states.items():
                page = context.new_page()
                step(page, server)
                found = []
                for width in options.widths:
                    page.set_viewport_size({"width": width, "height": SIZES[width]})
                    page.wait_for_timeout(400)
                    page.screenshot(path=options.folder / f"{state}-{width}-{scheme}.png")
                    found += [f"{width}: {one}" for one in violations(page)]
                    if (sticks_out := page.evaluate("document.documentElement.scrollWidth")) > width:
                        found.append(f"{width}: the page is {sticks_out} px wide")
                page.close()
                wrong += bool(found)
                print(state, scheme, *(found or ["ok"]), sep="\n  ", flush=True)
    return wrong


if __name__ == "__main__":
    main()
