"""What teachers say of a crop is part of its targets: in its own cells, mirrored too, no more than asked."""

import dataclasses
import json

import numpy as np
import pytest

pytest.importorskip("keras")
pytest.importorskip("tensorflow")

from converter.checkpoint import save_checkpoint
from converter.config import load_config
from converter.data.annotations import load_people
from converter.data.augment import AugmentConfig
from converter.data.batches import Batches, Source
from converter.network import build_network
from converter.pose.spec import CROP_HEIGHT, CROP_WIDTH, INDEX, MIRROR, STRIDE, K
from converter.pose.targets import cell_grid
from converter.teachers import Taught, ask, load_teachers
from converter.train import train

SMOKE = load_config("smoke")


class Bright:
    """Is sure of a keypoint where the crop is red, of each by one more, and knows left from right.

    All of them lie in the middle of what it looks at.
    """

    def __init__(self, height: int = CROP_HEIGHT, width: int = CROP_WIDTH):
        self.input_shape = None, height, width, 3

    def predict_on_batch(self, crops: np.ndarray) -> dict[str, np.ndarray]:
        assert crops.shape[1:] == self.input_shape[1:]
        red = crops[:, ::STRIDE, ::STRIDE, :1] / 255
        offsets = np.tile(to_middle(*crops.shape[1:3]), (len(crops), 1, 1, 1))
        return {"heatmaps": red + np.arange(K) / K, "offsets": offsets}


class Never(Bright):
    def predict_on_batch(self, crops: np.ndarray) -> dict[str, np.ndarray]:
        maps = super().predict_on_batch(crops)
        return maps | {"heatmaps": np.full_like(maps["heatmaps"], -50.0)}


class Always(Bright):
    def predict_on_batch(self, crops: np.ndarray) -> dict[str, np.ndarray]:
        maps = super().predict_on_batch(crops)
        return maps | {"heatmaps": np.full_like(maps["heatmaps"], 50.0)}


@pytest.fixture
def batches(data_root):
    people = load_people(data_root / "gallery")[0]
    for person in people:
        person.keypoints[INDEX["nose"], 2] = 0
    return Batches([Source(people)], 3, 4, 5, AugmentConfig())


def to_middle(height: int, width: int) -> np.ndarray:
    """Offsets (H, W, 2K) of a crop's cells to its middle."""
    cells = cell_grid((height - 1) // STRIDE + 1, (width - 1) // STRIDE + 1)
    return np.repeat(np.array([width - 1, height - 1]) / 2 - cells, K, -1)


def test_a_mirrored_look_is_told_in_the_crop_s_own_cells_and_names():
    crops = np.random.default_rng(1).uniform(0, 255, (2, 257, 193, 3)).astype(np.float32)
    straight, mirrored = (ask(Bright(), crops, flag) for flag in (False, True))
    red = crops[:, ::STRIDE, ::STRIDE, :1] / 255
    np.testing.assert_allclose(straight.probabilities, 1 / (1 + np.exp(-red - np.arange(K) / K)), rtol=1e-5)
    np.testing.assert_allclose(mirrored.probabilities, 1 / (1 + np.exp(-red - MIRROR / K)), rtol=1e-5)
    for said in (straight, mirrored):
        np.testing.assert_allclose(said.offsets, np.tile(to_middle(257, 193), (2, 1, 1, 1)))


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("size", [(353, 257), (225, 193), (193, 129)])
def test_a_teacher_may_look_at_the_crop_larger_or_smaller(size, mirrored):
    rows, columns = np.mgrid[:257, :193]
    # A picture that is the same at any scale: how red it is tells the place.
    crops = np.repeat((rows / 2 + columns / 3)[None, ..., None], 3, -1).astype(np.float32)
    said, plain = ask(Bright(*size), crops, mirrored), ask(Bright(), crops, mirrored)
    inside = np.s_[:, 3:-3, 3:-3]
    np.testing.assert_allclose(said.probabilities[inside], plain.probabilities[inside], atol=2e-3)
    np.testing.assert_allclose(said.offsets[inside], plain.offsets[inside], atol=1e-3)


def test_teachers_move_heatmaps_alone_and_by_their_share(batches):
    crops, plain = batches[1]
    taught_crops, taught = Taught(batches, [Never()], 0.25)[1]
    assert (taught_crops == crops).all() and (taught["offsets"] == plain["offsets"]).all()
    for name in ("heatmaps", "auxiliary"):
        assert plain[name][..., :K].max() == 1
        np.testing.assert_allclose(taught[name][..., :K], 0.75 * plain[name][..., :K], atol=1e-6)
        assert (taught[name][..., K:] == plain[name][..., K:]).all()
        assert taught[name].dtype == np.float32


def test_teachers_asked_in_full_speak_for_the_unlabelled_and_move_offsets(batches):
    plain = batches[1][1]
    labelled = plain["heatmaps"][..., K:] > 0
    assert labelled.any() and not labelled.all()
    sure, unsure = (Taught(batches, [teacher], 0.25, in_full=True)[1][1] for teacher in (Always(), Never()))
    for taught, said in ((sure, 1), (unsure, 0)):
        targets, weights = taught["heatmaps"][..., :K], taught["heatmaps"][..., K:]
        expected = 0.75 * plain["heatmaps"][..., :K] + 0.25 * said
        np.testing.assert_allclose(targets[labelled], expected[labelled], atol=1e-6)
        assert (weights[labelled] == plain["heatmaps"][..., K:][labelled]).all()
        np.testing.assert_allclose(targets[~labelled], said, atol=1e-6)
        np.testing.assert_allclose(weights[~labelled], 0.25)
        assert (taught["offsets"][..., 2 * K :] == plain["offsets"][..., 2 * K :]).all()
        assert taught["heatmaps"].dtype == taught["offsets"].dtype == np.float32
    expected = 0.75 * plain["offsets"][..., : 2 * K] + 0.25 * to_middle(CROP_HEIGHT, CROP_WIDTH)
    np.testing.assert_allclose(sure["offsets"][..., : 2 * K], expected, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(unsure["offsets"], plain["offsets"], atol=1e-4)


def test_each_teacher_has_its_turn_straight_and_mirrored(batches):
    taught = Taught(batches, [Bright(), Never()], 1)
    crops = [batches[step][0] for step in range(4)]
    said = [taught[step][1]["heatmaps"][..., :K] for step in range(4)]
    for step, mirrored in ((0, False), (1, True)):
        np.testing.assert_allclose(said[step], ask(Bright(), crops[step], mirrored).probabilities, rtol=1e-5)
    assert max(said[2].max(), said[3].max()) < 1e-9


def test_a_resumed_run_is_taught_what_an_unbroken_one_would_be(batches):
    whole, resumed = (Taught(batches, [Bright()], 0.5) for _ in range(2))
    whole.on_epoch_end()
    expected = whole[2][1]["heatmaps"]
    batches.epoch = 0
    resumed.epoch = 1
    assert (resumed[2][1]["heatmaps"] == expected).all()


def test_a_run_with_a_teacher_learns(data_root, tmp_path):
    settings = {name: getattr(SMOKE, name) for name in ("alpha", "decoder_channels", "batch_norm_momentum")}
    save_checkpoint(build_network(**settings), tmp_path / "teacher.npz", **settings)
    (teacher,) = load_teachers([tmp_path / "teacher.npz"])
    assert set(teacher.output) == {"heatmaps", "offsets"}
    config = dataclasses.replace(SMOKE, teachers=(str(tmp_path / "teacher.npz"),), epochs=1)
    train(config, data_root, tmp_path / "run")
    taught = json.loads((tmp_path / "run" / "log.jsonl").read_text())
    train(dataclasses.replace(config, teachers=()), data_root, tmp_path / "plain")
    plain = json.loads((tmp_path / "plain" / "log.jsonl").read_text())
    # An untrained teacher knows nothing, and is heard.
    assert np.isfinite(taught["loss"]) and taught["heatmaps_loss"] != pytest.approx(
        plain["heatmaps_loss"], rel=0.01
    )
