"""Encode and decode are a pair."""

import numpy as np

from converter.pose.decode import decode
from converter.pose.spec import CROP_HEIGHT, CROP_WIDTH, RADIUS_PX, K
from converter.pose.targets import MAP_HEIGHT, MAP_WIDTH, encode


def random_keypoints(seed: int, margin: float) -> np.ndarray:
    rng = np.random.default_rng(seed)
    xy = rng.uniform(margin, [CROP_WIDTH - 1 - margin, CROP_HEIGHT - 1 - margin], (K, 2))
    return np.column_stack([xy, np.full(K, 2)])


def as_logits(heatmaps: np.ndarray) -> np.ndarray:
    return np.where(heatmaps > 0, 20.0, -20.0)


def test_decode_undoes_encode_below_the_pixel():
    for seed in range(20):
        keypoints = random_keypoints(seed, RADIUS_PX)
        targets = encode(keypoints)
        pose = decode(as_logits(targets.heatmaps), targets.offsets)
        np.testing.assert_allclose(pose[:, :2], keypoints[:, :2], atol=1e-3)
        # Bilinear shares leave a keypoint between four cells a quarter of the votes.
        assert (pose[:, 2] > 0.2).all()


def test_a_keypoint_at_the_border_is_still_found():
    keypoints = random_keypoints(3, RADIUS_PX)
    keypoints[0, :2] = 0, 0
    keypoints[1, :2] = CROP_WIDTH - 1, CROP_HEIGHT - 1
    targets = encode(keypoints)
    pose = decode(as_logits(targets.heatmaps), targets.offsets)
    np.testing.assert_allclose(pose[:2, :2], keypoints[:2, :2], atol=0.5)


def test_unlabelled_has_no_weight_and_out_of_the_crop_has_an_empty_disk():
    keypoints = random_keypoints(5, RADIUS_PX)
    keypoints[4, 2] = 0
    keypoints[5, :2] = -3, 50
    targets = encode(keypoints)
    assert targets.heatmaps.shape == (MAP_HEIGHT, MAP_WIDTH, K)
    assert targets.weights[4] == 0 and targets.heatmaps[..., 4].sum() == 0
    assert targets.weights[5] == 1 and targets.heatmaps[..., 5].sum() == 0


def test_nothing_there_scores_nothing():
    pose = decode(np.full((MAP_HEIGHT, MAP_WIDTH, K), -20.0), np.zeros((MAP_HEIGHT, MAP_WIDTH, 2 * K)))
    assert (pose[:, 2] < 1e-6).all()
