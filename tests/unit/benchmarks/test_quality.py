"""The quality report measures what it says."""

import numpy as np
import pytest

from converter.pose.matching import mirror_pose, similarity
from converter.pose.spec import INDEX, K
from tests.benchmarks.quality.measure import Collection
from tests.benchmarks.quality.methods import Ours
from tests.benchmarks.quality.oracles import LimbAngles
from tests.benchmarks.quality.references import blends
from tests.benchmarks.quality.report import END, START, write_page
from tests.benchmarks.quality.views import turn
from tests.benchmarks.quality.visitors import Visitors


@pytest.fixture
def poses(true_poses) -> np.ndarray:
    return np.stack(true_poses)


def test_ours_is_the_shipped_measure(poses):
    rng = np.random.default_rng(0)
    queries = poses[::60] + rng.normal(0, 20, poses[::60].shape) * [1, 1, 0]
    queries[..., 2] *= rng.random(queries.shape[:2])
    poses = poses * np.concatenate([np.ones((*poses.shape[:2], 2)), rng.random((*poses.shape[:2], 1))], -1)
    scores = Ours(poses).scores(queries)
    for number, query in enumerate(queries):
        np.testing.assert_allclose(scores[0, number], similarity(query, poses).similarity, atol=1e-4)
        flipped = similarity(mirror_pose(query), poses).similarity
        np.testing.assert_allclose(scores[1, number], flipped, atol=1e-4)


def test_limbs_of_a_turned_pose_are_off_by_its_turn_and_a_missing_limb_is_unrelated(poses):
    pose = poses[(poses[..., 2] > 0).all(1)][0]
    without_wrist = pose.copy()
    without_wrist[INDEX["left_wrist"], 2] = 0
    references = np.stack([pose, turn(pose, 25, np.zeros(2)), mirror_pose(pose), without_wrist])
    scores = LimbAngles(references).scores(pose[None])[:, 0]  # (2, references)
    np.testing.assert_allclose(scores[0, [0, 1]], [0, -25], atol=1e-3)
    np.testing.assert_allclose(scores[1, 2], 0, atol=1e-3)
    np.testing.assert_allclose(scores[0, 3], -90 / 12, atol=1e-3)  # one of twelve limbs


def test_blends_are_as_many_and_as_bodily_as_real_poses(poses):
    made = blends(poses, 500, np.random.default_rng(0))
    assert made.shape == (500, K, 3)
    assert np.isfinite(made).all()
    # Thighs as long as trunks, give or take, as among the real ones.
    np.testing.assert_allclose(np.median(_thigh_of_trunk(made)), np.median(_thigh_of_trunk(poses)), rtol=0.15)
    # New poses, not copies.
    assert np.median(Ours(poses).scores(made).max((0, 2))) < 0.995


def _thigh_of_trunk(poses: np.ndarray) -> np.ndarray:
    names = ("left_hip", "left_knee", "left_shoulder")
    hip, knee, shoulder = (poses[:, INDEX[name]] for name in names)
    shown = (hip[:, 2] > 0) & (knee[:, 2] > 0) & (shoulder[:, 2] > 0)
    thigh, trunk = (np.linalg.norm((a - hip)[shown, :2], axis=-1) for a in (knee, shoulder))
    return thigh / np.maximum(trunk, 1)


def test_with_true_keypoints_the_own_regret_is_zero_and_a_known_pose_comes_back(poses):
    whole = poses[(poses[..., 2] > 0).all(1)][:12]
    half = whole.copy()
    half[:, INDEX["left_knee"] :, 2] = 0
    shuffled = whole[::-1]  # a network that sees somebody else
    figures = Collection(poses[12:]).figures(Visitors(whole, half, half, shuffled))
    ours, theirs = (figures["true keypoints"][name] for name in ("ours", "2018 cosine"))
    assert ours.own_regret == pytest.approx(0, abs=1e-6)
    assert (ours.own_top, ours.recall) == (1, 1)
    assert theirs.recall < 0.5 < ours.recall
    wrong = figures["the network's"]["ours"]
    assert wrong.own_regret > 0.01
    assert wrong.recall < 0.5


def test_photos_as_the_network_sees_them_are_searched_in_place_of_their_true_poses(poses):
    visitors = Visitors(*[poses[:12]] * 4)
    references = poses[12:]
    same, wrong = (
        Collection(references, found).figures(visitors) for found in (references, references[::-1])
    )
    assert same["the network's, of the photos too"] == same["the network's"]
    own = wrong["the network's, of the photos too"]["ours"]
    assert own.own_regret > same["the network's"]["ours"].own_regret + 0.01


def test_figures_go_to_their_place_and_leave_the_rest(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{START}\nold\n{END}\nafter\n")
    write_page(page, "new")
    assert page.read_text() == f"before\n{START}\n\nnew\n\n{END}\nafter\n"
    page.write_text("nothing")
    with pytest.raises(ValueError, match="no place for the figures"):
        write_page(page, "new")
