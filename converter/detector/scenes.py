"""Batches of pictures for the detector: whole or from nearby, moved, flipped and recoloured at random."""

from typing import NamedTuple

import cv2
import numpy as np

from converter.data.annotations import Scene
from converter.data.augment import AugmentConfig, change_pixels
from converter.data.batches import RandomBatches, read_image
from converter.data.passes import Passes
from converter.detector.targets import encode_boxes
from converter.pose.detect import NEARBY_SIDES, SIZE, area, input_from_image, small_in_photo
from converter.pose.geometry import apply_affine

# A person of whom less than this is left in the picture is neither there nor not there.
LEAST_SEEN = 0.25
MIN_SIDE_PX = 4
CENTRE = np.array([SIZE - 1, SIZE - 1]) / 2
SHIFT = 0.15  # of the input's side, standard deviation
# A view from nearby: so many times the person's longer side, and so far off its middle as a share of that.
# Boxes that the library puts its windows around are not yet right, so these vary about its own.
VIEW_SIDES = (0.65 * NEARBY_SIDES, 1.6 * NEARBY_SIDES)
VIEW_SHIFT = 0.2


class View(NamedTuple):
    """What the detector is shown."""

    pixels: np.ndarray  # (SIZE, SIZE, 3) uint8
    boxes_xyxy: np.ndarray  # (N, 4) people, in its pixels
    doubtful_xyxy: np.ndarray  # (M, 4) where nobody knows whether there are more


class SceneBatches(RandomBatches):
    """Random views of scenes, with stacked targets."""

    def __init__(
        self,
        sources: list[tuple[list[Scene], float]],
        batch_size: int,
        steps_per_epoch: int,
        seed: int,
        zoom: tuple[float, float],
        mosaic: float,
        augment: AugmentConfig,
        nearby: float = 0.0,
        **loader,
    ):
        passes = Passes([len(scenes) for scenes, _ in sources], [share for _, share in sources], seed)
        super().__init__(passes, batch_size, steps_per_epoch, **loader)
        self.scenes = [scenes for scenes, _ in sources]
        self.zoom, self.mosaic, self.augment, self.nearby = zoom, mosaic, augment, nearby

    def stack(self, samples: list[View]):
        return stack_views(samples)

    def sample(self, number: int) -> View:
        rng = np.random.default_rng([self.seed, number])
        view = self._view(number, rng)
        if rng.random() < self.mosaic:
            # The other three come from elsewhere in the order, the same for a resumed run.
            others = [self._view(int(other), rng) for other in rng.integers(0, 1 << 31, 3)]
            view = tile([view, *others])
        return view._replace(pixels=change_pixels(view.pixels, self.augment, rng))

    def _view(self, number: int, rng: np.random.Generator) -> View:
        source, item = self.passes.place(number)
        scene = self.scenes[source][item]
        input_from_scene = self._input_from_scene(scene, rng)
        pixels = cv2.warpAffine(
            read_image(scene.image), input_from_scene, (SIZE, SIZE), flags=cv2.INTER_LINEAR
        )
        boxes, doubtful = boxes_in_view(scene, input_from_scene)
        outside = np.zeros((0, 4)) if scene.complete else np.array([[0, 0, SIZE - 1, SIZE - 1]], float)
        return View(pixels, boxes, np.concatenate([doubtful, outside]))

    def _input_from_scene(self, scene: Scene, rng: np.random.Generator) -> np.ndarray:
        # No draw without views from nearby: runs from before them stay what they were.
        if self.nearby and rng.random() < self.nearby:
            small = scene.boxes_xyxy[small_in_photo(scene.boxes_xyxy, *scene.size)]
            if len(small):
                return nearby_view(rng.choice(small), rng)
        return random_view(scene, self.zoom, rng)


def tile(views: list[View]) -> View:
    """Four views at half their size, two by two: many small people, as whole photos of crowds have them."""
    # Halved, the pixel centres 0 to SIZE - 1 span half the input; the four meet in its middle.
    half = (SIZE - 1) // 2
    tiles = [cv2.resize(view.pixels, (half + 1, half + 1), interpolation=cv2.INTER_AREA) for view in views]
    pixels = np.zeros((SIZE, SIZE, 3), np.uint8)
    boxes, doubtful = [], []
    for number, (view, small) in enumerate(zip(views, tiles, strict=True)):
        row, column = divmod(number, 2)
        pixels[row * half : row * half + half + 1, column * half : column * half + half + 1] = small
        shift = np.tile([column * half, row * half], 2)
        boxes.append(view.boxes_xyxy / 2 + shift)
        doubtful.append(view.doubtful_xyxy / 2 + shift)
    return View(pixels, *(_without_specks(np.concatenate(some)) for some in (boxes, doubtful)))


def _without_specks(boxes_xyxy: np.ndarray) -> np.ndarray:
    return boxes_xyxy[(boxes_xyxy[:, 2:] - boxes_xyxy[:, :2]).min(-1, initial=SIZE) >= MIN_SIDE_PX]


def random_view(scene: Scene, zoom: tuple[float, float], rng: np.random.Generator) -> np.ndarray:
    """The affine (2, 3) from a scene to the input; in half of all views flipped left to right."""
    base = input_from_image(*scene.size)
    scale = np.exp(rng.uniform(*np.log(zoom)))
    turn = _either_way(scale, rng)
    # Zoomed in, the view goes to a place in the picture; zoomed out, the picture stays in view.
    shift = rng.normal(0, SHIFT * max(scale, 1), 2) * (SIZE - 1)
    return np.column_stack([turn @ base[:, :2], turn @ (base[:, 2] - CENTRE) + CENTRE + shift])


def nearby_view(box_xyxy: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The affine (2, 3) from a scene to the input around one of its people, flipped in half of all views."""
    longer = max(*(box_xyxy[2:] - box_xyxy[:2]), MIN_SIDE_PX)
    scale = (SIZE - 1) / (rng.uniform(*VIEW_SIDES) * longer)
    turn = _either_way(scale, rng)
    middle = (box_xyxy[:2] + box_xyxy[2:]) / 2 + rng.normal(0, VIEW_SHIFT * longer, 2)
    return np.column_stack([turn, CENTRE - turn @ middle])


def _either_way(scale: float, rng: np.random.Generator) -> np.ndarray:
    """Enlarged by scale, and flipped left to right or not: (2, 2)."""
    return np.diag([scale if rng.random() < 0.5 else -scale, scale])


def boxes_in_view(scene: Scene, input_from_scene: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Boxes (N, 4) of people, cut at the borders, and doubtful ones (M, 4), in input pixels."""
    moved, crowds = (_move(boxes, input_from_scene) for boxes in (scene.boxes_xyxy, scene.crowds_xyxy))
    cut = np.clip(moved, 0, SIZE - 1)
    share = area(cut) / np.maximum(area(moved), 1e-9)
    sides = (cut[:, 2:] - cut[:, :2]).min(-1) if len(cut) else np.zeros(0)
    seen = (share >= LEAST_SEEN) & (sides >= MIN_SIDE_PX)
    partly = ~seen & (area(cut) > 0)
    return cut[seen], np.concatenate([cut[partly], np.clip(crowds, 0, SIZE - 1)])


def stack_views(views: list[View]) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Pictures (B, SIZE, SIZE, 3), and targets with weights as `converter.detector.loss` reads them."""
    targets = [encode_boxes(view.boxes_xyxy, view.doubtful_xyxy) for view in views]
    pictures = np.stack([view.pixels for view in views]).astype(np.float32)
    return pictures, {
        "centres": np.stack([np.concatenate([t.centres, t.counted], -1) for t in targets]),
        "boxes": np.stack([np.concatenate([t.boxes, t.box_weights], -1) for t in targets]),
    }


def _move(boxes_xyxy: np.ndarray, affine: np.ndarray) -> np.ndarray:
    corners = apply_affine(affine, boxes_xyxy.reshape(-1, 2, 2))
    return np.concatenate([corners.min(1), corners.max(1)], -1)
