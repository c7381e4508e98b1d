"""The page, its assets and the served pictures."""

import json
from pathlib import Path

from flask import Blueprint, Response, current_app, render_template, send_from_directory

from server.library import mirror

blueprint = Blueprint("site", __name__)
FOR_GOOD = 365 * 24 * 3600


@blueprint.get("/")
@blueprint.get("/index.html", endpoint="kept")  # the name by which it is kept on the device
def index() -> Response | tuple[str, int]:
    page = mirror().settings.page
    if not (page / "index.html").is_file():
        return render_template("error.html", title="The page is not built", message="Run: make setup"), 503
    response = send_from_directory(page, "index.html", max_age=0)
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/assets/<path:name>")
def asset(name: str) -> Response:
    """Built files; their names hold a hash of their contents."""
    return _immutable(send_from_directory(mirror().settings.page / "assets", name))


@blueprint.get("/model/<path:name>")
def model(name: str) -> Response:
    """The network for the page; its names stay, so the browser asks whether it has changed."""
    return _revalidated(send_from_directory(mirror().settings.page / "model", name))


@blueprint.get("/<any('favicon.ico', 'favicon.svg', 'robots.txt', 'manifest.webmanifest', 'sw.js'):name>")
def root_file(name: str) -> Response:
    return _revalidated(send_from_directory(mirror().settings.page, name))


@blueprint.get("/icons/<name>")
def icon(name: str) -> Response:
    return _revalidated(send_from_directory(mirror().settings.page / "icons", name))


@blueprint.get("/photos/<name>")
def served_photo(name: str) -> Response:
    return _immutable(send_from_directory(mirror().storage.served, name, mimetype="image/webp"))


@blueprint.app_context_processor
def built_files() -> dict:
    """`built("src/…")` in templates: the `scripts` and `styles` of a Vite entry."""
    return {"built": built}


def built(entry: str) -> dict[str, list[str]]:
    """What Vite's manifest lists for an entry; empty where the page is not built."""
    manifest_path: Path = mirror().settings.page / ".vite" / "manifest.json"
    if not manifest_path.is_file():
        current_app.logger.warning("no %s; run: make setup", manifest_path)
        return {"scripts": [], "styles": []}
    manifest = json.loads(manifest_path.read_text(encoding="utf-8"))
    styles: list[str] = []
    waiting, seen = [entry], set()
    while waiting:
        name = waiting.pop()
        chunk = manifest.get(name)
        if chunk is None or name in seen:
            continue
        seen.add(name)
        styles += [style for style in chunk.get("css", []) if style not in styles]
        waiting += chunk.get("imports", [])
    return {"scripts": [manifest[entry]["file"]] if entry in manifest else [], "styles": styles}


def _immutable(response: Response) -> Response:
    response.headers["Cache-Control"] = f"public, max-age={FOR_GOOD}, immutable"
    return response


def _revalidated(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-cache"
    return response
