"""The network on LiteRT: what the server runs and what `evaluate` measures."""

from pathlib import Path

import numpy as np

from converter.pose.spec import K

SHIPPED = Path(__file__).parents[1] / "weights" / "pose.tflite"


class ModelMissing(Exception):
    """There is no model file."""


class LiteRTNetwork:
    """A .tflite file as a `converter.pose.estimate.Network`. Not for use by two threads at once."""

    def __init__(self, path: Path = SHIPPED, threads: int = 1):
        if not Path(path).is_file():
            raise ModelMissing(f"no network at {path}; run: python -m converter convert")
        from ai_edge_litert.interpreter import Interpreter

        self._interpreter = Interpreter(model_path=str(path), num_threads=threads)
        self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]["index"]
        # Converters rename outputs; the number of channels tells them apart.
        outputs = {
            int(detail["shape"][-1]): detail["index"] for detail in self._interpreter.get_output_details()
        }
        if set(outputs) != {K, 2 * K}:
            raise ValueError(f"{path}: expected outputs of {K} and {2 * K} channels, got {sorted(outputs)}")
        self._heatmaps, self._offsets = outputs[K], outputs[2 * K]

    def predict_on_batch(self, crops: np.ndarray) -> dict[str, np.ndarray]:
        """Maps of crops (B, H, W, 3) float32 RGB 0..255, one after the other."""
        maps = [self._predict(crop[None]) for crop in np.asarray(crops, np.float32)]
        heatmaps, offsets = zip(*maps, strict=True)
        return {"heatmaps": np.stack(heatmaps), "offsets": np.stack(offsets)}

    def _predict(self, crop: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        self._interpreter.set_tensor(self._input, crop)
        self._interpreter.invoke()
        return self._interpreter.get_tensor(self._heatmaps)[0], self._interpreter.get_tensor(self._offsets)[0]
