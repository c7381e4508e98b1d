"""From a person's box to its pose, whatever runs the network."""

from typing import NamedTuple

import numpy as np
from PIL import Image

from converter.pose.crop import crop_image
from converter.pose.decode import decode
from converter.pose.geometry import crop_from_box, pose_to_image


class Crop(NamedTuple):
    pixels: np.ndarray  # (CROP_HEIGHT, CROP_WIDTH, 3) uint8
    crop_from_image: np.ndarray  # (2, 3)


def person_crop(image: np.ndarray, box_xyxy: np.ndarray) -> Crop:
    """The crop that the network sees of a person in an RGB image (H, W, 3)."""
    crop_from_image = crop_from_box(box_xyxy)
    return Crop(crop_image(Image.fromarray(image), crop_from_image), crop_from_image)


def estimate(network, crops: list[Crop], batch_size: int = 32) -> list[np.ndarray]:
    """Poses (K, 3) in image pixels; `network.predict_on_batch` gives `heatmaps` and `offsets`."""
    poses = []
    for start in range(0, len(crops), batch_size):
        batch = crops[start : start + batch_size]
        maps = network.predict_on_batch(np.stack([crop.pixels for crop in batch]).astype(np.float32))
        for crop, heatmaps, offsets in zip(batch, maps["heatmaps"], maps["offsets"], strict=True):
            poses.append(pose_to_image(decode(np.asarray(heatmaps), np.asarray(offsets)), crop.crop_from_image))
    return poses
