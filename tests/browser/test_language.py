"""The page speaks the browser's language, or the one chosen in it."""

from playwright.sync_api import expect

from tests.browser.conftest import Server, new_context


def test_the_page_speaks_the_browsers_language(browser, server: Server):
    with new_context(browser, locale="ar-EG") as context:
        page = context.new_page()
        page.goto(server.url)
        expect(page.get_by_test_id("start")).to_have_text("استخدم الكاميرا")
        assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]


def test_a_chosen_language_is_remembered_and_only_that_one_is_fetched(page, server: Server):
    catalogs: list[str] = []
    page.on("request", lambda request: catalogs.append(request.url) if is_catalog(request.url) else None)
    page.goto(server.url)
    expect(page.get_by_test_id("start")).to_have_text("Use my camera")
    assert catalogs == []
    page.get_by_label("Language").select_option("ja")
    expect(page.get_by_test_id("start")).to_have_text("カメラを使う")
    page.goto(server.url)
    expect(page.get_by_test_id("start")).to_have_text("カメラを使う")
    assert {url.rsplit("/")[-1][:2] for url in catalogs} == {"ja"}


def test_an_asked_for_language_goes_when_another_is_chosen(page, server: Server):
    page.goto(f"{server.url}/?lang=es")
    page.get_by_label("Idioma").select_option("en")
    expect(page.get_by_test_id("start")).to_have_text("Use my camera")
    assert "lang=" not in page.url


def test_no_words_but_english_ones_where_the_others_cannot_be_fetched(browser, server: Server):
    with new_context(browser, locale="es-MX") as context:
        page = context.new_page()
        page.route("**/assets/es-*", lambda route: route.abort())
        page.goto(server.url)
        expect(page.get_by_test_id("start")).to_have_text("Use my camera")
        assert page.evaluate("document.documentElement.lang") == "en"


def is_catalog(url: str) -> bool:
    return any(f"/assets/{language}-" in url for language in ("ja", "es", "ar"))
