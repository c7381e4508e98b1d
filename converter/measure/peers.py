"""The networks that others ship, on the same crops, to be measured beside ours.

PoseNet and MoveNet Lightning as 8-bit LiteRT files; each gets the true box x1.25 in its own input's shape.
"""

from pathlib import Path

import numpy as np
from PIL import Image

from converter.measure.evaluate import Estimator
from converter.pose.logistic import logistic
from converter.pose.spec import SPEC, K


class _Peer:
    def __init__(self, path: Path):
        from ai_edge_litert.interpreter import Interpreter

        self.interpreter = Interpreter(model_path=str(path), num_threads=1)
        self.interpreter.allocate_tensors()
        self.input = self.interpreter.get_input_details()[0]
        _, self.height, self.width, _ = self.input["shape"]

    def crop(self, image: Image.Image, box_xyxy: np.ndarray) -> tuple[np.ndarray, float, np.ndarray]:
        """The input (1, H, W, 3) uint8, the image pixels per input pixel, the crop's origin in the image."""
        x0, y0, x1, y1 = box_xyxy
        enlarge = SPEC["crop"]["enlarge"]
        scale = max((x1 - x0) * enlarge / self.width, (y1 - y0) * enlarge / self.height)
        origin = np.array([x0 + x1, y0 + y1]) / 2 - scale * np.array([self.width, self.height]) / 2
        factor = max(1, int(scale))
        reduced = image.reduce(factor) if factor > 1 else image
        data = (scale / factor, 0, origin[0] / factor, 0, scale / factor, origin[1] / factor)
        crop = reduced.transform(
            (self.width, self.height), Image.Transform.AFFINE, data, Image.Resampling.BILINEAR
        )
        return np.asarray(crop)[None], scale, origin

    def run(self, crop: np.ndarray) -> list[np.ndarray]:
        """Every output, dequantised."""
        self.interpreter.set_tensor(self.input["index"], crop)
        self.interpreter.invoke()
        return [self._dequantised(detail) for detail in self.interpreter.get_output_details()]

    def _dequantised(self, detail: dict) -> np.ndarray:
        scale, zero = detail["quantization"]
        value = self.interpreter.get_tensor(detail["index"]).astype(np.float32)
        return (value - zero) * scale if scale else value


def posenet(path: Path) -> Estimator:
    """PoseNet's single-person decoder: the best cell and its one offset."""
    peer = _Peer(path)

    def estimator(image: Image.Image, box_xyxy: np.ndarray) -> np.ndarray:
        crop, scale, origin = peer.crop(image, box_xyxy)
        heatmaps, offsets = peer.run(crop)[:2]
        rows, columns = np.divmod(heatmaps[0].reshape(-1, K).argmax(0), heatmaps.shape[2])
        k = np.arange(K)
        y = rows * 16 + offsets[0, rows, columns, k]
        x = columns * 16 + offsets[0, rows, columns, K + k]
        score = logistic(heatmaps[0, rows, columns, k])
        return np.column_stack([np.stack([x, y], -1) * scale + origin, score])

    return estimator


def movenet(path: Path) -> Estimator:
    """MoveNet decodes itself: (y, x, score) in 0..1."""
    peer = _Peer(path)

    def estimator(image: Image.Image, box_xyxy: np.ndarray) -> np.ndarray:
        crop, scale, origin = peer.crop(image, box_xyxy)
        y, x, score = peer.run(crop)[0].reshape(K, 3).T
        return np.column_stack([np.stack([x * peer.width, y * peer.height], -1) * scale + origin, score])

    return estimator


def load_peers(folder: Path) -> dict[str, Estimator]:
    """Those peers whose files lie in the folder, by name."""
    known = {
        "PoseNet 0.75": (posenet, "posenet_mobilenet_v1_075_353_481_quant.tflite"),
        "MoveNet Lightning": (movenet, "movenet_single_pose_lightning_ptq.tflite"),
    }
    return {name: load(folder / file) for name, (load, file) in known.items() if (folder / file).is_file()}
