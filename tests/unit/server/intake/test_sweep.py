import os

import pytest
from PIL import Image

from server.collection.details import Details
from server.collection.trash import purge, put
from server.intake import ingest, videos
from server.intake.sweep import sweep
from tests.conftest import picture

LOST = "ab" * 32


@pytest.fixture
def age(mirror):
    def age() -> None:
        """As if everything had been there for long."""
        for path in mirror.settings.instance.rglob("*"):
            if path.is_file() and "mirror.db" not in path.name:
                os.utime(path, (0, 0))

    return age


def files(mirror) -> set[str]:
    return {
        path.name
        for folder in (mirror.storage.originals, mirror.storage.served, mirror.uploads.folder)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_what_accidents_leave_is_removed_and_nothing_else(session, mirror, age, tmp_path):
    photo, _ = ingest.accept(session, mirror.storage, picture(), Details("kept"))
    mirror.storage.save_served(photo.sha256, Image.new("RGB", (64, 64)))
    videos.add(session, "cd" * 32, "waits")
    mirror.storage.save_original("cd" * 32, b"a video that waits")
    kept = files(mirror)
    mirror.storage.save_original(LOST, b"no row: killed before the commit")
    mirror.storage.save_served(LOST, Image.new("RGB", (64, 64)))
    (mirror.storage.served / "half.tmp").write_bytes(b"half")
    (mirror.storage.original_path(LOST).parent / "half.tmp").write_bytes(b"half")
    mirror.uploads.create("ada", "given up.jpg", 10)
    assert sweep(session, mirror.storage, mirror.uploads) == 0  # all of it could still be at work
    age()
    assert sweep(session, mirror.storage, mirror.uploads) == 7
    assert files(mirror) == kept


def test_a_photo_uploaded_again_while_it_is_purged_keeps_its_file(session, mirror):
    data = picture()
    photo, _ = ingest.accept(session, mirror.storage, data, Details("a"))
    put(session, [photo.id])
    purge(session, mirror.storage, [photo.id])
    again, is_new = ingest.accept(session, mirror.storage, data, Details("a"))
    assert is_new
    assert mirror.storage.original_path(again.sha256).read_bytes() == data
