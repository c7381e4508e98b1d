import numpy as np

from converter.pose.matching import mirror_pose
from server.collection import photos, pose_map, trash


def test_alike_poses_and_mirror_images_are_near_and_others_are_not(true_poses):
    rng = np.random.default_rng(0)
    kinds = [0, 60, 160, 300]
    poses, kind_of = [], []
    for kind in kinds:
        for number in range(12):
            pose = true_poses[kind] + rng.normal(0, 3, (17, 3)) * [1, 1, 0]
            poses.append(mirror_pose(pose) if number % 2 else pose)
            kind_of.append(kind)
    places, kind_of = pose_map.layout(np.array(poses)), np.array(kind_of)
    assert places.min() >= 0 and places.max() <= 1
    distances = np.linalg.norm(places[:, None] - places[None], axis=-1)
    np.fill_diagonal(distances, np.inf)
    assert (kind_of[distances.argmin(1)] == kind_of).mean() > 0.9


def test_photos_outside_the_sample_stand_with_their_like(true_poses, monkeypatch):
    monkeypatch.setattr(pose_map, "SAMPLE", 40)
    poses = np.array([*true_poses[:60], *true_poses[:60]])
    places = pose_map.layout(poses)
    assert places.shape == (120, 2) and np.isfinite(places).all()
    twins = np.linalg.norm(places[:60] - places[60:], axis=-1)
    strangers = np.linalg.norm(places[:60] - np.roll(places[60:], 7, 0), axis=-1)
    assert np.median(twins) < 0.3 * np.median(strangers)


def test_the_same_poses_get_the_same_places_and_few_do_too(true_poses):
    poses = np.array(true_poses[:30])
    np.testing.assert_array_equal(pose_map.layout(poses), pose_map.layout(poses))
    assert [len(pose_map.layout(poses[:number])) for number in (0, 1, 4, 6)] == [0, 1, 4, 6]


def test_the_worker_makes_a_map_when_somebody_asks_and_something_changed(session, add_photo, true_poses):
    ids = [add_photo(pose).id for pose in true_poses[:3]]
    assert not pose_map.claim(session)
    assert pose_map.ask(session).asked
    assert [pose_map.claim(session), pose_map.claim(session)] == [True, False]
    pose_map.make(session)
    found = pose_map.ask(session)
    assert [point[0] for point in found.points] == ids
    assert not found.asked
    trash.put(session, ids[:1])
    assert pose_map.ask(session).asked and pose_map.claim(session)
    pose_map.make(session)
    assert len(pose_map.ask(session).points) == 2
    assert photos.revision(session) == pose_map.ask(session).revision
