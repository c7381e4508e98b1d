"""Augmentation: one random affine for scale, rotation, shift and flip, then colour, blur and occlusion."""

from dataclasses import dataclass

import cv2
import numpy as np

from converter.data.annotations import Person
from converter.pose.geometry import apply_affine, crop_from_box
from converter.pose.spec import CROP_HEIGHT, CROP_WIDTH, INDEX, MIRROR, K

UPPER_BODY = np.arange(K) <= INDEX["right_hip"]


@dataclass(frozen=True)
class AugmentConfig:
    """Probabilities and ranges; the defaults are those of the first shipped network."""

    enlarge: tuple[float, float] = (1.0, 1.5)  # arXiv 1701.01779, section 3.2.1
    loose: float = 0.1  # share of crops with the person small in it, as in a camera's first frame
    loose_enlarge: tuple[float, float] = (1.5, 2.4)
    shift: float = 0.1  # of the crop's size, standard deviation
    rotate_deg: float = 18.0  # standard deviation
    upside_down: float = 0.03  # share of crops turned by any angle
    half_body: float = 0.3
    colour: float = 0.8
    grey: float = 0.05
    blur: float = 0.15
    coarse: float = 0.15  # share of crops that look enlarged from a small picture
    occlude: float = 0.3
    photo_patches: float = 0.0  # share of the boxes that hide a body that show a piece of another photo
    backdrop: float = 0.0  # share of drawn people set before a piece of a photo
    dark: float = 0.0  # share of crops with little light and the noise of a sensor that makes up for it


def random_crop_from_image(person: Person, config: AugmentConfig, rng: np.random.Generator) -> np.ndarray:
    """The affine (2, 3) of one random crop; a negative determinant means it is flipped."""
    box = person.box_xyxy
    if rng.random() < config.half_body:
        box = _half_body_box(person, rng)
    enlarge = rng.uniform(*(config.loose_enlarge if rng.random() < config.loose else config.enlarge))
    base = crop_from_box(box, enlarge)
    angle = np.deg2rad(
        rng.uniform(-180, 180) if rng.random() < config.upside_down else rng.normal(0, config.rotate_deg)
    )
    shift = rng.normal(0, config.shift, 2) * [CROP_WIDTH, CROP_HEIGHT]
    cosine, sine = np.cos(angle), np.sin(angle)
    turn = np.array([[cosine, -sine], [sine, cosine]])
    if rng.random() < 0.5:
        turn = np.diag([-1.0, 1.0]) @ turn
    centre = np.array([CROP_WIDTH - 1, CROP_HEIGHT - 1]) / 2
    return np.column_stack([turn @ base[:, :2], turn @ (base[:, 2] - centre) + centre + shift])


def _half_body_box(person: Person, rng: np.random.Generator) -> np.ndarray:
    """A box around the upper or lower half where enough of it is labelled, else the person's own."""
    labelled = person.keypoints[:, 2] > 0
    half = UPPER_BODY if rng.random() < 0.75 else ~UPPER_BODY
    points = person.keypoints[labelled & half, :2]
    if len(points) < 4 or min(np.ptp(points, 0)) <= 1:
        return person.box_xyxy
    padding = 0.15 * np.ptp(points, 0).max()
    return np.concatenate([points.min(0) - padding, points.max(0) + padding])


def transform_keypoints(keypoints: np.ndarray, crop_from_image: np.ndarray) -> np.ndarray:
    """Keypoints (..., K, 3) of x, y, visibility in crop pixels; a flip swaps the names of left and right."""
    points = apply_affine(crop_from_image, keypoints[..., :2])
    moved = np.concatenate([points, keypoints[..., 2:]], -1)
    flipped = np.linalg.det(crop_from_image[:, :2]) < 0
    return moved[..., MIRROR, :] if flipped else moved


def warp(image: np.ndarray, crop_from_image: np.ndarray, beyond: int = 0) -> np.ndarray:
    """The crop (CROP_HEIGHT, CROP_WIDTH, 3) uint8; black, or as bright as said, beyond the picture."""
    size = (CROP_WIDTH, CROP_HEIGHT)
    return cv2.warpAffine(image, crop_from_image, size, flags=cv2.INTER_LINEAR, borderValue=(beyond,) * 3)


def change_pixels(
    crop: np.ndarray, config: AugmentConfig, rng: np.random.Generator, other: np.ndarray | None = None
) -> np.ndarray:
    """Colour, blur, resolution and occlusion of a crop (H, W, 3) uint8; `other`: a photo to hide it with."""
    if rng.random() < config.colour:
        crop = _recolour(crop, rng)
    if rng.random() < config.grey:
        crop = cv2.cvtColor(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    if rng.random() < config.coarse:
        crop = _coarsen(crop, rng)
    if rng.random() < config.blur:
        crop = _blur(crop, rng)
    if rng.random() < config.occlude:
        crop = _occlude(crop, config.photo_patches, other, rng)
    if config.dark and rng.random() < config.dark:  # no draw without: runs from before it stay what they were
        crop = _darken(crop, rng)
    return crop


def _recolour(crop: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Gamma, contrast, brightness and a tint, as one look-up table per channel."""
    levels = np.linspace(0, 1, 256)[:, None] ** np.exp(rng.normal(0, 0.3))
    contrast, brightness, tint = (
        np.exp(rng.normal(0, 0.2)),
        rng.normal(0, 0.08),
        np.exp(rng.normal(0, 0.08, 3)),
    )
    table = ((levels - 0.5) * contrast + 0.5 + brightness) * tint
    return cv2.LUT(crop, (table.clip(0, 1) * 255).astype(np.uint8)[None])


def _coarsen(crop: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    factor = rng.uniform(0.3, 0.8)
    small = cv2.resize(crop, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (crop.shape[1], crop.shape[0]), interpolation=cv2.INTER_LINEAR)


def _blur(crop: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Out of focus or moving."""
    if rng.random() < 0.5:
        return cv2.GaussianBlur(crop, (0, 0), rng.uniform(0.5, 2.5))
    size = int(rng.integers(3, 12))
    kernel = np.zeros((size, size), np.float32)
    kernel[size // 2] = 1 / size
    turn = cv2.getRotationMatrix2D(((size - 1) / 2, (size - 1) / 2), rng.uniform(0, 180), 1)
    turned = cv2.warpAffine(kernel, turn, (size, size))
    return cv2.filter2D(crop, -1, turned / max(turned.sum(), 1e-6))


def _darken(crop: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    light = crop * np.float32(rng.uniform(0.1, 0.5))
    noise = rng.uniform(2, 12) * rng.standard_normal(crop.shape, np.float32)
    return (light + noise).clip(0, 255).astype(np.uint8)


def _occlude(
    crop: np.ndarray, photo_patches: float, other: np.ndarray | None, rng: np.random.Generator
) -> np.ndarray:
    """Up to three boxes of colour, noise or a photo, as furniture and limbs of others would hide a body."""
    crop = crop.copy()
    for _ in range(rng.integers(1, 4)):
        height, width = (rng.uniform(0.08, 0.3, 2) * crop.shape[:2]).astype(int)
        top, left = rng.integers(0, crop.shape[0] - height), rng.integers(0, crop.shape[1] - width)
        if other is not None and rng.random() < photo_patches:
            patch = _piece(other, height, width, rng)
        elif rng.random() < 0.6:
            patch = rng.integers(0, 256, 3)
        else:
            patch = rng.integers(0, 256, (height, width, 3))
        crop[top : top + height, left : left + width] = patch
    return crop


def _piece(photo: np.ndarray, height: int, width: int, rng: np.random.Generator) -> np.ndarray:
    """A random piece of a photo, (height, width, 3); a photo smaller than that is enlarged."""
    grow = max(height / photo.shape[0], width / photo.shape[1], 1)
    if grow > 1:
        photo = cv2.resize(photo, None, fx=grow * 1.01, fy=grow * 1.01)
    top = rng.integers(0, photo.shape[0] - height + 1)
    left = rng.integers(0, photo.shape[1] - width + 1)
    return photo[top : top + height, left : left + width]
