"""Weights as one small file that every Keras backend reads: float16, by name, without the optimizer."""

import json
from pathlib import Path

import keras
import numpy as np

from converter.network import build_network


def save_checkpoint(network: keras.Model, path: Path, **build) -> None:
    """Write the network's weights and what `build_network` needs to build it again."""
    arrays = {weight.path: np.asarray(weight).astype(np.float16) for weight in network.weights}
    np.savez_compressed(path, build=json.dumps(build), **arrays)


def load_build(path: Path) -> dict:
    """What `build_network` was given for the network of a checkpoint."""
    with np.load(path) as arrays:
        return json.loads(str(arrays["build"]))


def load_checkpoint(path: Path) -> keras.Model:
    """The network of a checkpoint, with its batch norm."""
    network = build_network(**load_build(path))
    with np.load(path) as arrays:
        missing = {weight.path for weight in network.weights} - set(arrays.files)
        if missing:
            raise ValueError(
                f"{path} lacks {len(missing)} weights of the network, such as {sorted(missing)[0]}"
            )
        for weight in network.weights:
            weight.assign(arrays[weight.path].astype(np.float32))
    return network
