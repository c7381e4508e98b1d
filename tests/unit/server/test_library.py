"""Every process's index follows the database: what is committed is found by the next query."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from sqlalchemy.orm import Session

from server.collection import collections, photos, trash
from server.collection.details import Details
from server.library import Mirror
from server.models import Collection, Photo, db
from server.search.index import MAX_LIMIT, PoseIndex, Query


@pytest.fixture
def other(settings) -> Mirror:
    """What a second worker process holds."""
    return Mirror(settings)


@pytest.fixture
def store(session):
    """Adds photos with these poses, without pictures; returns their ids."""
    number = iter(range(10**6))

    def store(*poses: np.ndarray) -> list[int]:
        ids = [photos.add(session, f"{next(number):064}", Details("A pose"))[0].id for _ in poses]
        for photo_id, pose in zip(ids, poses, strict=True):
            photos.record_pose(session, photo_id, (480, 480), pose)
        return ids

    return store


def found(mirror: Mirror, session: Session, pose: np.ndarray) -> list[int]:
    session.rollback()  # a request begins with a transaction of its own
    return sorted(hit.id for hit in mirror.search(session, Query(pose, MAX_LIMIT)))


def never_again(_session, _since=None):
    raise AssertionError("the whole library is read again")


def test_what_one_process_changes_the_next_query_of_another_sees(
    session, mirror, other, store, true_poses, monkeypatch
):
    first, second = store(true_poses[0], true_poses[0])
    assert found(mirror, session, true_poses[0]) == found(other, session, true_poses[0]) == [first, second]
    monkeypatch.setattr("server.library.PoseIndex", never_again)  # from here on both follow, change by change
    (third,) = store(true_poses[0])
    assert found(other, session, true_poses[0]) == [first, second, third]
    trash.put(session, [first])
    assert found(other, session, true_poses[0]) == [second, third]
    photos.record_pose(session, second, (480, 480), None)  # looked at again: nobody there
    assert found(other, session, true_poses[0]) == [third]
    trash.put(session, [third])
    assert found(other, session, true_poses[0]) == []
    trash.restore(session, [third])
    photos.record_pose(session, second, (480, 480), true_poses[0])
    assert found(other, session, true_poses[0]) == found(mirror, session, true_poses[0]) == [second, third]
    collections.set_visible(session, session.get_one(Collection, Collection.UPLOADS), False)
    assert found(mirror, session, true_poses[0]) == []
    collections.set_visible(session, session.get_one(Collection, Collection.UPLOADS), True)
    photos.estimate_again(session)
    assert found(mirror, session, true_poses[0]) == found(other, session, true_poses[0]) == []


def test_a_changed_pose_is_the_one_that_is_found(session, mirror, store, true_poses):
    (photo_id,) = store(true_poses[0])
    before = [hit.similarity for hit in mirror.search(session, Query(true_poses[300]))]
    photos.record_pose(session, photo_id, (480, 480), true_poses[300])
    session.rollback()
    assert max(before, default=0) < 0.99
    assert mirror.search(session, Query(true_poses[300]))[0].similarity == pytest.approx(1, abs=1e-6)


def test_what_is_rolled_back_was_never_there(session, mirror, store, true_poses):
    (photo_id,) = store(true_poses[0])
    photos.change(session, Photo.id == photo_id, status="pending")
    session.rollback()
    before = photos.revision(session)
    assert found(mirror, session, true_poses[0]) == [photo_id]
    assert photos.revision(session) == before
    assert photos.changed_since(session, before) == []


def test_a_process_that_slept_too_long_or_meets_another_database_reads_all_anew(
    session, mirror, store, true_poses, monkeypatch
):
    monkeypatch.setattr(photos, "KEPT_REVISIONS", 8)
    first = store(true_poses[0])
    assert found(mirror, session, true_poses[0]) == first
    ids = first + store(*[true_poses[0]] * 12)
    assert len(photos.changed_since(session, 0)) < len(ids)  # the log forgets
    assert found(mirror, session, true_poses[0]) == ids
    mirror._revision += 1000  # as if an older copy of the database had been put back
    assert found(mirror, session, true_poses[0]) == ids


def test_random_changes_leave_the_index_that_would_be_built_anew(session, mirror, store, true_poses):
    rng = np.random.default_rng(0)
    ids = store(*true_poses[:30])
    for _ in range(40):
        photo_id = int(rng.choice(ids))
        pose = true_poses[int(rng.integers(len(true_poses)))]
        match rng.integers(5):
            case 0:
                ids += store(pose)
            case 1:
                trash.put(session, [photo_id])
                trash.purge(session, mirror.storage, [photo_id])
            case 2:
                photos.record_pose(session, photo_id, (480, 480), pose)
            case 3:
                photos.record_failure(session, photo_id, "cut short")
            case 4:
                trash.put(session, [photo_id]) or trash.restore(session, [photo_id])
        anew = PoseIndex()
        anew.put(*photos.findable(session))
        session.rollback()
        query = Query(pose, 40)
        kept = mirror.search(session, query)
        assert [hit[:3] for hit in kept] == [hit[:3] for hit in anew.search(query)]


def test_writers_and_searchers_at_once_lose_nothing(app, mirror, other, true_poses):
    """Four writers, two indexes that are searched meanwhile; at the end both hold all that was committed."""
    with app.app_context():
        engine = db.engine
    finished = threading.Event()

    def write(writer: int) -> list[int]:
        kept = []
        with Session(engine) as session:
            for number in range(12):
                photo, _ = photos.add(session, f"{writer:032}{number:032}", Details("A pose"))
                photos.record_pose(session, photo.id, (480, 480), true_poses[0])
                if number % 3 == 0:
                    trash.put(session, [photo.id])
                else:
                    kept.append(photo.id)
        return kept

    def search(held: Mirror) -> None:
        while not finished.is_set():
            with Session(engine) as session:
                ids = found(held, session, true_poses[0])
                assert len(ids) == len(set(ids))

    with ThreadPoolExecutor(8) as pool:
        searchers = [pool.submit(search, held) for held in (mirror, other, mirror, other)]
        writers = [pool.submit(write, writer) for writer in range(4)]
        expected = sorted(photo_id for writer in writers for photo_id in writer.result())
        finished.set()
        for searcher in searchers:
            searcher.result()
    with Session(engine) as session:
        assert found(mirror, session, true_poses[0]) == found(other, session, true_poses[0]) == expected
