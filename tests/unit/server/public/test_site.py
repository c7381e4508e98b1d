import dataclasses
import json

import pytest

from server.app import create_app
from server.security import CONTENT_SECURITY_POLICY


@pytest.fixture
def page(tmp_path):
    """A built page with a Vite manifest."""
    folder = tmp_path / "page"
    for name, text in {
        "index.html": "<title>Mirror</title>",
        "assets/upload-1.js": "1",
        "model/model.json": "{}",
        ".vite/manifest.json": json.dumps(
            {
                "src/admin/desk.ts": {
                    "file": "assets/upload-1.js",
                    "imports": ["_shared.js"],
                    "css": ["a.css"],
                },
                "_shared.js": {
                    "file": "assets/shared-2.js",
                    "css": ["b.css"],
                    "imports": ["src/admin/desk.ts"],
                },
            }
        ),
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def visitor(app, settings, page):
    """A client of an application with that page, on the same database."""
    return create_app(dataclasses.replace(settings, page=page)).test_client()


def test_the_page_is_served_and_asked_for_anew(visitor):
    response = visitor.get("/")
    assert "<title>Mirror</title>" in response.text
    assert response.headers["Cache-Control"] == "no-cache"


def test_a_page_that_is_not_built_says_what_to_run(settings, tmp_path):
    client = create_app(dataclasses.replace(settings, page=tmp_path / "none")).test_client()
    response = client.get("/")
    assert response.status_code == 503
    assert "make setup" in response.text


def test_built_files_are_cached_for_good_and_the_model_is_not(visitor):
    assert "immutable" in visitor.get("/assets/upload-1.js").headers["Cache-Control"]
    model = visitor.get("/model/model.json")
    assert model.headers["Cache-Control"] == "no-cache"
    assert (
        visitor.get("/model/model.json", headers={"If-None-Match": model.headers["ETag"]}).status_code == 304
    )


def test_scripts_and_styles_come_from_vite_s_manifest(visitor):
    text = visitor.get("/admin/sign-in").text
    assert 'href="/a.css"' in text
    assert 'href="/b.css"' in text
    assert "upload-1.js" not in text  # the desk alone uploads


def test_photos_are_cached_for_good(client, add_photo, true_poses):
    photo = add_photo(true_poses[0])
    response = client.get(f"/photos/{photo.sha256[:24]}-large.webp")
    assert response.mimetype == "image/webp"
    assert "immutable" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    [
        "/photos/{sha}",
        "/photos/../originals/{short}/{sha}",
        "/photos/..%2foriginals%2f{short}%2f{sha}",
        "/assets/../../config.py",
        "/assets/..%2f..%2fconfig.py",
        "/model/%2e%2e/%2e%2e/app.py",
        "/assets/.vite/manifest.json",
        "/.vite/manifest.json",
    ],
)
def test_originals_and_sources_are_never_served(visitor, add_photo, true_poses, path):
    sha = add_photo(true_poses[0]).sha256
    assert visitor.get(path.format(sha=sha, short=sha[:2])).status_code == 404


@pytest.mark.parametrize("path", ["/", "/api/health", "/admin/sign-in", "/none"])
def test_every_answer_carries_the_security_headers(visitor, path):
    headers = visitor.get(path).headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "camera=(self)" in headers["Permissions-Policy"]
    # Threaded WebAssembly hangs under them, so they must stay away.
    assert "Cross-Origin-Embedder-Policy" not in headers
    assert "Cross-Origin-Opener-Policy" not in headers


def test_a_person_gets_an_error_page_and_a_program_json(visitor):
    assert "<h1>Nothing here</h1>" in visitor.get("/none", headers={"Accept": "text/html"}).text
    assert visitor.get("/none").json["error"]["code"] == "not_found"
