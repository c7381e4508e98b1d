"""The flip test sees a picture and its mirror image alike, whatever the network favours."""

import numpy as np

from converter.pose.decode import decode
from converter.pose.flip import FlipTested
from converter.pose.spec import CROP_HEIGHT, CROP_WIDTH, MIRROR, K
from converter.pose.targets import encode


class Favours:
    """Any maps at all, different for each crop, and not the mirrored ones for a mirrored crop."""

    def predict_on_batch(self, crops):
        return {
            name: np.stack([rng.normal(size=(33, 25, channels)) for rng in map(self._rng, crops)])
            for name, channels in (("heatmaps", K), ("offsets", 2 * K))
        }

    @staticmethod
    def _rng(crop):
        return np.random.default_rng(int(crop.astype(np.int64).ravel() @ np.arange(crop.size)))


class Sees:
    """Perfect maps of a pose for a crop that is lit on its left, and of its mirror image for any other."""

    def __init__(self, pose: np.ndarray):
        self.poses = pose[MIRROR] * [-1, 1, 1] + [CROP_WIDTH - 1, 0, 0], pose

    def predict_on_batch(self, crops):
        targets = [encode(self.poses[int(crop[0, 0, 0] > 0)]) for crop in crops]
        return {
            "heatmaps": np.stack([np.where(t.heatmaps > 0, 9.0, -9.0) for t in targets]),
            "offsets": np.stack([t.offsets for t in targets]),
        }


def test_a_mirrored_crop_gets_the_mirrored_answer():
    network = FlipTested(Favours())
    crops = np.random.default_rng(1).integers(0, 255, (2, CROP_HEIGHT, CROP_WIDTH, 3)).astype(np.float32)
    maps, mirrored = (network.predict_on_batch(some) for some in (crops, crops[:, :, ::-1]))
    np.testing.assert_allclose(mirrored["heatmaps"], maps["heatmaps"][:, :, ::-1][..., MIRROR])
    for axis, sign in ((0, -1), (1, 1)):
        part = slice(axis * K, (axis + 1) * K)
        turned = sign * maps["offsets"][:, :, ::-1, part][..., MIRROR]
        np.testing.assert_allclose(mirrored["offsets"][..., part], turned)


def test_what_both_see_stays_where_it_is():
    rng = np.random.default_rng(3)
    pose = np.column_stack([rng.uniform(30, 160, K), rng.uniform(30, 220, K), np.full(K, 2)])
    crop = np.zeros((1, CROP_HEIGHT, CROP_WIDTH, 3), np.float32)
    crop[:, :, : CROP_WIDTH // 2] = 255
    maps = FlipTested(Sees(pose)).predict_on_batch(crop)
    np.testing.assert_allclose(decode(maps["heatmaps"][0], maps["offsets"][0])[:, :2], pose[:, :2], atol=1e-3)
