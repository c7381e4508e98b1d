import socket

import pytest
from click.testing import CliRunner

from server.cli import main
from server.collection import photos, trash
from server.intake import importer
from server.models import Status
from tests.conftest import newest, picture


@pytest.fixture
def run(monkeypatch, tmp_path, settings):
    """Run a command of `move-mirror` on an instance of its own, without the gallery."""
    monkeypatch.setenv("MIRROR_INSTANCE", str(settings.instance))
    monkeypatch.setenv("MIRROR_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("MIRROR_GALLERY", "0")
    monkeypatch.setattr("server.intake.estimator.SHIPPED_FOR_PHOTOS", tmp_path / "missing.tflite")
    return lambda *arguments: CliRunner().invoke(main, arguments)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "photos"
    (folder / "more").mkdir(parents=True)
    (folder / "one_pose.jpg").write_bytes(picture(64, 48))
    (folder / "more" / "two.PNG").write_bytes(picture(65, 48, "PNG"))
    (folder / "bad.jpg").write_bytes(b"no picture")
    (folder / "notes.txt").write_text("no photo at all")
    return folder


def test_help_lists_every_command(run):
    text = run("--help").output
    assert all(command in text for command in main.commands)
    assert {"serve", "setup", "setup-link", "work", "import", "reindex", "backup"} <= set(main.commands)
    assert all(command.help for command in main.commands.values())


def test_import_goes_past_a_bad_file_and_may_be_repeated(run, folder):
    first = run("import", str(folder), "--credit", "Ada")
    assert first.exit_code == 0, first.output
    assert "3 files: 2 added" in first.output
    assert "1 refused" in first.output
    assert "bad.jpg: This file is not a picture we can read" in first.output
    assert "2 waiting" in first.output
    assert "network is missing" in first.output
    again = run("import", str(folder))
    assert "0 added" in again.output
    assert "2 known before" in again.output


def test_import_of_nothing_but_bad_files_fails(run, tmp_path):
    (tmp_path / "bad.jpg").write_bytes(b"no picture")
    assert run("import", str(tmp_path)).exit_code == 1


def test_import_keeps_title_and_credit(run, folder, app, session):
    run("import", str(folder), "--credit", "Ada")
    assert {(photo.title, photo.credit) for photo in newest(session)} == {
        ("one pose", "Ada"),
        ("two", "Ada"),
    }


def test_reindex_looks_at_every_photo_again(run, folder, app, session):
    run("import", str(folder))
    for photo in newest(session):
        photos.record_failure(session, photo.id, "some accident")
    assert run("reindex").exit_code == 0
    session.expire_all()
    assert {photo.status for photo in newest(session)} == {Status.PENDING}


def test_setup_may_be_repeated(run):
    assert run("setup").exit_code == 0
    assert run("setup").exit_code == 0


def test_setup_loads_the_gallery_once(run, monkeypatch, app, session):
    monkeypatch.setenv("MIRROR_GALLERY", "1")
    three = importer.gallery_sources()[:3]
    monkeypatch.setattr(importer, "gallery_sources", lambda: three)
    run("setup")
    gallery = newest(session)
    assert len(gallery) == 3
    assert {photo.credit for photo in gallery} == {importer.GALLERY_CREDIT}
    assert all(photo.tags for photo in gallery)
    for photo in gallery:
        trash.put(session, [photo.id])
    run("setup")
    assert newest(session) == []  # what a curator removed stays removed


def test_setup_link_prints_a_link_that_works(run, client):
    link = run("setup-link").stdout.strip()
    assert link.startswith("http://127.0.0.1:8000/admin/setup/")
    assert client.get(link.removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_a_taken_port_is_explained(run, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        result = run("serve")
    assert result.exit_code == 1
    assert f"Port {port} on 127.0.0.1 cannot be used" in result.output
    assert f"PORT={port + 1}" in result.output
