"""From a box to a pose, whatever the size of the network's input."""

import numpy as np
import pytest
from PIL import Image

from converter.data.annotations import load_people
from converter.pose.estimate import poses_in_boxes
from converter.pose.flip import FlipTested
from converter.pose.litert import SHIPPED, SHIPPED_FOR_PHOTOS, LiteRTNetwork, photo_network
from converter.pose.metrics import oks
from converter.pose.spec import CROP_HEIGHT, CROP_WIDTH, STRIDE, K
from converter.pose.targets import cell_grid


class Points:
    """Sees pair after pair of keypoints at the picture's reddest place, each 4 of the crop's pixels lower."""

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
        points = np.stack([np.full(K, column), row + 4 * scale * ((np.arange(K) + 1) // 2)], -1)
        offsets = points - grid[:, :, None]
        inside = (offsets**2).sum(-1) <= (15 * scale) ** 2
        return {
            "heatmaps": np.where(inside, 20.0, -20.0),
            "offsets": np.concatenate([offsets[..., 0], offsets[..., 1]], -1),
        }


@pytest.mark.parametrize("flip_tested", [False, True])
@pytest.mark.parametrize("size", [(353, 257), (513, 385), (321, 257), (257, 193), (193, 129)])
def test_a_network_of_any_input_sees_crops_of_its_size_and_its_pose_lies_in_the_image(size, flip_tested):
    rows, columns = np.mgrid[:600, :800]
    red = 255 * np.exp(-((rows - 200) ** 2 + (columns - 500) ** 2) / 900)
    image = Image.fromarray(np.stack([red, red, red], -1).astype(np.uint8))
    points = Points(*size)
    box = np.array([380, 100, 620, 500])
    (pose,) = poses_in_boxes(FlipTested(points) if flip_tested else points, image, [box])
    # The box is extended to 300 by 400, enlarged to 375 by 500, and 192 by 256 pixels of the crop.
    step = 4 * 500 / 256
    np.testing.assert_allclose(pose[:, 0], 500, atol=2.2)
    np.testing.assert_allclose(pose[:, 1], 200 + step * ((np.arange(K) + 1) // 2), atol=2.2)


def test_the_library_s_network_has_the_larger_input_and_sees_people(data_root):
    size = LiteRTNetwork(SHIPPED_FOR_PHOTOS).input_shape[1:3]
    assert LiteRTNetwork(SHIPPED).input_shape[1:3] == (CROP_HEIGHT, CROP_WIDTH) < size
    people = load_people(data_root / "gallery")[0]
    network, values = photo_network(), []
    for person in people:
        with Image.open(person.image) as photo:
            (pose,) = poses_in_boxes(network, photo.convert("RGB"), [person.box_xyxy])
        values.append(oks(pose[:, :2], person.keypoints, person.area))
    assert np.mean(values) > 0.6
