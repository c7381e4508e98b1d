"""Cuts leave what they say, conditions are always the same, and figures of known cases are known."""

import numpy as np
import pytest
from PIL import Image

from converter.data.annotations import load_people
from converter.data.cuts import CUTS, cut
from converter.measure.ablate import (
    Maps,
    coarser,
    enlarged,
    flip_tested,
    one_offset,
    peak_cell,
    votes_of_coarser,
)
from converter.measure.conditions import CHANGES, CONDITIONS, in_condition
from converter.pose.calibration import Calibration, probabilities, shown
from converter.pose.geometry import crop_from_box
from converter.pose.spec import CROP_WIDTH, MIRROR, STRIDE, K
from converter.pose.targets import encode


@pytest.fixture(scope="module")
def people(data_root):
    found, _ = load_people(data_root / "gallery", 12)
    return [(person, Image.open(person.image).convert("RGB")) for person in found[:8]]


def test_a_cut_carries_keypoints_along_and_knows_what_is_left(people):
    cuts = [(p, i, cut(p, i, kind, np.random.default_rng(1))) for p, i in people for kind in CUTS]
    cuts = [(p, i, c) for p, i, c in cuts if c is not None]
    assert len(cuts) > 8
    for person, image, part in cuts:
        assert part.there.sum() < (person.keypoints[:, 2] > 0).sum() or part.image.size != image.size
        for (x, y, _), (old_x, old_y, _), there in zip(
            part.keypoints, person.keypoints, part.there, strict=True
        ):
            if there:
                pixels = (part.image, (int(x), int(y))), (image, (int(old_x), int(old_y)))
                assert len({picture.getpixel(place) for picture, place in pixels}) == 1


def test_at_the_waist_knees_are_gone_and_shoulders_are_left(people):
    parts = [cut(person, image, "waist", np.random.default_rng(2)) for person, image in people]
    parts = [part for part in parts if part is not None]
    assert parts
    assert all(part.there[5:7].all() for part in parts)
    assert np.mean([part.there[13:].any() for part in parts]) < 0.5


def test_a_condition_is_always_the_same_and_changes_the_picture(people):
    person, image = people[0]
    for condition in CONDITIONS:
        once, again = (in_condition(person, image, condition) for _ in range(2))
        if once is not None:
            np.testing.assert_array_equal(np.asarray(once.image), np.asarray(again.image))
            assert (condition in CHANGES) == (
                once.image.size == image.size and np.any(np.asarray(once.image) != np.asarray(image))
            )


def test_every_way_to_read_perfect_maps_finds_the_keypoints():
    rng = np.random.default_rng(3)
    pose = np.column_stack([rng.uniform(30, 160, K), rng.uniform(30, 220, K), np.full(K, 2)])
    maps, flipped = perfect(pose), perfect(pose[MIRROR] * [-1, 1, 1] + [CROP_WIDTH - 1, 0, 0])
    for found, error_px in (
        (peak_cell(maps.heatmaps, STRIDE), 16),
        (one_offset(maps), 1e-3),
        (one_offset(coarser(maps), 2 * STRIDE), 1e-3),
        (votes_of_coarser(maps), 1e-3),
        (flip_tested(maps, flipped), 1e-3),
        (enlarged(maps), 3),
    ):
        assert np.linalg.norm(found - pose[:, :2], axis=1).max() <= error_px


def perfect(pose: np.ndarray) -> Maps:
    targets = encode(pose)
    return Maps(np.where(targets.heatmaps > 0, 9.0, -9.0), targets.offsets, targets.heatmaps[::2, ::2])


def test_probabilities_follow_the_coefficients():
    """A calibration that looks at nothing but how near the edge the first keypoint is."""
    coefficients = np.zeros((K, 3 * K))
    coefficients[0, 2 * K] = 1
    pose = np.column_stack([np.full(K, 50), np.full(K, 100), np.full(K, 0.5)])
    inside = probabilities(pose, np.array([0, 0, 192, 256]), Calibration(coefficients, np.zeros(K)))
    outside = probabilities(pose, np.array([55, 0, 192, 256]), Calibration(coefficients, np.zeros(K)))
    assert inside[0] == pytest.approx(1 / (1 + np.exp(-30 / 15)))
    assert outside[0] == pytest.approx(1 / (1 + np.exp(5 / 15)))
    assert inside[1:] == pytest.approx(np.full(K - 1, 0.5))


def test_a_crop_shows_no_more_than_the_picture_has():
    """A box that fills a picture of the crop's own aspect: enlarged by 1.25, a tenth is black each side."""
    crop_from_image = crop_from_box(np.array([0, 0, 192, 256]))
    np.testing.assert_allclose(shown(crop_from_image, 193, 257), [19.2, 25.6, 172.8, 230.4])
