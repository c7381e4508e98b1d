import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from converter.pose.matching import confidence_weights, mirror_pose, similarity, visible
from converter.pose.spec import MIRROR, K
from server.index import PoseIndex

seeds = st.integers(0, 2**32 - 1)


def random_pose(rng: np.random.Generator, hidden: float = 0.3) -> np.ndarray:
    pose = np.column_stack(
        [rng.normal(size=(K, 2)) * rng.uniform(1, 500) + rng.normal(size=2) * 800, rng.random(K)]
    )
    pose[rng.random(K) < hidden, 2] = 0
    return pose


def well_conditioned(query: np.ndarray, reference: np.ndarray) -> bool:
    """Whether what both show is wider than float32 rounding; a place alone has no pose."""
    shared = (confidence_weights(query[:, 2]) > 0) & (visible(reference[:, 2]) > 0)
    return shared.sum() >= 3 and all(
        pose[shared, :2].std(0).min() > 0.05 * pose[pose[:, 2] > 0, :2].std() for pose in (query, reference)
    )


@settings(max_examples=200, deadline=None)
@given(seeds, st.floats(0, 0.7))
def test_the_linear_form_equals_the_plain_definition(seed, hidden):
    rng = np.random.default_rng(seed)
    references = np.stack([random_pose(rng, hidden) for _ in range(8)])
    query = random_pose(rng, hidden)
    found = PoseIndex(np.arange(8), references).similarities(query)
    for row, reference in enumerate(references):
        if well_conditioned(query, reference):
            assert found[row, 0] == pytest.approx(similarity(query, reference).similarity, abs=1e-5)
        if well_conditioned(mirror_pose(query), reference):
            assert found[row, 1] == pytest.approx(
                similarity(mirror_pose(query), reference).similarity, abs=1e-5
            )


@settings(max_examples=100, deadline=None)
@given(seeds, st.integers(1, 12))
@example(7, 1)
def test_search_returns_what_exhaustive_search_returns(seed, limit):
    rng = np.random.default_rng(seed)
    references = np.stack([random_pose(rng) for _ in range(60)])
    query = random_pose(rng, 0.1)
    assume(all(well_conditioned(query, reference) for reference in references[:1]))
    hits = PoseIndex(np.arange(60) + 100, references).search(query, limit)
    plain = [
        max(similarity(query, reference).similarity, similarity(mirror_pose(query), reference).similarity)
        for reference in references
    ]
    expected = [value for value in sorted(plain, reverse=True)[:limit] if value > 0]
    assert [hit.similarity for hit in hits] == pytest.approx(expected, abs=1e-9)
    assert [plain[hit.id - 100] for hit in hits] == pytest.approx(expected, abs=1e-9)


def test_a_moved_and_resized_pose_is_found_with_full_similarity(true_poses):
    index = PoseIndex(np.arange(len(true_poses)), np.stack(true_poses))
    for number in range(0, len(true_poses), 29):
        query = true_poses[number] * [0.01, 0.01, 1] + [-3, 12, 0]
        best = index.search(query, 1)[0]
        assert best.similarity == pytest.approx(1, abs=1e-6)
        np.testing.assert_allclose(similarity(query, true_poses[best.id]).similarity, 1, atol=1e-6)
        assert not best.mirrored


def test_a_mirrored_pose_is_found_as_mirrored_and_agrees_per_query_keypoint(true_poses):
    reference = true_poses[0].copy()
    reference[9, 2] = 0  # the reference hides its left wrist
    hit = PoseIndex([5], reference[None]).search(mirror_pose(true_poses[0]), 1)[0]
    assert (hit.id, hit.mirrored) == (5, True)
    hidden = MIRROR[9]  # which is the right wrist of a query that is its mirror image
    assert hit.agreement[hidden] == 0
    assert hit.agreement[true_poses[0][MIRROR, 2] > 0].sum() == pytest.approx(
        (true_poses[0][:, 2] > 0).sum() - 1
    )


@pytest.mark.parametrize(
    "query",
    [
        np.zeros((K, 3)),  # nothing seen
        np.column_stack([np.full((K, 2), 7.0), np.ones(K)]),  # all in one place
        np.column_stack([np.arange(2 * K).reshape(K, 2), np.full(K, 0.05)]),  # all below the threshold
    ],
    ids=["unseen", "one place", "faint"],
)
def test_a_query_without_a_pose_matches_nothing(query, true_poses):
    assert PoseIndex(np.arange(10), np.stack(true_poses[:10])).search(query, 5) == []


def test_a_reference_that_shows_too_little_does_not_win(true_poses):
    whole = true_poses[0]
    only_face = whole.copy()
    only_face[5:, 2] = 0
    jittered = whole + np.random.default_rng(0).normal(0, 8, whole.shape) * [1, 1, 0]
    assert PoseIndex([1, 2], np.stack([only_face, jittered])).search(whole, 1)[0].id == 2


def test_an_empty_library_has_no_match(true_poses):
    assert PoseIndex(np.zeros(0), np.zeros((0, K, 3))).search(true_poses[0], 3) == []


def test_coordinates_of_any_unit_are_welcome(true_poses):
    index = PoseIndex(np.arange(50), np.stack(true_poses[:50]))
    for unit in (1e-6, 1, 1e4):
        query = true_poses[3] * [unit, unit, 1]
        assert index.search(query, 1)[0].similarity == pytest.approx(1, abs=1e-6)
