"""From a person's box to its pose, whatever runs the network: Keras, LiteRT or a peer."""

from typing import NamedTuple, Protocol

import numpy as np
from PIL import Image

from converter.pose.calibration import shown, weighed
from converter.pose.crop import crop_image
from converter.pose.decode import decode
from converter.pose.geometry import crop_from_box, pose_to_image


class Crop(NamedTuple):
    pixels: np.ndarray  # (CROP_HEIGHT, CROP_WIDTH, 3) uint8
    crop_from_image: np.ndarray  # (2, 3)
    shown_xyxy: np.ndarray  # (4,) what it shows of the picture, in its own pixels


class Network(Protocol):
    """Anything that turns crops into maps."""

    def predict_on_batch(self, crops: np.ndarray) -> dict[str, np.ndarray]:
        """`heatmaps` (B, 33, 25, K) logits and `offsets` (B, 33, 25, 2K) of crops (B, H, W, 3) RGB 0..255."""
        ...


def person_crop(image: Image.Image, box_xyxy: np.ndarray) -> Crop:
    """The crop that the network sees of a person in an RGB image."""
    crop_from_image = crop_from_box(box_xyxy)
    return Crop(crop_image(image, crop_from_image), crop_from_image, shown(crop_from_image, *image.size))


def estimate(network: Network, crops: list[Crop], batch_size: int = 32) -> list[np.ndarray]:
    """Poses (K, 3) of x, y, score in image pixels."""
    poses = []
    for start in range(0, len(crops), batch_size):
        batch = crops[start : start + batch_size]
        maps = network.predict_on_batch(np.stack([crop.pixels for crop in batch]).astype(np.float32))
        for crop, heatmaps, offsets in zip(batch, maps["heatmaps"], maps["offsets"], strict=True):
            pose = weighed(decode(np.asarray(heatmaps), np.asarray(offsets)), crop.shown_xyxy)
            poses.append(pose_to_image(pose, crop.crop_from_image))
    return poses
