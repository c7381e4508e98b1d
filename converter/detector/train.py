"""Train the person detector of one experiment, into the same kind of folder as `converter.train`."""

from pathlib import Path

import keras
from PIL import Image

from converter.config import DetectorConfig
from converter.data.annotations import Scene, load_scenes
from converter.data.batches import read_image
from converter.detector.evaluate import FOR_AP, box_figures
from converter.detector.loss import LOSSES
from converter.detector.network import build_detector
from converter.detector.scenes import SceneBatches
from converter.pose.detect import detect
from converter.train import load_parts, loader_options, run_training, shuffled


def train_detector(config: DetectorConfig, data_root: Path, run: Path, callbacks=()) -> None:
    """Train into the folder `run`; a run that was cut off goes on from its last whole epoch."""
    keras.utils.set_random_seed(config.seed)
    run.mkdir(parents=True, exist_ok=True)
    sources, development = load_scene_sources(config, data_root)
    network = build_detector(config.alpha, config.decoder_channels, config.batch_norm_momentum)
    batches = SceneBatches(
        sources,
        config.batch_size,
        config.steps_per_epoch,
        config.seed,
        config.zoom,
        config.mosaic,
        config.augment,
        config.nearby,
        **loader_options(config),
    )
    scenes = development[: config.development_people]

    def measure(trained: keras.Model) -> dict[str, float]:
        pictures = [Image.fromarray(read_image(scene.image)) for scene in scenes]
        found = [detect(trained, picture, **FOR_AP) for picture in pictures]
        as_used = [detect(trained, picture) for picture in pictures]
        return {f"dev_{name}": value for name, value in box_figures(scenes, found, as_used).items()}

    run_training(network, batches, LOSSES, config, data_root, run, measure, callbacks)


def load_scene_sources(
    config: DetectorConfig, data_root: Path
) -> tuple[list[tuple[list[Scene], float]], list[Scene]]:
    """Scenes to train on with their shares, and the held-out ones in which everybody has a box."""
    parts = load_parts(
        config, data_root, lambda folder, source: load_scenes(folder, source.complete), "photos"
    )
    complete = [scene for part in parts for scene in part.held_out if scene.complete]
    return [(part.kept, part.source.share) for part in parts], shuffled(complete, config.seed)
