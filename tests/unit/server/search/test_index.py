import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from converter.pose.matching import MATCHING, certainty, mirror_pose, similarity
from converter.pose.spec import MIRROR, K
from server.search.columns import poses_of_columns, reference_columns
from server.search.index import MAX_LIMIT, Hit, PoseIndex, Query

seeds = st.integers(0, 2**32 - 1)
# As precise as photos' poses, which the database keeps in float32.
PRECISION = 2e-6


def random_pose(rng: np.random.Generator, hidden: float = 0.3) -> np.ndarray:
    pose = np.column_stack(
        [rng.normal(size=(K, 2)) * rng.uniform(1, 500) + rng.normal(size=2) * 800, rng.random(K)]
    )
    pose[rng.random(K) < hidden, 2] = 0
    return pose


def random_poses(rng: np.random.Generator, number: int, hidden: float = 0.3) -> np.ndarray:
    return np.stack([random_pose(rng, hidden) for _ in range(number)]) if number else np.zeros((0, K, 3))


def index_of(poses: np.ndarray, ids=None, groups=None) -> PoseIndex:
    index = PoseIndex()
    index.put(
        np.arange(len(poses)) if ids is None else np.asarray(ids),
        np.zeros(len(poses), int) if groups is None else np.asarray(groups),
        np.asarray(poses),
    )
    return index


def exhaustive(query: Query, poses: np.ndarray) -> np.ndarray:
    """The plain definition for every reference (N,)."""
    plain = similarity(query.pose, poses).similarity
    return np.maximum(plain, similarity(mirror_pose(query.pose), poses).similarity) if query.mirror else plain


def check(hits: list[Hit], query: Query, plain: np.ndarray, ids: np.ndarray) -> None:
    """The hits are the best of these references, and their similarities are right."""
    expected = np.sort(plain)[::-1][: query.limit]
    expected = expected[expected > PRECISION]
    assert len(hits) >= len(expected)
    assert [hit.similarity for hit in hits[: len(expected)]] == pytest.approx(expected, abs=PRECISION)
    of_id = dict(zip(ids.tolist(), plain, strict=True))
    for hit in hits:
        assert hit.similarity == pytest.approx(of_id[hit.id], abs=PRECISION)
    assert len({hit.id for hit in hits}) == len(hits) <= query.limit


@settings(max_examples=200, deadline=None)
@given(seeds, st.integers(0, 70), st.integers(1, MAX_LIMIT), st.floats(0, 0.8), st.booleans())
@example(7, 60, 1, 0.1, True)
def test_search_returns_what_exhaustive_search_returns(seed, number, limit, hidden, mirror):
    rng = np.random.default_rng(seed)
    poses = random_poses(rng, number, hidden)
    query = Query(random_pose(rng, hidden), limit, mirror)
    check(index_of(poses).search(query), query, exhaustive(query, poses), np.arange(number))


@settings(max_examples=30, deadline=None)
@given(seeds, st.sampled_from([1e-7, 1e-5, 1e-3]), st.integers(1, 20))
def test_the_order_of_near_duplicates_is_that_of_the_plain_definition(seed, spread, limit):
    """References that float32 cannot tell apart, and more of them than there is room for candidates."""
    rng = np.random.default_rng(seed)
    one = random_pose(rng, 0.2)
    poses = one + rng.normal(size=(400, K, 3)) * [1, 1, 0] * spread * one[:, :2].std()
    query = Query(random_pose(rng, 0.2) * [1, 1, 0.1] + one, limit)
    hits = index_of(poses).search(query)
    expected = np.sort(exhaustive(query, poses))[::-1][:limit]
    tolerance = PRECISION if spread > 1e-4 else 3e-5  # hundreds in a row may be mixed up within float32
    assert [hit.similarity for hit in hits] == pytest.approx(expected[expected > 0], abs=tolerance)


def test_a_face_alone_is_compared_exactly_with_whole_bodies(true_poses):
    """The hard case for float32: what both show is small and far from the middle of the reference."""
    rng = np.random.default_rng(0)
    poses = np.stack(true_poses)
    for number in range(0, len(poses), 40):
        face = poses[number] + rng.normal(0, 1, (K, 3)) * [1, 1, 0]
        face[5:, 2] = 0
        query = Query(face, 10)
        check(index_of(poses).search(query), query, exhaustive(query, poses), np.arange(len(poses)))


@settings(max_examples=100, deadline=None)
@given(seeds, st.integers(1, 5))
def test_queries_that_share_a_pass_get_what_each_would_get_alone(seed, number):
    rng = np.random.default_rng(seed)
    index = index_of(random_poses(rng, 100), groups=rng.integers(0, 4, 100))
    queries = [
        Query(
            random_pose(rng),
            int(rng.integers(1, 20)),
            bool(rng.integers(2)),
            rng.choice([None, frozenset([1]), frozenset([0, 3])]),
            rng.choice([None, frozenset(range(0, 100, 3))]),
        )
        for _ in range(number)
    ]
    together, alone = index.search_many(queries), [index.search(query) for query in queries]
    assert [[hit[:3] for hit in hits] for hits in together] == [[hit[:3] for hit in hits] for hits in alone]


@settings(max_examples=100, deadline=None)
@given(
    seeds,
    st.none() | st.frozensets(st.integers(0, 9), max_size=4),
    st.none() | st.frozensets(st.integers(0, 300), max_size=40),
)
def test_only_the_allowed_groups_and_ids_are_searched(seed, groups, only):
    rng = np.random.default_rng(seed)
    poses, ids, of_group = random_poses(rng, 80), rng.permutation(300)[:80], rng.integers(0, 6, 80)
    query = Query(random_pose(rng, 0.1), 12, groups=groups, only=only)
    hits = index_of(poses, ids, of_group).search(query)
    allowed = np.ones(80, bool)
    if groups is not None:
        allowed &= np.isin(of_group, list(groups))
    if only is not None:
        allowed &= np.isin(ids, list(only))
    check(hits, query, exhaustive(query, poses[allowed]), ids[allowed])


@settings(max_examples=100, deadline=None)
@given(seeds, st.lists(st.sampled_from(["put", "change", "remove"]), max_size=30))
def test_an_index_kept_up_is_the_one_that_would_be_built_anew(seed, changes):
    rng = np.random.default_rng(seed)
    kept, library = PoseIndex(), {}
    for change in changes:
        known = list(library)
        number = int(rng.integers(1, 40))
        if change == "remove":
            ids = rng.permutation([*known, 10_001])[:number]
            for photo_id in ids:
                library.pop(photo_id, None)
            kept.remove(ids)
            continue
        ids = rng.permutation(known if change == "change" else 10_000)[:number]
        poses, groups = random_poses(rng, len(ids)), rng.integers(0, 3, len(ids))
        kept.put(ids, groups, poses)
        library |= dict(zip(ids.tolist(), zip(groups, poses, strict=True), strict=True))
    anew = index_of(
        np.array([pose for _, pose in library.values()]).reshape(-1, K, 3),
        list(library),
        [group for group, _ in library.values()],
    )
    assert len(kept) == len(anew) == len(library)
    for groups in (None, [1]):
        query = Query(random_pose(rng, 0.1), MAX_LIMIT, groups=groups)
        assert [hit[:3] for hit in kept.search(query)] == [hit[:3] for hit in anew.search(query)]


def test_columns_keep_the_pose_and_how_certain_it_is(true_poses):
    rng = np.random.default_rng(0)
    poses = np.stack(true_poses)
    poses[..., 2] *= rng.uniform(0, 1, poses.shape[:2])
    poses[0, :, 2] = MATCHING["keypoint_threshold"]
    kept = poses_of_columns(reference_columns(poses))
    np.testing.assert_allclose(certainty(kept[..., 2]), certainty(poses[..., 2]), atol=1e-7)
    for pose, same in zip(poses, kept, strict=True):
        expected = similarity(pose, pose)
        np.testing.assert_allclose(similarity(pose, same).similarity, expected.similarity, atol=1e-6)
        np.testing.assert_array_equal(similarity(pose, same).agreement > 0, expected.agreement > 0)


def test_a_photo_takes_less_than_300_bytes():
    rng = np.random.default_rng(0)
    index = index_of(random_poses(rng, 1000))
    assert index.nbytes <= 300 * 1000


def test_a_moved_and_resized_pose_is_found_with_full_similarity(true_poses):
    index = index_of(np.stack(true_poses))
    for number in range(0, len(true_poses), 29):
        best = index.search(Query(true_poses[number] * [0.01, 0.01, 1] + [-3, 12, 0]))[0]
        assert best.similarity == pytest.approx(1, abs=1e-6)
        assert similarity(true_poses[number], true_poses[best.id]).similarity == pytest.approx(1, abs=1e-6)
        assert not best.mirrored


def test_a_mirrored_pose_is_found_as_mirrored_and_agrees_per_query_keypoint(true_poses):
    reference = true_poses[0].copy()
    reference[9, 2] = 0  # the reference hides its left wrist
    hit = index_of(reference[None], [5]).search(Query(mirror_pose(true_poses[0])))[0]
    assert (hit.id, hit.mirrored) == (5, True)
    hidden = MIRROR[9]  # which is the right wrist of a query that is its mirror image
    assert hit.agreement[hidden] == 0
    assert hit.agreement[true_poses[0][MIRROR, 2] > 0].sum() == pytest.approx(
        (true_poses[0][:, 2] > 0).sum() - 1
    )


def test_without_mirror_images_a_pose_counts_as_it_is_alone(true_poses):
    index = index_of(np.stack([true_poses[0], mirror_pose(true_poses[0])]))
    assert [hit.similarity for hit in index.search(Query(true_poses[0], 2))] == pytest.approx(
        [1, 1], abs=1e-6
    )
    first, second = index.search(Query(true_poses[0], 2, mirror=False))
    assert (first.id, first.mirrored, second.mirrored) == (0, False, False)
    assert second.similarity < 0.999


FAINT = 0.9 * MATCHING["keypoint_threshold"]


@pytest.mark.parametrize(
    "query",
    [
        np.zeros((K, 3)),  # nothing seen
        np.column_stack([np.full((K, 2), 7.0), np.ones(K)]),  # all in one place
        np.column_stack([np.arange(2 * K).reshape(K, 2), np.full(K, FAINT)]),
    ],
    ids=["unseen", "one place", "faint"],
)
def test_a_query_without_a_pose_matches_nothing(query, true_poses):
    assert index_of(np.stack(true_poses[:10])).search(Query(query, 5)) == []


def test_a_reference_that_shows_too_little_does_not_win(true_poses):
    whole = true_poses[0]
    only_face = whole.copy()
    only_face[5:, 2] = 0
    jittered = whole + np.random.default_rng(0).normal(0, 8, whole.shape) * [1, 1, 0]
    assert index_of(np.stack([only_face, jittered])).search(Query(whole))[0].id == 1


def test_an_empty_library_has_no_match(true_poses):
    assert PoseIndex().search(Query(true_poses[0], 3)) == []


def test_coordinates_of_any_unit_are_welcome(true_poses):
    index = index_of(np.stack(true_poses[:50]))
    for unit in (1e-6, 1, 1e4):
        assert index.search(Query(true_poses[3] * [unit, unit, 1]))[0].similarity == pytest.approx(
            1, abs=1e-6
        )


@pytest.mark.parametrize("limit", [0, MAX_LIMIT + 1])
def test_a_limit_beyond_reason_is_refused(limit, true_poses):
    with pytest.raises(ValueError, match=f"from 1 to {MAX_LIMIT}, got \\[{limit}\\]"):
        PoseIndex().search(Query(true_poses[0], limit))


def test_distinct_names_the_best_of_nearly_the_same_poses(true_poses):
    rng = np.random.default_rng(0)
    burst = np.stack([true_poses[0] + rng.normal(0, 1, (K, 3)) * [1, 1, 0] for _ in range(12)])
    others = np.stack(true_poses[20:60])
    index = index_of(np.concatenate([burst, mirror_pose(burst[:3]), others]))
    query = true_poses[0]
    plain = index.search(Query(query, 5))
    assert {hit.id for hit in plain} <= set(range(15))  # nothing but the burst
    distinct = index.search(Query(query, 5, distinct=True))
    assert distinct[0].id == plain[0].id
    assert len(distinct) == 5
    assert {hit.id for hit in distinct[1:]} <= set(range(15, 55))
    assert [hit.similarity for hit in distinct] == sorted((h.similarity for h in distinct), reverse=True)
