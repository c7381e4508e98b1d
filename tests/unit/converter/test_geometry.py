"""Geometry pinned by behaviour: a lit pixel and its keypoint must land together, through every step."""

import numpy as np
import pytest
from PIL import Image

from converter.pose.crop import crop_image
from converter.pose.geometry import apply_affine, box_from_pose, crop_from_box, invert_affine, pose_to_image
from converter.pose.spec import CROP_HEIGHT, CROP_WIDTH, K


def centroid(crop: np.ndarray) -> np.ndarray:
    """The (x, y) centre of light of a picture."""
    light = crop[..., 0].astype(float)
    rows, columns = np.mgrid[: light.shape[0], : light.shape[1]]
    return np.array([(columns * light).sum(), (rows * light).sum()]) / light.sum()


@pytest.mark.parametrize("size", [60, 190, 400, 900, 1600])
def test_a_lit_square_lands_where_its_centre_does(size):
    picture = np.zeros((size, size, 3), np.uint8)
    x, y, half = size // 2, size // 3, max(2, size // 60)
    picture[y - half : y + half + 1, x - half : x + half + 1] = 255
    crop_from_image = crop_from_box(np.array([size * 0.2, size * 0.1, size * 0.8, size * 0.9]))
    crop = crop_image(Image.fromarray(picture), crop_from_image)
    np.testing.assert_allclose(centroid(crop), apply_affine(crop_from_image, np.array([x, y])), atol=0.15)


def test_a_box_of_the_crops_aspect_fills_it_to_the_pixel_centres():
    crop_from_image = crop_from_box(np.array([0, 0, CROP_WIDTH - 1, CROP_HEIGHT - 1]), enlarge=1)
    np.testing.assert_allclose(crop_from_image, [[1, 0, 0], [0, 1, 0]])


def test_the_crop_is_never_squashed_and_holds_the_box():
    box = np.array([10.0, 20, 210, 60])
    crop_from_image = crop_from_box(box)
    assert crop_from_image[0, 0] == crop_from_image[1, 1]
    corners = apply_affine(crop_from_image, box.reshape(2, 2))
    assert (corners >= 0).all() and (corners <= [CROP_WIDTH - 1, CROP_HEIGHT - 1]).all()


def test_an_empty_box_is_refused():
    with pytest.raises(ValueError, match="x1 > x0"):
        crop_from_box(np.array([5, 5, 5, 9]))


def test_inverse_and_pose_to_image_undo_the_crop():
    rng = np.random.default_rng(0)
    crop_from_image = crop_from_box(np.array([30, 40, 130, 340]))
    points = rng.uniform(0, 400, (K, 2))
    pose = np.column_stack([apply_affine(crop_from_image, points), np.ones(K)])
    np.testing.assert_allclose(pose_to_image(pose, crop_from_image)[:, :2], points)
    np.testing.assert_allclose(apply_affine(invert_affine(crop_from_image), pose[:, :2]), points)


def test_the_box_of_a_pose_ignores_what_is_not_sure():
    pose = np.column_stack([np.full((K, 2), 5000.0), np.zeros(K)])
    pose[:5] = [[0, 0, 1], [100, 0, 1], [0, 200, 1], [100, 200, 1], [50, 50, 1]]
    x0, y0, x1, y1 = box_from_pose(pose)
    assert -60 < x0 < 0 and -60 < y0 < 0 and 100 < x1 < 160 and 200 < y1 < 260
    assert box_from_pose(pose * [1, 1, 0]) is None
