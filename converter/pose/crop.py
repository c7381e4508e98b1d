"""Cut the network's input out of a photo."""

import numpy as np
from PIL import Image

from converter.pose.geometry import invert_affine
from converter.pose.spec import CROP_HEIGHT, CROP_WIDTH


def crop_image(
    image: Image.Image, crop_from_image: np.ndarray, width: int = CROP_WIDTH, height: int = CROP_HEIGHT
) -> np.ndarray:
    """The crop (height, width, 3) uint8 of an RGB image; black beyond its borders.

    Bilinear at the pixel centres of `converter.pose.geometry`; a picture more than twice too large is first
    reduced by a whole factor, so that no pixel is skipped.
    """
    image_from_crop = invert_affine(crop_from_image)
    factor = max(1, int(image_from_crop[0, 0]))
    if factor > 1:
        image = image.reduce(factor)
        # Reduced pixel i covers pixels i * factor .. (i + 1) * factor - 1, whose middle is its centre.
        image_from_crop[:, 2] -= (factor - 1) / 2
        image_from_crop /= factor
    # Pillow samples at (x + 0.5, y + 0.5) of continuous coordinates, in which pixel 0 spans 0 to 1.
    linear, translation = image_from_crop[:, :2], image_from_crop[:, 2]
    translation = translation + 0.5 - linear @ [0.5, 0.5]
    data = (*linear[0], translation[0], *linear[1], translation[1])
    return np.asarray(
        image.transform((width, height), Image.Transform.AFFINE, data, Image.Resampling.BILINEAR)
    )
