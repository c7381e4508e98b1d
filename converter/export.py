"""From a training run to a checkpoint, and from a checkpoint to the network that is shipped."""

from dataclasses import asdict
from pathlib import Path

import keras
import numpy as np

from converter.checkpoint import BUILDERS, build_again, load_checkpoint, load_kind, save_checkpoint
from converter.config import DetectorConfig, RunConfig
from converter.network import NORM
from converter.pose.spec import CROP_HEIGHT, CROP_WIDTH

OUTPUTS = {"pose": ("heatmaps", "offsets"), "detector": ("centres", "boxes")}


def kind_of(config: RunConfig) -> str:
    """Which of BUILDERS builds the network of an experiment."""
    return "detector" if isinstance(config, DetectorConfig) else "pose"


def export_run(config: RunConfig, run: Path, checkpoint: Path) -> None:
    """The averaged weights of a run as a checkpoint."""
    settings = asdict(config)
    build = {name: settings[name] for name in ("alpha", "decoder_channels", "batch_norm_momentum")}
    kind = kind_of(config)
    if kind == "pose":
        # As a teacher it may outlive the input size of the spec.
        build["size"] = (CROP_HEIGHT, CROP_WIDTH)
    network = BUILDERS[kind](**build)
    network.load_weights(run / "weights.weights.h5")
    save_checkpoint(network, checkpoint, kind, **build)


def inference_network(checkpoint: Path, **changes) -> keras.Model:
    """The network as it is shipped: batch norm folded into the convolutions, no auxiliary head.

    changes: of what builds it, such as another `size` of a detector's input.

    Left to the converters, a norm behind a depthwise convolution stays three operations and costs the page
    six times the time.
    """
    trained = load_checkpoint(checkpoint)
    folded = build_again(checkpoint, batch_norm_momentum=None, **changes)
    for layer in folded.layers:
        if layer.weights:
            layer.set_weights(_folded_weights(trained, layer.name))
    outputs = {name: folded.get_layer(name).output for name in OUTPUTS[load_kind(checkpoint)]}
    return keras.Model(folded.input, outputs, name=folded.name)


def _folded_weights(network: keras.Model, name: str) -> list[np.ndarray]:
    layer = network.get_layer(name)
    if layer.use_bias:
        return layer.get_weights()
    norm = network.get_layer(name + NORM)
    gamma, beta, mean, variance = norm.get_weights()
    scale = gamma / np.sqrt(variance + norm.epsilon)
    (kernel,) = layer.get_weights()
    # A depthwise kernel is (H, W, channels, 1): its channels are on the last axis but one.
    depthwise = kernel.shape[-1] == 1
    return [kernel * (scale[:, None] if depthwise else scale), beta - mean * scale]
