"""What leaves the device, who is asked, and what works without a server."""

import json
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from converter.pose.spec import K
from tests.browser.conftest import Server, new_context, sign_in
from tests.browser.mirror import go_live, wait_for_match, wait_for_state, wait_until_it_moves
from tests.browser.test_takehome import take
from tests.browser.test_troubles import sibling

VIOLATIONS = """document.addEventListener("securitypolicyviolation",
    (event) => console.error("policy", event.violatedDirective, event.blockedURI));"""


@pytest.fixture
def requests(context: BrowserContext) -> list:
    """Every request of every page, worker and service worker."""
    seen: list = []
    context.on("request", lambda request: seen.append(request))
    return seen


def test_a_whole_visit_asks_nobody_but_the_server_and_breaks_no_rule(
    context, page: Page, server: Server, requests, gallery_photo
):
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.add_init_script(VIOLATIONS)
    go_live(page, server.url)
    wait_for_match(page)
    for key in ("m", "l", "i", "?"):
        page.keyboard.press(key)
        page.wait_for_timeout(300)
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    expect(page.locator(".why-row button").nth(1)).to_be_visible()
    page.locator(".why-row button").nth(1).click()
    page.keyboard.press("Escape")
    wait_until_it_moves(page)
    take(page)
    expect(page.get_by_test_id("keepsake-video")).to_have_attribute("data-state", "ready")
    page.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="Stop").click()
    page.get_by_test_id("upload").set_input_files(gallery_photo("249-warrior2"))
    wait_for_state(page, "live")
    wait_for_match(page)
    page.goto(f"{server.url}/?lang=ar")
    page.get_by_test_id("dancer").click()
    wait_for_match(page)

    assert problems == []
    assert origins(requests) == {server.url}
    sent = [r for r in requests if r.method != "GET"]
    assert {urlsplit(r.url).path for r in sent} == {"/api/match"}
    for request in sent:
        body = json.loads(request.post_data)
        assert set(body) == {"keypoints", "limit", "distinct"}
        assert [len(keypoint) for keypoint in body["keypoints"]] == [3] * K
        assert len(request.post_data) < 1000  # no room for a picture
    # What is asked for is in the addresses too, and must say as little.
    assert all(not urlsplit(r.url).query or r.is_navigation_request() for r in requests)


def test_the_desk_asks_nobody_but_the_server_and_breaks_no_rule(
    context, page: Page, server: Server, requests
):
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.add_init_script(VIOLATIONS)
    sign_in(page, server)
    page.locator(".photo-card img").first.wait_for()
    for path in ("/admin/poses", "/admin/accounts", "/admin/account", "/admin/audit", "/admin/sign-in"):
        assert page.goto(f"{server.url}{path}").ok, path
        page.wait_for_load_state("networkidle")
    assert problems == []
    assert origins(requests) == {server.url}


def origins(requests: list) -> set[str]:
    """Whom the page has asked; pictures that it made itself (blob:) have no host."""
    addresses = map(urlsplit, (request.url for request in requests))
    return {f"{url.scheme}://{url.netloc}" for url in addresses if url.netloc}


def test_the_inspector_shows_the_last_request_as_it_was(page: Page, server: Server, requests):
    page.goto(server.url)
    page.get_by_role("button", name="What leaves this device").click()
    expect(page.get_by_role("dialog")).to_contain_text("Nothing has been sent yet")
    page.keyboard.press("Escape")
    page.get_by_test_id("start").click()
    wait_for_match(page)
    page.keyboard.press(" ")  # rests, so that the last request stays the last
    page.wait_for_timeout(1500)
    page.keyboard.press("i")
    page.locator(".inspector summary").click()
    last = [r for r in requests if r.method == "POST"][-1].post_data
    shown = page.locator(".inspector pre")
    expect(shown).to_have_text(f"POST /api/match\n{last}")
    rows = page.locator(".inspector tbody tr")
    expect(rows).to_have_count(K)
    across, down, sure = json.loads(last)["keypoints"][0]
    assert rows.first.locator("td").all_inner_texts() == [f"{across:.1f}", f"{down:.1f}", f"{sure:.3f}"]
    # All else that is in it is said too, and what becomes of it.
    assert set(json.loads(last)) == {"keypoints", "limit", "distinct"}
    expect(page.locator(".inspector")).to_contain_text("How to answer it: limit: 5, distinct: true")
    expect(page.locator(".inspector")).to_contain_text("It is not kept.")


def test_a_server_that_keeps_some_poses_says_so(page: Page, server: Server):
    health = page.request.get(f"{server.url}/api/health").json()
    assert health["keeps_missed_poses"] is False
    page.route("**/api/health", lambda route: route.fulfill(json=health | {"keeps_missed_poses": True}))
    page.goto(server.url)
    expect(page.locator(".intro")).to_contain_text("A pose without a good match is kept")
    expect(page.locator(".intro")).not_to_contain_text("It is not kept")
    page.keyboard.press("i")
    expect(page.locator(".inspector")).to_contain_text("A pose without a good match is kept")


def test_the_page_says_which_rules_it_keeps(page: Page, server: Server):
    policy = page.goto(server.url).headers["content-security-policy"]
    assert "unsafe-inline" not in policy
    assert "'unsafe-eval'" not in policy
    assert "http" not in policy


def test_it_can_be_installed(browser, server: Server):
    with new_context(browser) as context:
        page = context.new_page()
        page.goto(server.url)
        session = context.new_cdp_session(page)
        manifest = session.send("Page.getAppManifest")
        assert manifest["url"].endswith("/manifest.webmanifest")
        assert manifest["errors"] == []
        assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] in (
            [],
            [{"errorId": "in-incognito", "errorArguments": []}],
        )


def test_without_its_server_the_page_opens_and_photos_come_when_it_is_back(browser, server: Server, tmp_path):
    with sibling(server, tmp_path) as other, new_context(browser, service_workers="allow") as context:
        page = context.new_page()
        page.goto(f"{other.url}/?lang=es")
        wait_until_kept(page)
        other.stop()
        page.goto(f"{other.url}/?lang=ja")
        page.get_by_test_id("start").click()
        wait_for_state(page, "live")
        expect(page.locator(".notice")).to_contain_text("サーバー", timeout=60_000)
        other.start()
        wait_for_match(page)


def test_a_browser_that_forbids_remembering_only_forgets(browser, server: Server):
    with new_context(browser) as context:
        page = context.new_page()
        page.add_init_script(
            """const get = () => { throw new DOMException("", "SecurityError"); };
            Object.defineProperties(window, { localStorage: { get }, sessionStorage: { get } });"""
        )
        page.goto(f"{server.url}/?kiosk")
        wait_for_match(page)


def test_a_new_build_is_shown_at_once_and_kept_from_then_on(browser, server: Server, tmp_path):
    with sibling(server, tmp_path) as other, new_context(browser, service_workers="allow") as context:
        page = context.new_page()
        page.goto(other.url)
        wait_until_kept(page)
        script = page.request.get(f"{other.url}/sw.js").text()
        # What a new build changes for the browser: the list in the service worker, and the page.
        context.route(
            "**/sw.js",
            lambda route: route.fulfill(body=f"{script}\n// a new build", content_type="text/javascript"),
        )
        html = page.request.get(other.url).text().replace("<title>", "<title>New ")
        context.route(f"{other.url}/", lambda route: route.fulfill(body=html, content_type="text/html"))
        page.goto(other.url)
        assert page.title().startswith("New")


def wait_until_kept(page: Page) -> None:
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if page.evaluate("navigator.serviceWorker.ready.then(({ active }) => active.state === 'activated')"):
            return
        page.wait_for_timeout(200)
    raise AssertionError("the service worker did not become active")
