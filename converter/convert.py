"""From a checkpoint to what is shipped: TensorFlow.js for the page, LiteRT for the server, both float16."""

import shutil
import tempfile
from pathlib import Path

from converter.export import inference_network

WEIGHTS = Path(__file__).parent / "weights"


def convert(checkpoint: Path, output: Path = WEIGHTS) -> dict[str, int]:
    """Write `output/tfjs/` and `output/pose.tflite`; returns the bytes of each."""
    network = inference_network(checkpoint)
    with tempfile.TemporaryDirectory() as folder:
        saved_model = Path(folder) / "saved_model"
        _save(network, saved_model)
        _convert_tfjs(saved_model, output / "tfjs")
        (output / "pose.tflite").write_bytes(_litert(saved_model))
    tfjs = sum(path.stat().st_size for path in (output / "tfjs").iterdir())
    return {"tfjs": tfjs, "litert": (output / "pose.tflite").stat().st_size}


def _save(network, saved_model: Path) -> None:
    """A SavedModel of one picture at a time."""
    import keras

    signature = [keras.InputSpec(shape=(1, *network.input_shape[1:]), dtype="float32", name="image")]
    network.export(str(saved_model), format="tf_saved_model", input_signature=signature, verbose=False)


def _convert_tfjs(saved_model: Path, output: Path) -> None:
    from tensorflowjs.converters import tf_saved_model_conversion_v2 as tfjs

    shutil.rmtree(output, ignore_errors=True)
    # Weights in one file: one request, and one progress bar that tells the truth.
    tfjs.convert_tf_saved_model(
        str(saved_model), str(output), quantization_dtype_map={"float16": "*"}, weight_shard_size_bytes=2**26
    )


def _litert(saved_model: Path) -> bytes:
    import tensorflow as tf

    converter = tf.lite.TFLiteConverter.from_saved_model(str(saved_model))
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.target_spec.supported_types = [tf.float16]
    return converter.convert()
