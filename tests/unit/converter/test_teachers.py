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
from converter.pose.spec import MIRROR, STRIDE, K
from converter.teachers import Taught, load_teachers, probabilities
from converter.train import train

SMOKE = load_config("smoke")


class Bright:
    """Is sure of a keypoint where the crop is red, of each by one more, and knows left from right."""

    def predict_on_batch(self, crops: np.ndarray) -> dict[str, np.ndarray]:
        red = crops[:, ::STRIDE, ::STRIDE, :1] / 255
        return {"heatmaps": red + np.arange(K) / K}


class Never:
    def predict_on_batch(self, crops: np.ndarray) -> dict[str, np.ndarray]:
        return {"heatmaps": np.full((*crops[:, ::STRIDE, ::STRIDE].shape[:3], K), -50.0)}


@pytest.fixture
def batches(data_root):
    people = load_people(data_root / "gallery")[0]
    return Batches([Source(people)], 3, 4, 5, AugmentConfig())


def test_a_mirrored_look_is_told_in_the_crop_s_own_cells_and_names():
    crops = np.random.default_rng(1).uniform(0, 255, (2, 257, 193, 3)).astype(np.float32)
    straight, mirrored = (probabilities(Bright(), crops, flag) for flag in (False, True))
    red = crops[:, ::STRIDE, ::STRIDE, :1] / 255
    np.testing.assert_allclose(straight, 1 / (1 + np.exp(-red - np.arange(K) / K)), rtol=1e-5)
    np.testing.assert_allclose(mirrored, 1 / (1 + np.exp(-red - MIRROR / K)), rtol=1e-5)


def test_teachers_move_heatmaps_alone_and_by_their_share(batches):
    crops, plain = batches[1]
    taught_crops, taught = Taught(batches, [Never()], 0.25)[1]
    assert (taught_crops == crops).all() and (taught["offsets"] == plain["offsets"]).all()
    for name in ("heatmaps", "auxiliary"):
        assert plain[name][..., :K].max() == 1
        np.testing.assert_allclose(taught[name][..., :K], 0.75 * plain[name][..., :K], atol=1e-6)
        assert (taught[name][..., K:] == plain[name][..., K:]).all()
        assert taught[name].dtype == np.float32


def test_each_teacher_has_its_turn_straight_and_mirrored(batches):
    taught = Taught(batches, [Bright(), Never()], 1)
    crops = [batches[step][0] for step in range(4)]
    said = [taught[step][1]["heatmaps"][..., :K] for step in range(4)]
    for step, mirrored in ((0, False), (1, True)):
        np.testing.assert_allclose(said[step], probabilities(Bright(), crops[step], mirrored), rtol=1e-5)
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
