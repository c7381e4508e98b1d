import numpy as np
import pytest

from converter.pose.spec import INDEX
from server.collection.doubts import Doubt, doubts

SIZE = (480, 480)


@pytest.fixture
def whole(true_poses) -> np.ndarray:
    """A pose all of whose keypoints are seen for sure, in the middle of a picture of SIZE."""
    pose = next(pose for pose in true_poses if pose[:, 2].all()).copy()
    low, high = pose[:, :2].min(0), pose[:, :2].max(0)
    pose[:, :2] = (pose[:, :2] - low) / max(high - low) * 280 + 100
    return pose


def with_scores(pose, score, *names):
    pose = pose.copy()
    pose[[INDEX[name] for name in names], 2] = score
    return pose


def test_nothing_speaks_against_a_whole_pose(whole):
    assert doubts([whole], SIZE) == []


def test_nobody():
    assert doubts([], SIZE) == [Doubt.NOBODY]


def test_a_second_person_counts_only_where_they_are_as_large_as_half_the_first(whole):
    small = whole * [0.3, 0.3, 1]
    assert doubts([whole, whole * [0.7, 0.7, 1]], SIZE) == [Doubt.SEVERAL]
    assert doubts([whole, small], SIZE) == []
    assert Doubt.SEVERAL in doubts([small, whole], SIZE)


def test_low_scores_are_doubtful_whatever_is_not_seen_at_all(whole):
    assert doubts([whole * [1, 1, 0.6]], SIZE) == [Doubt.UNSURE]
    assert doubts([whole * [1, 1, 0.7]], SIZE) == []
    assert doubts([with_scores(whole, 0.0, "left_wrist", "left_elbow", "left_ankle")], SIZE) == []
    assert doubts([whole * [1, 1, 0]], SIZE) == [Doubt.UNSURE]


def test_a_body_is_cut_where_it_lacks_parts_at_the_picture_s_edge(whole):
    without_feet = with_scores(whole, 0.0, "left_ankle", "right_ankle")
    assert doubts([without_feet], SIZE) == []
    bottom = int(without_feet[without_feet[:, 2] > 0, 1].max()) + 5
    assert doubts([without_feet], (480, bottom)) == [Doubt.CUT]
    assert doubts([with_scores(whole, 0.0, "left_ankle")], (480, bottom)) == []
