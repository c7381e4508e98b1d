"""ImageNet weights for the backbone: from a file with batch norm folded away, or keras.applications."""

from pathlib import Path

import keras
import numpy as np

from converter.network import NORM


def load_folded(network: keras.Model, path: Path, crops: np.ndarray) -> None:
    """Set the backbone from a folded .npz and put batch norm back so that the network starts unchanged.

    The file holds `L000_conv_s2_w`, `L000_conv_s2_b`, `L001_dw_s1_w`, ... in network order (HWIO; depthwise
    HWC1). Each norm gets the mean and variance that its convolution really has on `crops` (N, H, W, 3), and
    the gamma and beta that undo them: it starts as the folded bias alone, yet trains as batch norm does.
    """
    arrays = np.load(path)
    keys = sorted({key.rsplit("_", 1)[0] for key in arrays.files})
    convolutions = backbone_convolutions(network)
    biases = {}
    for layer, key in zip(convolutions, keys, strict=False):
        kernel = arrays[f"{key}_w"].astype(np.float32)
        if kernel.shape != layer.kernel.shape:
            raise ValueError(
                f"{path.name}: {key} has shape {kernel.shape}, {layer.name} needs {layer.kernel.shape}"
            )
        layer.kernel.assign(kernel)
        biases[layer.name] = arrays[f"{key}_b"].astype(np.float32)
        _set_norm(network, layer, 0, 1, biases[layer.name])
    for name, (mean, variance) in _output_statistics(network, convolutions, crops).items():
        _set_norm(network, network.get_layer(name), mean, variance, biases[name])


def load_keras_applications(network: keras.Model, alpha: float) -> None:
    """Set the backbone from keras.applications (downloaded once; needs internet)."""
    source = keras.applications.MobileNet(alpha=alpha, include_top=False, weights="imagenet")
    layers = [layer for layer in source.layers if layer.weights]
    targets = [layer for layer in network.layers if layer.name.startswith("backbone") and layer.weights]
    for target, layer in zip(targets, layers, strict=True):
        target.set_weights(layer.get_weights())


def backbone_convolutions(network: keras.Model) -> list[keras.layers.Layer]:
    """The backbone's convolutions in network order."""
    return [
        layer for layer in network.layers if layer.name.startswith("backbone") and hasattr(layer, "kernel")
    ]


def freeze_first_blocks(network: keras.Model, blocks: int) -> None:
    """Keep the convolutions and norms of the first backbone blocks as they are.

    Their maps are the largest and their features (edges, colours) the most general: on two cores a short run
    learns more in the same time without them.
    """
    names = tuple(f"backbone_{block}_" for block in range(blocks))
    for layer in network.layers:
        if layer.name.startswith(names):
            layer.trainable = False


def _set_norm(network: keras.Model, convolution, mean, variance, bias) -> None:
    norm = network.get_layer(convolution.name + NORM)
    ones = np.ones_like(bias)
    norm.set_weights([ones * np.sqrt(variance + norm.epsilon), mean + bias, ones * mean, ones * variance])


def _output_statistics(network: keras.Model, convolutions: list, crops: np.ndarray) -> dict:
    """Mean and variance per channel of each convolution's output on crops."""
    probe = keras.Model(network.input, [layer.output for layer in convolutions])
    sums = [np.zeros((2, layer.output.shape[-1])) for layer in convolutions]
    for start in range(0, len(crops), 16):
        for total, output in zip(sums, probe.predict_on_batch(crops[start : start + 16]), strict=True):
            output = np.asarray(output, np.float64)
            total += [output.mean((1, 2)).sum(0), (output**2).mean((1, 2)).sum(0)]
    moments = [total / len(crops) for total in sums]
    pairs = zip(convolutions, moments, strict=True)
    return {layer.name: (mean, square - mean**2) for layer, (mean, square) in pairs}
