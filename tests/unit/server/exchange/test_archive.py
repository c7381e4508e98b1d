import hashlib
import json
import zipfile

import numpy as np
import pytest
from sqlalchemy import select

from server.app import create_app
from server.collection import collections, photos, review, trash
from server.collection.review import Verdict
from server.config import Settings
from server.database import upgrade_database
from server.exchange import archive
from server.intake import ingest
from server.models import Collection, Photo, Review, Status, db
from tests.conftest import picture

LIMIT = 2**20


class Nobody:
    """Finds nobody, wherever it looks: poses in the result must have come with the archive."""

    available = True

    def people(self, image):
        return []


@pytest.fixture
def other(tmp_path):
    """Another mirror."""
    app = create_app(Settings(instance=tmp_path / "other", gallery=False, model=tmp_path / "missing"))
    with app.app_context():
        upgrade_database()
        yield app.extensions["mirror"], db.session()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def packed(session, mirror, add_photo, true_poses, tmp_path):
    """A collection of three photos, one of them corrected, and one more in the trash."""
    dances = collections.create(session, "Dances")
    some = [add_photo(pose, f"Dance {number}") for number, pose in enumerate(true_poses[:4])]
    collections.move(session, [photo.id for photo in some], dances)
    some[0].tags, some[0].licence = ["waltz"], "CC BY 4.0"
    session.commit()
    review.decide(session, some[1], Verdict(Review.APPROVED, true_poses[9], corrected=True))
    trash.put(session, [some[3].id])
    path = tmp_path / "dances.zip"
    path.write_bytes(b"".join(archive.export(session, mirror.storage, dances)))
    return path


def read(session, storage, path) -> archive.Report:
    report = archive.Report()
    list(archive.read(session, storage, path, LIMIT, report))
    return report


def test_a_collection_goes_into_another_mirror_with_its_poses(packed, other, true_poses):
    mirror, session = other
    report = read(session, mirror.storage, packed)
    assert (len(report.added), report.known, report.refused, report.collection) == (3, 0, {}, "Dances")
    assert len(photos.findable(session).ids) == 0  # its pictures are not made yet
    while ingest.work_off(session, mirror.storage, Nobody(), "worker"):
        pass
    first, second, _ = photos.by_ids(session, report.added)
    assert (first.title, first.credit, first.tags, first.licence) == (
        "Dance 0",
        "a friend",
        ["waltz"],
        "CC BY 4.0",
    )
    np.testing.assert_allclose(first.pose, true_poses[0], atol=1e-4)
    assert (second.corrected, second.review, second.status) == (True, Review.APPROVED, Status.READY)
    np.testing.assert_allclose(second.pose, true_poses[9], atol=1e-4)
    assert len(photos.findable(session).ids) == 3


def test_the_same_archive_again_changes_nothing(packed, other):
    mirror, session = other
    first = read(session, mirror.storage, packed)
    again = read(session, mirror.storage, packed)
    assert (again.added, again.known) == ([], 3)
    assert sorted(session.scalars(select(Photo.id))) == sorted(first.added)
    assert [s.photos for s in collections.all_of_them(session) if s.collection.name == "Dances"] == [3]


def test_what_is_known_stays_where_and_as_it_is(packed, session, mirror):
    titles = {photo.sha256: (photo.title, photo.collection_id) for photo in session.scalars(select(Photo))}
    report = read(session, mirror.storage, packed)
    assert (report.added, report.known) == ([], 3)
    session.expire_all()
    assert {p.sha256: (p.title, p.collection_id) for p in session.scalars(select(Photo))} == titles


def test_an_interrupted_import_goes_on(packed, other):
    mirror, session = other
    steps = archive.read(session, mirror.storage, packed, LIMIT, archive.Report())
    next(steps)
    steps.close()
    report = read(session, mirror.storage, packed)
    assert (len(report.added), report.known) == (2, 1)


def entry(data: bytes, **more) -> dict:
    return {"sha256": hashlib.sha256(data).hexdigest(), "title": "Strange"} | more


def write_zip(path, entries, members, **more):
    manifest = {"format": archive.FORMAT, "version": 1, "spec_version": 1, "name": "Strange"} | more
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("manifest.json", json.dumps(manifest | {"photos": entries}))
        for name, data in members.items():
            file.writestr(name, data)
    return path


def originals(*datas) -> dict:
    return {f"originals/{hashlib.sha256(data).hexdigest()}": data for data in datas}


def test_nothing_is_written_outside_by_names_that_climb(session, mirror, tmp_path):
    data = picture()
    members = originals(data) | {"../../evil.txt": b"x", "/tmp/evil.txt": b"x", "originals/../x": b"x"}
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    report = read(session, mirror.storage, write_zip(tmp_path / "a.zip", [entry(data)], members))
    assert len(report.added) == 1
    new = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    inside = mirror.settings.instance
    assert all(path.is_relative_to(inside) for path in new - {tmp_path / "a.zip"})


@pytest.mark.parametrize("sha256", ["../../../etc/passwd", "A" * 64, "a" * 63, ""])
def test_a_hash_that_is_none_is_refused(session, mirror, tmp_path, sha256):
    with pytest.raises(archive.BadArchive, match="sha256"):
        read(session, mirror.storage, write_zip(tmp_path / "a.zip", [entry(b"") | {"sha256": sha256}], {}))


def test_one_bad_photo_is_reported_and_stops_nothing(session, mirror, tmp_path):
    good, bomb, script = picture(), bytes(LIMIT * 50), b"<script>"
    swapped = picture(100, 80)
    entries = [
        entry(bomb, title="bomb"),
        entry(script, title="script"),
        entry(swapped, title="swapped"),
        entry(b"gone", title="gone"),
        entry(good, title="good"),
    ]
    members = originals(good, bomb, script) | {f"originals/{entries[2]['sha256']}": good}
    path = write_zip(tmp_path / "a.zip", entries, members)
    assert path.stat().st_size < LIMIT  # a thousandth of what it would unpack to
    report = read(session, mirror.storage, path)
    assert [photo.title for photo in photos.by_ids(session, report.added)] == ["good"]
    assert set(report.refused) == {"bomb", "script", "swapped", "gone"}
    assert "larger than 1 MB" in report.refused["bomb"]
    assert "missing" in report.refused["gone"]
    assert "not those that the archive promises" in report.refused["swapped"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no zip", "cannot be read"),
        ({"other.txt": b""}, "no exported collection"),
        ({"manifest.json": b"{"}, "no exported collection"),
        (
            {"manifest.json": b'{"format": "x", "version": 1, "spec_version": 1, "name": "x", "photos": []}'},
            "'x'",
        ),
    ],
    ids=["text", "other", "broken", "foreign"],
)
def test_what_is_no_archive_is_refused_in_plain_words(session, mirror, tmp_path, content, words):
    path = tmp_path / "a.zip"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        with zipfile.ZipFile(path, "w") as file:
            for name, data in content.items():
                file.writestr(name, data)
    with pytest.raises(archive.BadArchive, match=words):
        read(session, mirror.storage, path)
    assert session.scalars(select(Collection).filter_by(name="Strange")).all() == []


@pytest.mark.parametrize("score", ["NaN", "1e999", "2", '"x"'])
def test_poses_of_an_archive_are_checked(session, mirror, tmp_path, score):
    keypoints = f"[{','.join(f'[1,2,{score}]' for _ in range(17))}]"
    text = (
        f'{{"format":"{archive.FORMAT}","version":1,"spec_version":1,"name":"x",'
        f'"photos":[{{"sha256":"{"a" * 64}","title":"t","width":9,"height":9,"pose":{keypoints}}}]}}'
    )
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as file:
        file.writestr("manifest.json", text)
    with pytest.raises(archive.BadArchive):
        read(session, mirror.storage, tmp_path / "a.zip")
