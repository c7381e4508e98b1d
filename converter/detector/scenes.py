"""Batches of whole pictures for the detector: fitted, scaled, shifted, flipped and recoloured at random."""

import cv2
import keras
import numpy as np

from converter.data.annotations import Scene
from converter.data.augment import AugmentConfig, change_pixels
from converter.data.batches import read_image
from converter.data.passes import Passes
from converter.detector.targets import encode_boxes
from converter.pose.detect import SIZE, area, input_from_image
from converter.pose.geometry import apply_affine

# A person of whom less than this is left in the picture is neither there nor not there.
LEAST_SEEN = 0.25
MIN_SIDE_PX = 4
SHIFT = 0.15  # of the input's side, standard deviation


class SceneBatches(keras.utils.PyDataset):
    """Random views of scenes, with stacked targets; sample n depends only on the seed and n."""

    def __init__(
        self,
        sources: list[tuple[list[Scene], float]],
        batch_size: int,
        steps_per_epoch: int,
        seed: int,
        zoom: tuple[float, float],
        augment: AugmentConfig,
        **loader,
    ):
        super().__init__(**loader)
        self.scenes = [scenes for scenes, _ in sources]
        self.passes = Passes([len(scenes) for scenes, _ in sources], [share for _, share in sources], seed)
        self.seed, self.zoom, self.augment = seed, zoom, augment
        self.batch_size, self.steps_per_epoch, self.epoch = batch_size, steps_per_epoch, 0

    def __len__(self) -> int:
        return self.steps_per_epoch

    def on_epoch_end(self) -> None:
        self.epoch += 1

    def __getitem__(self, step: int):
        first = (self.epoch * self.steps_per_epoch + step) * self.batch_size
        return stack([self.sample(first + i) for i in range(self.batch_size)])

    def sample(self, number: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, bool]:
        """Picture (SIZE, SIZE, 3) uint8, boxes and doubtful boxes in its pixels, and whether they are all."""
        source, item = self.passes.place(number)
        scene = self.scenes[source][item]
        rng = np.random.default_rng([self.seed, number])
        input_from_scene = random_view(scene, self.zoom, rng)
        pixels = cv2.warpAffine(
            read_image(scene.image), input_from_scene, (SIZE, SIZE), flags=cv2.INTER_LINEAR
        )
        boxes, doubtful = boxes_in_view(scene, input_from_scene)
        return change_pixels(pixels, self.augment, rng), boxes, doubtful, scene.complete


def random_view(scene: Scene, zoom: tuple[float, float], rng: np.random.Generator) -> np.ndarray:
    """The affine (2, 3) from a scene to the input; in half of all views flipped left to right."""
    base = input_from_image(*scene.size)
    scale = np.exp(rng.uniform(*np.log(zoom)))
    turn = np.diag([scale if rng.random() < 0.5 else -scale, scale])
    # Zoomed in, the view goes to a place in the picture; zoomed out, the picture stays in view.
    shift = rng.normal(0, SHIFT * max(scale, 1), 2) * (SIZE - 1)
    centre = np.array([SIZE - 1, SIZE - 1]) / 2
    return np.column_stack([turn @ base[:, :2], turn @ (base[:, 2] - centre) + centre + shift])


def boxes_in_view(scene: Scene, input_from_scene: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Boxes (N, 4) of people, cut at the borders, and doubtful ones (M, 4), in input pixels."""
    moved, crowds = (_move(boxes, input_from_scene) for boxes in (scene.boxes_xyxy, scene.crowds_xyxy))
    cut = np.clip(moved, 0, SIZE - 1)
    share = area(cut) / np.maximum(area(moved), 1e-9)
    sides = (cut[:, 2:] - cut[:, :2]).min(-1) if len(cut) else np.zeros(0)
    seen = (share >= LEAST_SEEN) & (sides >= MIN_SIDE_PX)
    partly = ~seen & (area(cut) > 0)
    return cut[seen], np.concatenate([cut[partly], np.clip(crowds, 0, SIZE - 1)])


def stack(samples: list) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Pictures (B, SIZE, SIZE, 3), and targets with weights as `converter.detector.loss` reads them."""
    targets = [encode_boxes(boxes, doubtful, complete) for _, boxes, doubtful, complete in samples]
    pictures = np.stack([pixels for pixels, *_ in samples]).astype(np.float32)
    return pictures, {
        "centres": np.stack([np.concatenate([t.centres, t.counted], -1) for t in targets]),
        "boxes": np.stack([np.concatenate([t.boxes, t.box_weights], -1) for t in targets]),
    }


def _move(boxes_xyxy: np.ndarray, affine: np.ndarray) -> np.ndarray:
    corners = apply_affine(affine, boxes_xyxy.reshape(-1, 2, 2))
    return np.concatenate([corners.min(1), corners.max(1)], -1)
