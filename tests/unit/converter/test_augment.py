"""The training extra's parts: augmentation and batches."""

import dataclasses

import numpy as np
import pytest

pytest.importorskip("cv2")
pytest.importorskip("keras")

from converter.data.annotations import load_people
from converter.data.augment import AugmentConfig, random_crop_from_image, transform_keypoints, warp
from converter.data.batches import Batches, Source, split_by_photo
from converter.pose.spec import CROP_HEIGHT, CROP_WIDTH, INDEX, MIRROR, K


@pytest.fixture(scope="module")
def people(data_root):
    return load_people(data_root / "gallery")[0]


def batches(people, **options) -> Batches:
    settings = {"batch_size": 3, "steps_per_epoch": 4, "seed": 5, "augment": AugmentConfig()} | options
    return Batches([Source(people)], **settings)


def test_a_lit_spot_and_its_keypoint_stay_together_through_every_random_crop(people):
    rng = np.random.default_rng(1)
    checked = 0
    for _ in range(200):
        person = dataclasses.replace(people[0], keypoints=people[0].keypoints.copy())
        x, y = person.keypoints[INDEX["left_wrist"], :2].round()
        person.keypoints[INDEX["left_wrist"], :2] = x, y
        picture = np.zeros((480, 480, 3), np.uint8)
        picture[int(y) - 2 : int(y) + 3, int(x) - 2 : int(x) + 3] = 255
        crop_from_image = random_crop_from_image(person, AugmentConfig(), rng)
        flipped = np.linalg.det(crop_from_image[:, :2]) < 0
        moved = transform_keypoints(person.keypoints, crop_from_image)
        wrist = moved[INDEX["right_wrist" if flipped else "left_wrist"], :2]
        if (wrist < 8).any() or (wrist > [CROP_WIDTH - 9, CROP_HEIGHT - 9]).any():
            continue
        rows, columns = np.nonzero(warp(picture, crop_from_image)[..., 0] > 127)
        np.testing.assert_allclose([columns.mean(), rows.mean()], wrist, atol=0.75)
        checked += 1
    assert checked > 50


def test_a_flip_swaps_the_names_of_left_and_right(people):
    keypoints = people[0].keypoints
    flip = np.array([[-1.0, 0, 480], [0, 1, 0]])
    flipped = transform_keypoints(keypoints, flip)
    np.testing.assert_allclose(flipped[:, 0], 480 - keypoints[MIRROR, 0])


def test_a_sample_depends_on_seed_and_number_alone(people):
    first, second = batches(people), batches(people)
    second.sample(7)
    assert (first.sample(3).crop == second.sample(3).crop).all()
    assert (first.sample(3).crop != batches(people, seed=6).sample(3).crop).any()


def test_every_pass_holds_everyone_once(people):
    passes = batches(people).passes
    assert sorted(passes.place(number)[1] for number in range(len(people))) == list(range(len(people)))


def test_an_unlabelled_keypoint_has_no_weight_in_any_target(people):
    keypoints = people[0].keypoints.copy()
    keypoints[INDEX["nose"], 2] = 0
    person = dataclasses.replace(people[0], keypoints=keypoints)
    crops, targets = batches([person])[0]
    assert crops.shape == (3, CROP_HEIGHT, CROP_WIDTH, 3)
    nose = INDEX["nose"]
    assert targets["heatmaps"][..., K + nose].sum() == 0
    assert targets["offsets"][..., 2 * K + nose].sum() == 0
    assert targets["auxiliary"][..., K + nose].sum() == 0
    assert targets["heatmaps"][..., K + INDEX["left_hip"]].all()


def test_no_photo_is_on_both_sides_of_the_split(people):
    training, development = split_by_photo(people, 0.3)
    assert training and development and len(training) + len(development) == len(people)
    assert not {p.image_id for p in training} & {p.image_id for p in development}
