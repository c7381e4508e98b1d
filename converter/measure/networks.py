"""Whatever form a network is kept in, as something that can be measured."""

import json
from pathlib import Path

import numpy as np

from converter.pose.estimate import Network
from converter.pose.litert import SHIPPED, WEIGHTS, LiteRTNetwork


def load_network(path: Path = SHIPPED) -> Network:
    """The pose network of a .tflite file, a checkpoint (.npz) or the page's folder (tfjs/)."""
    if path.is_dir():
        return page_network(path)
    if path.suffix == ".npz":
        from converter.export import inference_network

        return inference_network(path)
    return LiteRTNetwork(path)


def page_network(folder: Path, checkpoint: Path = WEIGHTS / "pose.npz") -> Network:
    """The page's weights, with what 8 bits leave of them, in the network of the checkpoint they were made of.

    The page itself is compared by `converter.measure.parity`; this is as exact and a hundred times as fast.
    """
    from tensorflowjs.read_weights import read_weights

    from converter.export import inference_network

    network = inference_network(checkpoint)
    manifest = _read_manifest(folder)
    found: dict[str, list] = {}
    for weight in read_weights(manifest, str(folder), flatten=True):
        layer, _, part = weight["name"].partition("move_mirror_pose_1/")[2].partition("_1/")
        kernel_first = 0 if "convolution" in part or "depthwise" in part else 1
        found.setdefault(layer, []).append((kernel_first, weight["data"]))
    for layer in network.layers:
        if layer.weights:
            layer.set_weights([np.asarray(data) for _, data in sorted(found[layer.name], key=lambda p: p[0])])
    return network


def _read_manifest(folder: Path) -> list:
    return json.loads((folder / "model.json").read_text(encoding="utf-8"))["weightsManifest"]
