"""Weights as one small file that every Keras backend reads: float16, by name, without the optimizer."""

import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import keras
import numpy as np

from converter.detector.network import build_detector
from converter.errors import InputError
from converter.network import build_network

# How the layers that all networks share are named.
FEATURES = ("backbone_", "decoder_")
BUILDERS: dict[str, Callable[..., keras.Model]] = {"pose": build_network, "detector": build_detector}


class CheckpointError(InputError):
    """A file is no checkpoint, or one of another network."""


def save_checkpoint(network: keras.Model, path: Path, kind: str = "pose", **build) -> None:
    """Write the network's weights, which of BUILDERS builds it and what that needs to build it again."""
    arrays = {weight.path: np.asarray(weight).astype(np.float16) for weight in network.weights}
    np.savez_compressed(path, build=json.dumps({"kind": kind, **build}), **arrays)


def average_checkpoints(paths: Sequence[Path], path: Path) -> None:
    """Write the mean of the weights of networks of one build: runs that went on from each other or from the
    same weights, whose errors differ (model soups, arXiv 2203.05482)."""
    builds = [_load_build(one) for one in paths]
    if any(build != builds[0] for build in builds):
        raise CheckpointError(f"expected networks of one build, got {', '.join(map(str, builds))}")
    networks = [load_checkpoint(one) for one in paths]
    means = [np.mean(some, 0) for some in zip(*(one.get_weights() for one in networks), strict=True)]
    networks[0].set_weights(means)
    kind, build = builds[0]
    save_checkpoint(networks[0], path, kind, **build)


def load_kind(path: Path) -> str:
    """Which of BUILDERS builds the network of a checkpoint."""
    return _load_build(path)[0]


def load_checkpoint(path: Path) -> keras.Model:
    """The network of a checkpoint, with its batch norm."""
    network = build_again(path)
    load_weights(network, path)
    return network


def build_again(path: Path, **changes) -> keras.Model:
    """The network of a checkpoint, with some settings changed and without its weights."""
    kind, build = _load_build(path)
    return BUILDERS[kind](**build | changes)


def _load_build(path: Path) -> tuple[str, dict]:
    with _open(path) as arrays:
        build = json.loads(str(arrays["build"]))
    return build.pop("kind", "pose"), build


def _open(path: Path) -> np.lib.npyio.NpzFile:
    """The arrays of a checkpoint, by name. Raises CheckpointError."""
    try:
        arrays = np.load(path)
        if "build" in arrays:
            return arrays
        reason = "it does not say what builds its network"
    except (OSError, EOFError, ValueError, zipfile.BadZipFile) as error:
        reason = str(error)
    raise CheckpointError(f"{path} is no checkpoint, as `python -m converter export` writes them: {reason}")


def load_weights(network: keras.Model, path: Path) -> None:
    """Set a network's weights from a checkpoint of the same network."""
    with _open(path) as arrays:
        missing = {weight.path for weight in network.weights} - set(arrays.files)
        if missing:
            raise CheckpointError(
                f"{path} lacks {len(missing)} weights of the network, such as {sorted(missing)[0]}"
            )
        for weight in network.weights:
            weight.assign(arrays[weight.path].astype(np.float32))


def load_features(network: keras.Model, path: Path) -> None:
    """Set backbone and decoder from a checkpoint of another kind, whose heads are others."""
    with _open(path) as arrays:
        for layer in network.layers:
            if layer.name.startswith(FEATURES):
                for weight in layer.weights:
                    weight.assign(arrays[weight.path].astype(np.float32))
