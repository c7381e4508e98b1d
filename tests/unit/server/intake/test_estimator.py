"""The estimator around a network that sees coloured dots, so that every coordinate must be carried right."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw

from converter.pose.detect import STRIDE, UNIT_PX, input_from_image
from converter.pose.geometry import apply_affine
from converter.pose.litert import SHIPPED_FOR_PHOTOS, ModelMissing
from converter.pose.metrics import oks
from converter.pose.people import instance_score
from converter.pose.spec import K
from converter.pose.targets import encode
from server.intake.estimator import Estimator, candidate_boxes
from server.intake.importer import GALLERY

GREEN_STEP = 14


def paint(pose: np.ndarray, size: tuple[int, int], radius: float = 6) -> Image.Image:
    """A black photo with a dot per keypoint, named by its share of green to blue, also where it blends."""
    image = Image.new("RGB", size)
    for k, (x, y) in enumerate(pose[:, :2]):
        ImageDraw.Draw(image).ellipse(
            (x - radius, y - radius, x + radius, y + radius), (0, GREEN_STEP * (k + 1), 255)
        )
    return image


class DotNetwork:
    """Perfect maps of the dots that are in the crop and large enough to be seen."""

    def __init__(self, _path: Path):
        pass

    def predict_on_batch(self, crops):
        maps = [self._maps(crop[..., 1], crop[..., 2]) for crop in crops]
        return {"heatmaps": np.stack([m[0] for m in maps]), "offsets": np.stack([m[1] for m in maps])}

    @staticmethod
    def _maps(green, blue):
        keypoints = np.zeros((K, 3))
        name = np.round(green / np.maximum(blue, 1) * 255 / GREEN_STEP)
        for k in range(K):
            rows, columns = np.nonzero((name == k + 1) & (blue > 100))
            if len(rows) > 1:
                weights = blue[rows, columns]
                keypoints[k] = np.average(columns, weights=weights), np.average(rows, weights=weights), 2
        targets = encode(keypoints)
        return np.where(targets.heatmaps > 0, 10.0, -10.0), targets.offsets


class Blind:
    """A detector that sees nobody."""

    def predict_on_batch(self, pictures):
        cells = (pictures.shape[1] - 1) // STRIDE + 1
        shape = (len(pictures), cells, cells)
        return {"centres": np.full((*shape, 1), -9.0), "boxes": np.zeros((*shape, 4))}


class Sees(Blind):
    """A detector that sees the given boxes in a photo of the given size, the first one surest.

    It answers the first look: not the flipped one, and none that is larger or from nearby.
    """

    def __init__(self, boxes_xyxy, size):
        self.boxes, self.affine = np.asarray(boxes_xyxy, float), input_from_image(*size)
        self.looks = 0

    def predict_on_batch(self, pictures):
        maps = super().predict_on_batch(pictures)
        self.looks += 1
        if self.looks != 1:
            return maps
        for number, box in enumerate(self.boxes):
            corners = apply_affine(self.affine, box.reshape(2, 2))
            middle, size = corners.mean(0), corners[1] - corners[0]
            column, row = np.rint(middle / STRIDE).astype(int)
            maps["centres"][0, row, column] = 5 - number
            maps["boxes"][0, row, column] = [
                *(middle - [column * STRIDE, row * STRIDE]),
                *np.log(size / UNIT_PX),
            ]
        return maps


def estimator_of(detector=None) -> Estimator:
    return Estimator(load=DotNetwork, load_detector=lambda: detector or Blind())


def a_pose(centre: tuple[float, float], size: float) -> np.ndarray:
    angles = np.arange(K) * 2 * np.pi / K
    return np.column_stack(
        [centre[0] + size * np.cos(angles), centre[1] + 1.3 * size * np.sin(angles), np.ones(K)]
    )


@pytest.mark.parametrize("size", [(480, 480), (1280, 720), (500, 900)])
def test_the_pose_is_in_pixels_of_the_photo(size):
    truth = a_pose((size[0] * 0.5, size[1] * 0.45), min(size) * 0.3)
    found = estimator_of().pose(paint(truth, size))
    np.testing.assert_allclose(found[:, :2], truth[:, :2], atol=1.5)


def test_somebody_small_at_the_side_is_found_by_looking_closer():
    truth = a_pose((1150, 360), 50)
    found = estimator_of().pose(paint(truth, (1280, 720), radius=3.5))
    np.testing.assert_allclose(found[:, :2], truth[:, :2], atol=1.5)


def test_nobody_is_found_in_an_empty_photo():
    assert estimator_of().pose(Image.new("RGB", (640, 480))) is None


def test_everybody_is_found_in_the_detector_s_boxes_the_main_person_first():
    size = (1280, 720)
    large, small = a_pose((300, 360), 150), a_pose((1000, 360), 70)
    photo = ImageChops.lighter(paint(large, size), paint(small, size))
    boxes = [[900, 240, 1100, 480], [120, 130, 480, 590]]
    people = estimator_of(Sees(boxes, size)).people(photo)
    assert len(people) == 2
    np.testing.assert_allclose(people[0][:, :2], large[:, :2], atol=2)
    np.testing.assert_allclose(people[1][:, :2], small[:, :2], atol=2)


def test_a_box_without_a_pose_in_it_is_nobody():
    size = (640, 480)
    assert estimator_of(Sees([[100, 100, 300, 400]], size)).people(Image.new("RGB", size)) == []


def test_candidates_start_with_the_whole_photo_and_stay_inside():
    for width, height in ((640, 480), (480, 640)):
        boxes = candidate_boxes(width, height)
        np.testing.assert_array_equal(boxes[0], [0, 0, width - 1, height - 1])
        assert all((box[:2] >= 0).all() and box[2] <= width - 1 and box[3] <= height - 1 for box in boxes)
        assert len(boxes) == 4


def test_a_missing_network_says_so(tmp_path):
    estimator = Estimator(tmp_path / "none.tflite")
    assert not estimator.available
    with pytest.raises(ModelMissing, match="no network at"):
        estimator.pose(Image.new("RGB", (64, 64)))


@pytest.mark.skipif(not SHIPPED_FOR_PHOTOS.is_file(), reason="the network's weights are not there")
def test_our_network_finds_the_gallery_s_true_poses(gallery_people):
    estimator = Estimator()
    values = []
    for image, keypoints, area in gallery_people[::12]:
        with Image.open(GALLERY / "images" / image["file_name"]) as photo:
            pose = estimator.pose(photo.convert("RGB"))
        values.append(0.0 if pose is None else oks(pose[:, :2], keypoints, area))
        assert pose is None or 0 <= instance_score(pose) <= 1
    assert np.mean(values) > 0.5
