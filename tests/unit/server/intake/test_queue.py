import threading
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from server.collection import photos
from server.collection.details import Details
from server.intake import ingest, queue, refusals
from server.models import Photo, Status, db, now
from tests.unit.server.intake.test_estimator import DotNetwork


@pytest.fixture
def waiting(session) -> list[int]:
    return [photos.add(session, f"{number:064}", Details(f"photo {number}"))[0].id for number in range(6)]


def test_oldest_first_and_each_photo_once(session, waiting):
    claims = [queue.claim(session, Photo, f"worker {number}") for number in range(7)]
    assert [claim and claim.id for claim in claims] == [*waiting, None]


def test_many_workers_at_once_never_have_the_same_photo(app, session, waiting):
    with app.app_context():
        engine = db.engine
    claimed: list[int] = []
    start = threading.Barrier(4)

    def work(name: str) -> None:
        with Session(engine) as own:
            start.wait()
            while claim := queue.claim(own, Photo, name):
                claimed.append(claim.id)

    threads = [threading.Thread(target=work, args=(f"worker {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == waiting


def test_a_lease_that_is_over_frees_the_photo(session, waiting):
    queue.claim(session, Photo, "dead")
    photo = session.get(Photo, waiting[0])
    photo.claimed_until = now() - timedelta(seconds=1)
    session.commit()
    others = [queue.claim(session, Photo, "alive").id for _ in waiting]
    assert others == [*waiting[1:], waiting[0]]  # what has ended a worker comes last


def test_a_successor_goes_on_at_once_and_touches_no_other_s_work(session, waiting):
    queue.claim(session, Photo, "one")
    queue.claim(session, Photo, "two")
    queue.release(session, "one")
    ids = [claim.id for claim in iter(lambda: queue.claim(session, Photo, "one"), None)]
    assert ids == [*waiting[2:], waiting[0]]


def test_what_ends_every_worker_is_given_up(session, waiting, mirror, tmp_path, monkeypatch):
    monkeypatch.setattr(queue, "MAX_TRIES", 3)
    for _ in range(queue.MAX_TRIES):
        for photo_id in waiting[1:]:
            photos.record_failure(session, photo_id, "done")
        assert queue.claim(session, Photo, "fragile").id == waiting[0]
        queue.release(session, "fragile")
    (tmp_path / "dots").touch()
    estimator = type(mirror.estimator)(tmp_path / "dots", load=DotNetwork)
    assert ingest.work_off(session, mirror.storage, estimator, "fragile") == waiting[0]
    session.expire_all()
    photo = session.get(Photo, waiting[0])
    assert (photo.status, photo.reason) == (Status.FAILED, refusals.STOPPED_WORKERS)


def test_reindexing_gives_every_photo_new_tries(session, waiting):
    queue.claim(session, Photo, "one")
    photos.estimate_again(session)
    session.expire_all()
    assert session.get(Photo, waiting[0]).tries == 0
    assert queue.claim(session, Photo, "two").id == waiting[0]
