"""From a checkpoint to what is shipped: TensorFlow.js for the page, LiteRT for the server.

The page's weights are 8 bits where they are many (1 x 1 kernels, one range each) and 16 where they are few
(depthwise kernels, biases, heads, the backbone's first blocks): half the download. The server's are 16 bits.
"""

import json
import math
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from converter.checkpoint import load_kind
from converter.export import inference_network
from converter.pose.detect import PHOTO_SIZES, SIZE
from converter.pose.litert import sized
from converter.pose.spec import CROP_HEIGHT, CROP_WIDTH

WEIGHTS = Path(__file__).parent / "weights"
INPUTS = {"pose": (CROP_HEIGHT, CROP_WIDTH), "detector": SIZE}

# What the first blocks lose the rest builds on: six in 16 bits take 0.14 MB and halve the whole error.
MANY = [f"*/{layers}_conv_*/convolution/*" for layers in ("backbone_[789]", "backbone_1?", "decoder_*")]
# How TensorFlow.js keeps the weights, by the name that they have in its graph; `True` is for all others.
WEIGHT_TYPES: dict[int, dict[str, list[str] | bool]] = {
    8: {"uint8": MANY, "float16": True},
    16: {"float16": True},
}


def convert(checkpoint: Path, output: Path = WEIGHTS, bits: int = 8) -> dict[str, int]:
    """Write a network's files for page and server below `output`; returns the bytes of each.

    bits: of the page's weights, a key of WEIGHT_TYPES.
    """
    kind = load_kind(checkpoint)
    tfjs = output / "tfjs" if kind == "pose" else output / "tfjs" / kind
    litert = output / f"{kind}.tflite"
    # What ships has the spec's input, whatever size the network learnt in.
    with _saved_model(checkpoint, size=INPUTS[kind]) as saved_model:
        _convert_tfjs(saved_model, tfjs, WEIGHT_TYPES[bits])
        written = {litert.name: litert.write_bytes(_litert(saved_model))}
    tfjs_bytes = sum(path.stat().st_size for path in tfjs.iterdir() if path.is_file())
    return {"tfjs": tfjs_bytes} | written | _write_larger(checkpoint, litert)


def convert_for_photos(checkpoint: Path, output: Path = WEIGHTS) -> dict[str, int]:
    """Write below `output` what the library alone looks at photos with; returns the bytes of each file.

    It has time for a pose network with a larger input, the one that it learnt in, and for a second detector.
    """
    litert = output / f"photo_{load_kind(checkpoint)}.tflite"
    with _saved_model(checkpoint) as saved_model:
        written = {litert.name: litert.write_bytes(_litert(saved_model))}
    return written | _write_larger(checkpoint, litert)


def _write_larger(checkpoint: Path, litert: Path) -> dict[str, int]:
    """Write a detector's further LiteRT files, for its larger looks at photos; a pose network has none."""
    written = {}
    if load_kind(checkpoint) == "detector":
        for size in PHOTO_SIZES:
            if size != SIZE:
                file = sized(litert, size)
                with _saved_model(checkpoint, size=size) as saved_model:
                    written[file.name] = file.write_bytes(_litert(saved_model))
    return written


@contextmanager
def _saved_model(checkpoint: Path, **changes) -> Iterator[Path]:
    """A passing SavedModel of one picture at a time; changes are those of `inference_network`."""
    import keras

    network = inference_network(checkpoint, **changes)
    signature = [keras.InputSpec(shape=(1, *network.input_shape[1:]), dtype="float32", name="image")]
    with tempfile.TemporaryDirectory() as folder:
        saved_model = Path(folder) / "saved_model"
        network.export(str(saved_model), format="tf_saved_model", input_signature=signature, verbose=False)
        yield saved_model


def _convert_tfjs(saved_model: Path, output: Path, types: dict[str, list[str] | bool]) -> None:
    from tensorflowjs.converters import tf_saved_model_conversion_v2 as tfjs

    output.mkdir(parents=True, exist_ok=True)
    for old in output.iterdir():
        if old.is_file():  # the pose network's folder holds the detector's
            old.unlink()
    # Weights in one file: one request, and one progress bar that tells the truth.
    tfjs.convert_tf_saved_model(
        str(saved_model), str(output), quantization_dtype_map=types, weight_shard_size_bytes=2**26
    )
    flatten_biases(output / "model.json")


def flatten_biases(model: Path) -> None:
    """The bias of a head with one channel comes out as (1, 1, 1, 1), which TensorFlow.js on WASM refuses."""
    content = json.loads(model.read_text(encoding="utf-8"))
    fused = [node for node in content["modelTopology"]["node"] if node["op"].startswith("_Fused")]
    biases = {name for node in fused for name in node["input"][2:3]}
    for weight in (weight for group in content["weightsManifest"] for weight in group["weights"]):
        if weight["name"] in biases:
            weight["shape"] = [math.prod(weight["shape"])]
    model.write_text(json.dumps(content), encoding="utf-8")


def _litert(saved_model: Path) -> bytes:
    import tensorflow as tf

    converter = tf.lite.TFLiteConverter.from_saved_model(str(saved_model))
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.target_spec.supported_types = [tf.float16]
    return converter.convert()
