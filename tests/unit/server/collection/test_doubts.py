import numpy as np
import pytest

from converter.pose.spec import INDEX
from server.collection.doubts import FIRST_OF_BODY, Doubt, doubts

SIZE = (480, 480)
BODY = [name for name, k in INDEX.items() if k >= FIRST_OF_BODY]


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


def test_a_second_person_counts_only_where_they_are_nearly_as_large_as_the_first(whole):
    small = whole * [0.5, 0.5, 1]
    assert doubts([whole, whole * [0.8, 0.8, 1]], SIZE) == [Doubt.SEVERAL]
    assert doubts([whole, small], SIZE) == []
    assert Doubt.SEVERAL in doubts([small, whole], SIZE)


def test_low_scores_are_doubtful_whatever_is_not_seen_at_all(whole):
    assert doubts([whole * [1, 1, 0.6]], SIZE) == [Doubt.UNSURE]
    assert doubts([whole * [1, 1, 0.7]], SIZE) == []
    assert doubts([with_scores(whole, 0.0, "left_wrist", "left_elbow", "left_ankle")], SIZE) == []
    assert doubts([whole * [1, 1, 0]], SIZE) == [Doubt.UNSURE]


def test_a_body_that_lacks_parts_at_the_picture_s_edge_is_doubtful_where_it_is_not_quite_sure(whole):
    without_feet = with_scores(whole, 0.0, "left_ankle", "right_ankle")
    less_sure = without_feet * [1, 1, 0.7]
    bottom = int(without_feet[without_feet[:, 2] > 0, 1].max()) + 5
    assert doubts([without_feet], (480, bottom)) == []  # framed on purpose
    assert doubts([less_sure], SIZE) == []
    assert doubts([less_sure], (480, bottom)) == [Doubt.CUT]
    assert doubts([with_scores(whole, 0.0, "left_ankle") * [1, 1, 0.7]], (480, bottom)) == []


def test_a_head_with_little_below_it_is_doubtful_however_sure(whole):
    seen = {"left_shoulder", "right_shoulder", "left_elbow", "right_elbow"}
    head = with_scores(whole, 0.0, *set(BODY) - seen)
    bottom = int(head[head[:, 2] > 0, 1].max()) + 5
    assert doubts([head], (480, bottom)) == [Doubt.CUT]
    assert doubts([with_scores(head, 1.0, "left_hip")], (480, bottom)) == []
