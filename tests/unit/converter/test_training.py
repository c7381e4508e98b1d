"""Training on a few pictures, for real: it learns, stops and goes on exactly, and what it exports agrees."""

import dataclasses
import json

import numpy as np
import pytest

keras = pytest.importorskip("keras")
pytest.importorskip("tensorflow")

from converter.__main__ import main
from converter.checkpoint import (
    CheckpointError,
    average_checkpoints,
    load_checkpoint,
    load_features,
    save_checkpoint,
)
from converter.config import load_config
from converter.data.augment import AugmentConfig
from converter.data.batches import Batches, Source
from converter.detector.loss import box_loss, centre_loss, generalised_overlap
from converter.detector.network import build_detector
from converter.detector.targets import encode_boxes
from converter.export import export_run, inference_network
from converter.loss import LOSSES, heatmap_loss, offset_loss
from converter.network import build_network, double
from converter.pose.spec import K
from converter.pose.targets import MAP_HEIGHT, MAP_WIDTH
from converter.train import StopOnNonFinite, train

SMOKE = load_config("smoke")


@pytest.fixture(scope="module")
def run(data_root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    train(SMOKE, data_root, folder)
    return folder


def test_a_run_leaves_its_log_curves_and_weights(run):
    lines = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
    assert [line["epoch"] for line in lines] == [1, 2]
    assert {"loss", "heatmaps_loss", "offsets_loss", "auxiliary_loss", "dev_oks"} <= set(lines[0])
    assert (run / "curves.png").stat().st_size > 1000 and (run / "weights.weights.h5").exists()


class CutOff(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 1:
            raise KeyboardInterrupt


def test_a_run_that_was_cut_off_goes_on_exactly(run, data_root, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        train(SMOKE, data_root, tmp_path, [CutOff()])
    before = weights(tmp_path)
    train(SMOKE, data_root, tmp_path)
    whole, resumed = weights(run), weights(tmp_path)
    # Sums in another order are all that may differ: nothing beside what the second epoch learned.
    assert np.linalg.norm(whole - resumed) < 0.01 * np.linalg.norm(whole - before)
    assert last_loss(run) == pytest.approx(last_loss(tmp_path), rel=1e-4)


def weights(folder) -> np.ndarray:
    return np.concatenate([weight.ravel() for weight in build(folder).get_weights()])


def last_loss(folder) -> float:
    return json.loads((folder / "log.jsonl").read_text().splitlines()[-1])["loss"]


def build(folder):
    network = build_network(SMOKE.alpha, SMOKE.decoder_channels, SMOKE.batch_norm_momentum)
    network.load_weights(folder / "weights.weights.h5")
    return network


def test_the_network_learns_one_batch_by_heart(data_root):
    from converter.data.annotations import load_people
    from converter.train import compile_network

    config = dataclasses.replace(SMOKE, epochs=30, steps_per_epoch=1, warmup_steps=2, learning_rate=5e-3)
    people = load_people(data_root / "gallery")[0]
    images, targets = Batches([Source(people)], 4, 1, 0, AugmentConfig())[0]
    network = build_network(config.alpha, config.decoder_channels, config.batch_norm_momentum)
    compile_network(network, LOSSES, config)
    losses = [float(network.train_on_batch(images, targets, return_dict=True)["loss"]) for _ in range(30)]
    assert losses[-1] < 0.8 * losses[0]


def test_the_folded_network_answers_as_the_trained_one(run, tmp_path):
    checkpoint = tmp_path / "pose.npz"
    export_run(SMOKE, run, checkpoint)
    trained, folded = load_checkpoint(checkpoint), inference_network(checkpoint)
    images = np.random.default_rng(0).uniform(0, 255, (2, *trained.input_shape[1:])).astype(np.float32)
    expected, actual = trained.predict_on_batch(images), folded.predict_on_batch(images)
    assert set(actual) == {"heatmaps", "offsets"}
    for name, maps in actual.items():
        np.testing.assert_allclose(maps, expected[name], atol=2e-3)


def test_a_detector_s_checkpoint_says_what_it_is_and_folds_alike(tmp_path):
    settings = {"alpha": 0.25, "decoder_channels": (16, 16), "batch_norm_momentum": 0.9}
    save_checkpoint(build_detector(**settings), tmp_path / "detector.npz", "detector", **settings)
    trained, folded = (build(tmp_path / "detector.npz") for build in (load_checkpoint, inference_network))
    pictures = np.random.default_rng(0).uniform(0, 255, (1, *trained.input_shape[1:])).astype(np.float32)
    expected, actual = trained.predict_on_batch(pictures), folded.predict_on_batch(pictures)
    assert set(actual) == {"centres", "boxes"}
    for name, maps in actual.items():
        np.testing.assert_allclose(maps, expected[name], atol=2e-3)


def test_checkpoints_of_one_build_are_averaged_weight_by_weight(tmp_path):
    settings = {"alpha": 0.25, "decoder_channels": (16, 16), "batch_norm_momentum": 0.9}
    networks = [build_detector(**settings) for _ in range(2)]
    paths = [tmp_path / name for name in ("a.npz", "b.npz")]
    for network, path in zip(networks, paths, strict=True):
        save_checkpoint(network, path, "detector", **settings)
    average_checkpoints(paths, tmp_path / "mean.npz")
    mean = load_checkpoint(tmp_path / "mean.npz").get_weights()
    for ours, *theirs in zip(mean, *(network.get_weights() for network in networks), strict=True):
        np.testing.assert_allclose(ours, np.mean(theirs, 0), atol=1e-3)
    narrower = settings | {"decoder_channels": (16, 8)}
    save_checkpoint(build_detector(**narrower), tmp_path / "c.npz", "detector", **narrower)
    with pytest.raises(CheckpointError, match="one build"):
        average_checkpoints([*paths, tmp_path / "c.npz"], tmp_path / "never.npz")
    assert not (tmp_path / "never.npz").exists()


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 no archive", b"a line of text"])
def test_what_is_no_checkpoint_is_told_in_words(tmp_path, content):
    path = tmp_path / "weights.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SystemExit) as stopped:
        main(["average", str(path), str(path), "--output", str(tmp_path / "never.npz")])
    assert str(stopped.value).startswith(f"error: {path} is no checkpoint")


def test_arrays_of_something_else_are_no_checkpoint(tmp_path):
    np.savez(tmp_path / "other.npz", kernel=np.zeros(3))
    with pytest.raises(CheckpointError, match="does not say what builds its network"):
        load_checkpoint(tmp_path / "other.npz")


def test_the_detector_s_loss_falls_towards_the_truth_and_counts_no_doubtful_cell():
    targets = encode_boxes(np.array([[40.0, 30, 140, 230]]), np.array([[0.0, 0, 256, 256]]))
    stacked = np.concatenate([targets.centres, targets.counted], -1)[None]
    right = np.where(targets.centres > 0.99, 9.0, -9.0)[None].astype(np.float32)
    assert float(centre_loss(stacked, right)[0]) < 0.1 < float(centre_loss(stacked, -right)[0])
    doubtful = np.where(targets.counted > 0, right[0], 9.0)[None].astype(np.float32)
    np.testing.assert_allclose(centre_loss(stacked, doubtful), centre_loss(stacked, right), rtol=1e-5)
    boxes = np.concatenate([targets.boxes, targets.box_weights], -1)[None]
    assert float(box_loss(boxes, targets.boxes[None])[0]) == 0
    # A box twice as wide shares half of itself, whatever the size.
    wider = (targets.boxes + np.array([0, 0, np.log(2), 0]))[None].astype(np.float32)
    assert float(box_loss(boxes, wider)[0]) == pytest.approx(0.5, abs=1e-4)


def test_overlap_of_boxes_by_hand():
    """Of two boxes 10 x 10: the same; half over each other (50 of 150); and 10 px apart in a hull 30 x 10."""
    one = np.tile([0.0, 0, 10, 10], (3, 1))
    other = np.array([[0, 0, 10, 10], [5, 0, 15, 10], [20, 0, 30, 10]], float)
    np.testing.assert_allclose(
        np.asarray(generalised_overlap(one, other)), [1, 50 / 150, -100 / 300], atol=1e-6
    )


def test_a_detector_starts_from_what_the_pose_network_sees(run, tmp_path):
    export_run(SMOKE, run, tmp_path / "pose.npz")
    pose = load_checkpoint(tmp_path / "pose.npz")
    detector = build_detector(SMOKE.alpha, SMOKE.decoder_channels, SMOKE.batch_norm_momentum)
    load_features(detector, tmp_path / "pose.npz")
    for name in ("backbone_3_conv", "decoder_8_last_depthwise", "decoder_16_conv_norm"):
        for ours, theirs in zip(detector.get_layer(name).weights, pose.get_layer(name).weights, strict=True):
            np.testing.assert_array_equal(np.asarray(ours), np.asarray(theirs))


def test_doubling_a_map_keeps_ends_on_ends_and_is_linear_between():
    source = keras.Input((3, 3, 1))
    doubled = keras.Model(source, double(source, "test"))
    ramp = np.arange(3.0)[None, :, None, None] + np.zeros((1, 3, 3, 1))
    np.testing.assert_allclose(doubled.predict_on_batch(ramp)[0, :, 0, 0], [0, 0.5, 1, 1.5, 2])


def test_unlabelled_keypoints_count_nowhere_in_the_loss():
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(2, MAP_HEIGHT, MAP_WIDTH, K)).astype(np.float32)
    stacked = np.zeros((2, MAP_HEIGHT, MAP_WIDTH, 2 * K), np.float32)
    assert np.allclose(heatmap_loss(stacked, logits), 0)
    offsets = rng.normal(size=(2, MAP_HEIGHT, MAP_WIDTH, 2 * K)).astype(np.float32)
    stacked = np.zeros((2, MAP_HEIGHT, MAP_WIDTH, 3 * K), np.float32)
    assert np.allclose(offset_loss(stacked, offsets), 0)


def test_a_loss_that_is_not_finite_stops_the_run_and_names_the_terms():
    with pytest.raises(FloatingPointError, match="offsets_loss"):
        StopOnNonFinite().on_train_batch_end(3, {"loss": float("nan"), "offsets_loss": float("nan")})
