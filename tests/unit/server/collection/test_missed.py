import numpy as np
import pytest
from sqlalchemy import select

from converter.pose.matching import mirror_pose, similarity
from server.collection import missed
from server.models import MissedPose


@pytest.fixture
def body(client, true_poses):
    def of(pose):
        return {"keypoints": np.asarray(pose, float).tolist()}

    return of


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_nothing_is_kept_unless_the_operator_wants_it(client, session, body, true_poses):
    assert client.post("/api/match", json=body(true_poses[0])).json == {"matches": []}
    assert session.scalars(select(MissedPose)).all() == []


def test_a_match_that_finds_nothing_good_is_kept_once_in_a_while(client, mirror, session, body, true_poses):
    mirror.missed = missed.Collector(True)
    for pose in true_poses[:3]:
        assert client.post("/api/match", json=body(pose)).status_code == 200
    (kept,) = session.scalars(select(MissedPose))
    assert kept.similarity == 0
    assert similarity(kept.pose.astype(float), true_poses[0]).similarity > 0.999
    seen = kept.pose[:, 2] > 0
    assert kept.pose[:, :2].min() >= 0 and kept.pose[:, :2].max() <= 1  # no trace of where in the picture
    assert (kept.pose[~seen] == 0).all()
    assert set(MissedPose.__table__.columns.keys()) == {"id", "pose", "similarity", "day"}


def test_good_matches_doubtful_poses_and_bits_of_bodies_are_no_wishes(session, true_poses):
    collector = missed.Collector(True)
    few = true_poses[0] * [1, 1, 0]
    few[:3, 2] = 1
    assert not collector.consider(session, true_poses[0], 0.95)
    assert not collector.consider(session, true_poses[0] * [1, 1, 0.3], 0.5)
    assert not collector.consider(session, few, 0.5)
    assert collector.consider(session, true_poses[0], 0.5)


def test_a_visitor_who_stands_still_is_one_wish(session, true_poses):
    clock = Clock()
    collector = missed.Collector(True, clock)
    assert collector.consider(session, true_poses[0], 0.5)
    clock.now = 9.9
    assert not collector.consider(session, true_poses[0], 0.5)
    clock.now = 10.1
    assert collector.consider(session, true_poses[0], 0.5)


def test_wishes_that_are_alike_count_together_most_wanted_first(session, true_poses):
    for pose in (true_poses[0], true_poses[200], mirror_pose(true_poses[200]) * [2, 2, 1] + [900, 0, 0]):
        missed.keep(session, pose, 0.6)
    assert [wish.times for wish in missed.wanted(session)] == [2, 1]
    assert missed.forget(session) == 3
    assert missed.wanted(session) == []


def test_only_the_newest_are_kept(session, true_poses, monkeypatch):
    monkeypatch.setattr(missed, "KEPT", 5)
    for pose in true_poses[:8]:
        missed.keep(session, pose, 0.1)
    assert len(session.scalars(select(MissedPose)).all()) == 5
