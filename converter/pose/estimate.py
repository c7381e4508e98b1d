"""From a person's box to its pose, whatever runs the network: Keras, LiteRT or a peer."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

import numpy as np
from PIL import Image

from converter.pose.calibration import shown, weighed
from converter.pose.crop import crop_image
from converter.pose.decode import decode
from converter.pose.geometry import compose, crop_from_box, fitted, pose_to_image
from converter.pose.spec import CROP_HEIGHT, CROP_WIDTH, STRIDE

CROP_SIZE = CROP_HEIGHT, CROP_WIDTH


class Crop(NamedTuple):
    pixels: np.ndarray  # (CROP_HEIGHT, CROP_WIDTH, 3) uint8; more for a network of a larger input
    crop_from_image: np.ndarray  # (2, 3), to pixels of CROP_SIZE whatever the input
    shown_xyxy: np.ndarray  # (4,) what it shows of the picture, in the same


class Network(Protocol):
    """Anything that turns crops into maps.

    One that says what it takes in, as `input_shape` (batch, H, W, 3), sees crops of that size.
    """

    def predict_on_batch(self, crops: np.ndarray) -> dict[str, np.ndarray]:
        """`heatmaps` (B, h, w, K) logits and `offsets` (B, h, w, 2K) of crops (B, H, W, 3) RGB 0..255.

        In cells of STRIDE pixels of the crops: 33 x 25 for those of CROP_SIZE.
        """
        ...


def poses_in_boxes(
    network: Network, image: Image.Image, boxes_xyxy: Iterable[np.ndarray]
) -> list[np.ndarray]:
    """Poses (K, 3) of x, y, score of the people in boxes (4,) of an RGB image, in its pixels."""
    return estimate(network, [crop_for(network, image, box) for box in boxes_xyxy])


def crop_for(network: Network, image: Image.Image, box_xyxy: np.ndarray) -> Crop:
    """The crop that this network sees of a person in an RGB image."""
    return person_crop(image, box_xyxy, crop_size(network))


def crop_size(network: Network) -> tuple[int, int]:
    """Height and width of the crops that a network sees: CROP_SIZE where it does not say."""
    return getattr(network, "input_shape", (None, *CROP_SIZE))[1:3]


def person_crop(image: Image.Image, box_xyxy: np.ndarray, size: tuple[int, int] = CROP_SIZE) -> Crop:
    """The crop that a network of an input of size (height, width) sees of a person in an RGB image."""
    crop_from_image = crop_from_box(box_xyxy)
    height, width = size
    input_from_crop = fitted(CROP_WIDTH, CROP_HEIGHT, width, height)
    pixels = crop_image(image, compose(input_from_crop, crop_from_image), width, height)
    return Crop(pixels, crop_from_image, shown(crop_from_image, *image.size))


def estimate(network: Network, crops: list[Crop], batch_size: int = 32) -> list[np.ndarray]:
    """Poses (K, 3) of x, y, score in image pixels, of crops of one size."""
    poses = []
    for start in range(0, len(crops), batch_size):
        batch = crops[start : start + batch_size]
        for crop, votes in zip(batch, votes_in_crops(network, batch), strict=True):
            poses.append(pose_to_image(weighed(votes, crop.shown_xyxy), crop.crop_from_image))
    return poses


def votes_in_crops(network: Network, crops: list[Crop]) -> list[np.ndarray]:
    """Poses (K, 3) of x, y, votes in pixels of CROP_SIZE, of crops of one size.

    All lengths of the decoder keep their meaning: a larger input has finer cells of the same crop.
    """
    height, width = crops[0].pixels.shape[:2]
    input_from_crop = fitted(CROP_WIDTH, CROP_HEIGHT, width, height)
    scale, shift = input_from_crop[0, 0], input_from_crop[:, 2]
    maps = network.predict_on_batch(np.stack([crop.pixels for crop in crops]).astype(np.float32))
    poses = [
        decode(np.asarray(heatmaps), np.asarray(offsets) / scale, STRIDE / scale)
        for heatmaps, offsets in zip(maps["heatmaps"], maps["offsets"], strict=True)
    ]
    return [np.column_stack([pose[:, :2] - shift / scale, pose[:, 2]]) for pose in poses]
