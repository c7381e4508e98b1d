"""Rooms and streets to set drawn people in: pieces of real photos that show as few people as can be."""

import cv2
import numpy as np

from converter.data.annotations import Scene
from converter.pose.spec import CROP_HEIGHT, CROP_WIDTH

WINDOWS = 6  # tried in a photo; the one that shows least of people is taken
WINDOW_WIDTH = (0.25, 0.8)  # of the widest window that fits the photo
EDGE_PX = 0.7  # standard deviation: a drawn edge is then as soft as a photo's


def random_window(scene: Scene, rng: np.random.Generator) -> tuple[int, int, int, int]:
    """Left, top, width and height of a piece shaped as a crop, away from the photo's people."""
    photo_width, photo_height = scene.size
    widest = min(photo_width, photo_height * CROP_WIDTH / CROP_HEIGHT)
    windows = []
    for _ in range(WINDOWS):
        width = max(int(widest * rng.uniform(*WINDOW_WIDTH)), 2)
        height = max(min(width * CROP_HEIGHT // CROP_WIDTH, photo_height), 2)
        left, top = rng.integers(0, photo_width - width + 1), rng.integers(0, photo_height - height + 1)
        windows.append((int(left), int(top), width, height))
    return min(windows, key=lambda window: _share_of_people(window, scene))


def backdrop(photo: np.ndarray, window: tuple[int, int, int, int], rng: np.random.Generator) -> np.ndarray:
    """The window of a photo (H, W, 3) as a crop (CROP_HEIGHT, CROP_WIDTH, 3), mirrored half the time."""
    left, top, width, height = window
    piece = cv2.resize(photo[top : top + height, left : left + width], (CROP_WIDTH, CROP_HEIGHT))
    return piece[:, ::-1] if rng.random() < 0.5 else piece


def set_before(crop: np.ndarray, people: np.ndarray, behind: np.ndarray) -> np.ndarray:
    """A crop's people before a backdrop, both (H, W, 3) uint8; `people` (H, W) is 255 where they are."""
    mask = cv2.GaussianBlur(people.astype(np.float32) / 255, (0, 0), EDGE_PX)[..., None]
    return (crop * mask + behind * (1 - mask)).astype(np.uint8)


def _share_of_people(window: tuple[int, int, int, int], scene: Scene) -> float:
    left, top, width, height = window
    boxes = np.concatenate([scene.boxes_xyxy, scene.crowds_xyxy])
    corners = np.array([left, top, left + width, top + height])
    overlap = np.minimum(boxes[:, 2:], corners[2:]) - np.maximum(boxes[:, :2], corners[:2])
    return float(overlap.clip(0).prod(1).sum() / (width * height))
