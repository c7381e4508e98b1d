"""From a checkpoint to what is shipped: TensorFlow.js for the page, LiteRT for the server, both float16."""

import json
import math
import tempfile
from pathlib import Path

from converter.checkpoint import load_kind
from converter.export import inference_network

WEIGHTS = Path(__file__).parent / "weights"


def convert(checkpoint: Path, output: Path = WEIGHTS) -> dict[str, int]:
    """Write a network's files for page and server below `output`; returns the bytes of each."""
    network = inference_network(checkpoint)
    kind = load_kind(checkpoint)
    tfjs = output / "tfjs" if kind == "pose" else output / "tfjs" / kind
    litert = output / f"{kind}.tflite"
    with tempfile.TemporaryDirectory() as folder:
        saved_model = Path(folder) / "saved_model"
        _save(network, saved_model)
        _convert_tfjs(saved_model, tfjs)
        litert.write_bytes(_litert(saved_model))
    size = sum(path.stat().st_size for path in tfjs.iterdir() if path.is_file())
    return {"tfjs": size, "litert": litert.stat().st_size}


def _save(network, saved_model: Path) -> None:
    """A SavedModel of one picture at a time."""
    import keras

    signature = [keras.InputSpec(shape=(1, *network.input_shape[1:]), dtype="float32", name="image")]
    network.export(str(saved_model), format="tf_saved_model", input_signature=signature, verbose=False)


def _convert_tfjs(saved_model: Path, output: Path) -> None:
    from tensorflowjs.converters import tf_saved_model_conversion_v2 as tfjs

    output.mkdir(parents=True, exist_ok=True)
    for old in output.iterdir():
        if old.is_file():  # the pose network's folder holds the detector's
            old.unlink()
    # Weights in one file: one request, and one progress bar that tells the truth.
    tfjs.convert_tf_saved_model(
        str(saved_model), str(output), quantization_dtype_map={"float16": "*"}, weight_shard_size_bytes=2**26
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
