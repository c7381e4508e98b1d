"""A network of another input says of a crop what it would in the crop's own cells and pixels."""

import numpy as np
import pytest
from PIL import Image

from converter.data.annotations import load_people
from converter.pose.decode import decode
from converter.pose.enlarged import Enlarged, resampled
from converter.pose.estimate import estimate, person_crop
from converter.pose.litert import SHIPPED, SHIPPED_FOR_PHOTOS, LiteRTNetwork, photo_network
from converter.pose.metrics import oks
from converter.pose.spec import CROP_HEIGHT, CROP_WIDTH, STRIDE, K
from converter.pose.targets import cell_grid


class Points:
    """Sees keypoint k at the picture's reddest place, moved down by k steps of four of the crop's pixels."""

    def __init__(self, height: int, width: int):
        self.input_shape = None, height, width, 3

    def predict_on_batch(self, crops: np.ndarray) -> dict[str, np.ndarray]:
        assert crops.shape[1:] == self.input_shape[1:]
        maps = [self._maps(crop[..., 0]) for crop in crops]
        return {name: np.stack([some[name] for some in maps]) for name in ("heatmaps", "offsets")}

    def _maps(self, red: np.ndarray) -> dict[str, np.ndarray]:
        height, width = red.shape
        row, column = np.unravel_index(red.argmax(), red.shape)
        grid = cell_grid((height - 1) // STRIDE + 1, (width - 1) // STRIDE + 1)
        scale = min((height - 1) / (CROP_HEIGHT - 1), (width - 1) / (CROP_WIDTH - 1))
        points = np.stack([np.full(K, column), row + 4 * scale * np.arange(K)], -1)
        offsets = points - grid[:, :, None]
        inside = (offsets**2).sum(-1) <= (15 * scale) ** 2
        return {
            "heatmaps": np.where(inside, 20.0, -20.0),
            "offsets": np.concatenate([offsets[..., 0], offsets[..., 1]], -1),
        }


@pytest.mark.parametrize("size", [(353, 257), (513, 385), (257, 193), (225, 193), (193, 129)])
def test_keypoints_come_back_in_the_crop_s_own_pixels(size):
    crop = np.zeros((1, CROP_HEIGHT, CROP_WIDTH, 3), np.float32)
    rows, columns = np.mgrid[:CROP_HEIGHT, :CROP_WIDTH]
    crop[0, ..., 0] = 255 * np.exp(-((rows - 80) ** 2 + (columns - 112) ** 2) / 200)
    maps = Enlarged(Points(*size)).predict_on_batch(crop)
    assert maps["heatmaps"].shape == (1, 33, 25, K) and maps["offsets"].shape == (1, 33, 25, 2 * K)
    pose = decode(maps["heatmaps"][0], maps["offsets"][0])
    expected = np.column_stack([np.full(K, 112), 80 + 4 * np.arange(K)])
    np.testing.assert_allclose(pose[:, :2], expected, atol=0.8)
    # A disk keeps its votes, so scores mean what they mean without.
    assert (pose[:, 2] > 0.75).all()


def test_resampling_keeps_what_is_linear_and_is_empty_beyond_the_borders():
    rows, columns = np.mgrid[:9, :5]
    maps = np.stack([rows + 10 * columns, np.ones((9, 5))], -1)[None].astype(np.float32)
    finer = resampled(maps, 17, 9, 0.5)
    assert finer.dtype == np.float32
    np.testing.assert_allclose(finer[0, ::2, ::2], maps[0])
    np.testing.assert_allclose(finer[0, 3, 1], [1.5 + 5, 1])
    wider = resampled(maps, 11, 5, 1)
    assert (wider[0, 0] == 0).all() and (wider[0, -1] == 0).all()
    np.testing.assert_array_equal(wider[0, 1:-1], maps[0])


def test_the_library_s_network_has_the_larger_input_and_sees_people(data_root):
    size = LiteRTNetwork(SHIPPED_FOR_PHOTOS).input_shape[1:3]
    assert LiteRTNetwork(SHIPPED).input_shape[1:3] == (CROP_HEIGHT, CROP_WIDTH) < size
    people = load_people(data_root / "gallery")[0]
    crops = [person_crop(Image.open(person.image).convert("RGB"), person.box_xyxy) for person in people]
    poses = estimate(photo_network(), crops)
    values = [oks(pose[:, :2], p.keypoints, p.area) for pose, p in zip(poses, people, strict=True)]
    assert np.mean(values) > 0.6
