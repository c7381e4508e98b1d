"""Train the network of one experiment: `python -m converter train --config NAME --data-root DATA`."""

import json
import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np
from PIL import Image

from converter.average import AverageWeights
from converter.backbone import freeze_first_blocks, load_folded, load_keras_applications
from converter.checkpoint import load_features, load_weights
from converter.config import RunConfig, TrainConfig
from converter.data.annotations import Person, Scene, load_people, load_scenes
from converter.data.batches import Batches, Source, read_image, split_by_photo
from converter.data.sides import mend_sides
from converter.loss import LOSSES
from converter.network import build_network
from converter.plots import draw_curves
from converter.pose.estimate import estimate, person_crop
from converter.pose.litert import photo_network
from converter.pose.metrics import oks
from converter.teachers import Taught, load_teachers

CALIBRATION_CROPS = 128
ROOT = Path(__file__).parents[1]
Measure = Callable[[keras.Model], dict[str, float]]


def train(
    config: TrainConfig, data_root: Path, run: Path, callbacks: Sequence[keras.callbacks.Callback] = ()
) -> None:
    """Train into the folder `run`: `log.jsonl`, `curves.png`, `weights.weights.h5` (averaged), `resume/`.

    A run that was cut off goes on from its last whole epoch, exactly.
    """
    keras.utils.set_random_seed(config.seed)
    run.mkdir(parents=True, exist_ok=True)
    sources, development = load_sources(config, data_root)
    network = build_network(config.alpha, config.decoder_channels, config.batch_norm_momentum)
    batches = with_teachers(make_batches(sources, config, load_backdrops(config, data_root)), config)
    people = development[: config.development_people]
    run_training(
        network,
        batches,
        LOSSES,
        config,
        data_root,
        run,
        measure=lambda trained: development_figures(trained, people),
        callbacks=callbacks,
    )


def run_training(
    network: keras.Model,
    batches: keras.utils.PyDataset,
    losses: dict[str, Callable],
    config: RunConfig,
    data_root: Path,
    run: Path,
    measure: Measure,
    callbacks: Sequence[keras.callbacks.Callback] = (),
) -> None:
    """Fit a network on batches that know their `epoch`; `measure` gives the figures of each epoch's end."""
    if not (run / "resume").exists():
        set_first_weights(network, config, data_root, batches)
    freeze_first_blocks(network, config.frozen_blocks)
    compile_network(network, losses, config)
    average = AverageWeights(config.ema_momentum, run / "average.npz")
    own_callbacks = [
        StopOnNonFinite(),
        keras.callbacks.BackupAndRestore(str(run / "resume"), delete_checkpoint=False),
        Position(batches),
        average,
        Report(run, average, measure),
    ]
    # The loader has its own order, the same for a resumed run; Keras would shuffle the batches once more.
    network.fit(
        batches, epochs=config.epochs, shuffle=False, callbacks=[*own_callbacks, *callbacks], verbose="auto"
    )


def load_sources(config: TrainConfig, data_root: Path) -> tuple[list[Source], list[Person]]:
    """Training sources and the development people, which no training source holds."""
    parts = load_parts(
        config, data_root, lambda folder, source: load_people(folder, source.min_keypoints), "people"
    )
    sources = [Source(_mended(part), part.source.weight, part.source.share) for part in parts]
    return sources, shuffled([person for part in parts for person in part.held_out], config.seed)


def _mended(part: "Part") -> list[Person]:
    if not part.source.mend_sides:
        return part.kept
    people, count = mend_sides(part.kept, photo_network())
    print(f"{part.source.folder}: left and right of {count} people named anew")
    return people


def load_backdrops(config: TrainConfig, data_root: Path) -> list[Scene]:
    """Whole photos to set drawn people in: those of the folder that the experiment names, if it is there."""
    if config.backdrops is None:
        return []
    if not (data_root / config.backdrops).exists():
        print(f"{config.backdrops}: not there, drawn people stay where they are")
        return []
    scenes, problems = load_scenes(data_root / config.backdrops, complete=True)
    for problem in problems:
        print(f"{config.backdrops}: {problem}")
    return scenes


class Part(NamedTuple):
    """What one folder of an experiment holds."""

    source: Any  # of the config
    kept: list  # to train on
    held_out: list


def load_parts(config: RunConfig, data_root: Path, load: Callable, words: str) -> list[Part]:
    """The folders that an experiment names, read by `load(folder, source)` and split by photo."""
    parts = []
    for source in config.sources:
        folder = data_root / source.folder
        if source.optional and not folder.exists():
            print(f"{source.folder}: not there, going on without it")
            continue
        items, problems = load(folder, source)
        for problem in problems:
            print(f"{source.folder}: {problem}")
        kept, held_out = split_by_photo(items, config.development_share)
        print(f"{source.folder}: {len(kept)} {words} to train on, {len(held_out)} held out")
        parts.append(Part(source, kept, held_out))
    return parts


def shuffled(items: list, seed: int) -> list:
    return [items[i] for i in np.random.default_rng(seed).permutation(len(items))]


def loader_options(config: RunConfig) -> dict:
    return {"workers": config.loader_threads, "use_multiprocessing": False, "max_queue_size": 8}


def make_batches(sources: list[Source], config: TrainConfig, backdrops: Sequence[Scene] = ()) -> Batches:
    return Batches(
        sources,
        config.batch_size,
        config.steps_per_epoch,
        config.seed,
        config.augment,
        backdrops,
        config.radius_px,
        **loader_options(config),
    )


def with_teachers(batches: Batches, config: TrainConfig) -> keras.utils.PyDataset:
    if not config.teachers:
        return batches
    teachers = load_teachers([ROOT / checkpoint for checkpoint in config.teachers])
    return Taught(batches, teachers, config.teachers_share, config.teachers_in_full, **loader_options(config))


def set_first_weights(
    network: keras.Model, config: RunConfig, data_root: Path, batches: keras.utils.PyDataset
) -> None:
    if config.checkpoint is not None:
        load_weights(network, ROOT / config.checkpoint)
    elif config.features is not None:
        load_features(network, ROOT / config.features)
    elif config.backbone == "keras.applications":
        load_keras_applications(network, config.alpha)
    elif config.backbone is not None:
        some = range(-(-CALIBRATION_CROPS // config.batch_size))
        pictures = np.concatenate([batches[step][0] for step in some])[:CALIBRATION_CROPS]
        load_folded(network, data_root / config.backbone, pictures)


def compile_network(network: keras.Model, losses: dict[str, Callable], config: RunConfig) -> None:
    total = config.epochs * config.steps_per_epoch
    warmup = min(config.warmup_steps, total // 4)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, max(total - warmup, 1), warmup_target=config.learning_rate, warmup_steps=warmup
    )
    optimizer = keras.optimizers.AdamW(
        rate, weight_decay=config.weight_decay, global_clipnorm=config.clip_norm
    )
    network.compile(optimizer, loss=losses, loss_weights=config.loss_weights, jit_compile=False)


class Position(keras.callbacks.Callback):
    """Tells the loader which epoch a resumed run is in."""

    def __init__(self, batches: keras.utils.PyDataset):
        super().__init__()
        self.batches = batches

    def on_epoch_begin(self, epoch, logs=None):
        self.batches.epoch = epoch


class StopOnNonFinite(keras.callbacks.Callback):
    """Stops at a loss that is not finite and names the terms."""

    def on_train_batch_end(self, batch, logs=None):
        if not math.isfinite(logs["loss"]):
            raise FloatingPointError(
                f"the loss is not finite at step {batch}: {logs}; try a lower learning rate"
            )


class Report(keras.callbacks.Callback):
    """After each epoch: figures of the development data, one JSON line, the curves, the averaged weights."""

    def __init__(
        self, run: Path, average: AverageWeights, measure: Callable[[keras.Model], dict[str, float]]
    ):
        super().__init__()
        self.run, self.average, self.measure = run, average, measure

    def on_epoch_begin(self, epoch, logs=None):
        self.started = time.monotonic()

    def on_epoch_end(self, epoch, logs=None):
        seconds = time.monotonic() - self.started
        line = {"epoch": epoch + 1, **{name: round(float(value), 5) for name, value in logs.items()}}
        with self.average.applied() as network:
            measured = self.measure(network)
            network.save_weights(self.run / "weights.weights.h5")
        line |= measured | {"seconds": round(seconds, 1)}
        with (self.run / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
        draw_curves(self.run / "log.jsonl", self.run / "curves.png")
        print(" development:", *(f"{name} {value}" for name, value in measured.items()), flush=True)


def development_figures(network: keras.Model, people: list[Person]) -> dict[str, float]:
    """Mean OKS of people and the share above .5 and .75, true boxes."""
    if not people:
        return {}
    crops = [person_crop(Image.fromarray(read_image(person.image)), person.box_xyxy) for person in people]
    poses = estimate(network, crops)
    values = np.array([oks(pose[:, :2], p.keypoints, p.area) for pose, p in zip(poses, people, strict=True)])
    figures = {
        "dev_oks": values.mean(),
        "dev_oks_50": (values > 0.5).mean(),
        "dev_oks_75": (values > 0.75).mean(),
    }
    return {name: round(float(value), 4) for name, value in figures.items()}
