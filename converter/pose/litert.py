"""The network on LiteRT: what the server runs and what `evaluate` measures."""

from pathlib import Path

import numpy as np

from converter.pose.detect import SIZE
from converter.pose.ensemble import Ensemble
from converter.pose.flip import FlipTested
from converter.pose.spec import K

WEIGHTS = Path(__file__).parents[1] / "weights"
SHIPPED = WEIGHTS / "pose.tflite"
SHIPPED_FOR_PHOTOS = WEIGHTS / "photo_pose.tflite"
SHIPPED_DETECTOR = WEIGHTS / "detector.tflite"
SHIPPED_DETECTORS_FOR_PHOTOS = SHIPPED_DETECTOR, WEIGHTS / "photo_detector.tflite"


class ModelMissing(Exception):
    """There is no model file."""


class LiteRTModel:
    """A .tflite file of one picture at a time. Not for use by two threads at once.

    Converters rename outputs; `channels` tells them apart.
    """

    def __init__(self, path: Path, channels: dict[str, int], threads: int = 1):
        if not Path(path).is_file():
            raise ModelMissing(f"no network at {path}; run: python -m converter convert")
        from ai_edge_litert.interpreter import Interpreter

        self._interpreter = Interpreter(model_path=str(path), num_threads=threads)
        self._interpreter.allocate_tensors()
        (picture,) = self._interpreter.get_input_details()
        self._input = picture["index"]
        self.input_shape = tuple(int(side) for side in picture["shape"])
        outputs = {
            int(detail["shape"][-1]): detail["index"] for detail in self._interpreter.get_output_details()
        }
        if set(outputs) != set(channels.values()):
            raise ValueError(
                f"{path}: expected outputs of {sorted(channels.values())} channels, got {sorted(outputs)}"
            )
        self._outputs = {name: outputs[count] for name, count in channels.items()}

    def predict_on_batch(self, pictures: np.ndarray) -> dict[str, np.ndarray]:
        """Maps of pictures (B, H, W, 3) float32 RGB 0..255, one after the other."""
        maps = [self._predict(picture[None]) for picture in np.asarray(pictures, np.float32)]
        return {name: np.stack([some[name] for some in maps]) for name in self._outputs}

    def _predict(self, picture: np.ndarray) -> dict[str, np.ndarray]:
        self._interpreter.set_tensor(self._input, picture)
        self._interpreter.invoke()
        return {name: self._interpreter.get_tensor(index)[0] for name, index in self._outputs.items()}


class LiteRTNetwork(LiteRTModel):
    """The pose network, a `converter.pose.estimate.Network`."""

    def __init__(self, path: Path = SHIPPED, threads: int = 1):
        super().__init__(path, {"heatmaps": K, "offsets": 2 * K}, threads)


def photo_network(path: Path = SHIPPED_FOR_PHOTOS) -> FlipTested:
    """A pose network as the library looks at photos, which has time: with a larger input than the page's,
    straight and mirrored. Raises ModelMissing."""
    return FlipTested(LiteRTNetwork(path))


class LiteRTDetector:
    """The person detector, a `converter.pose.detect.DetectorNetwork`: one file for each size of its input.

    A file's tensors have fixed sizes; the largest is loaded when a photo first asks for it.
    """

    def __init__(self, path: Path = SHIPPED_DETECTOR, threads: int = 1):
        self._path, self._threads = path, threads
        self._models = {SIZE: self._load(path)}

    def predict_on_batch(self, pictures: np.ndarray) -> dict[str, np.ndarray]:
        """Maps of pictures (B, S, S, 3) float32 RGB 0..255, one after the other."""
        size = pictures.shape[1]
        if size not in self._models:
            self._models[size] = self._load(sized(self._path, size))
        return self._models[size].predict_on_batch(pictures)

    def _load(self, path: Path) -> LiteRTModel:
        return LiteRTModel(path, {"centres": 1, "boxes": 4}, self._threads)


def photo_detector(*paths: Path) -> Ensemble:
    """The person detector as the library looks at photos, which has time: all of these together, by default
    the page's and another that was trained apart from it. Raises ModelMissing."""
    return Ensemble(*map(LiteRTDetector, paths or SHIPPED_DETECTORS_FOR_PHOTOS))


def sized(path: Path, size: int) -> Path:
    """The file of the same detector for another size of its input."""
    return path if size == SIZE else path.with_name(f"{path.stem}_{size}{path.suffix}")
