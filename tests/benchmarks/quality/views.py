"""What a camera sees of a person: the picture, where to look in it, and the true pose in it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageOps

from converter.data.annotations import Person
from converter.pose.geometry import box_from_pose
from converter.pose.matching import mirror_pose
from converter.pose.spec import INDEX, K

SHOULDERS = [INDEX["left_shoulder"], INDEX["right_shoulder"]]
HIPS = [INDEX["left_hip"], INDEX["right_hip"]]
KNEES = [INDEX["left_knee"], INDEX["right_knee"]]
BODY = np.arange(SHOULDERS[0], K)  # all but the face, which two of the folders do not label

TURN_DEG = 15
JITTER = 0.02  # of the body's height, as in the first measurements
BOX_JITTER = 0.08


@dataclass(frozen=True)
class View:
    """Poses are (K, 3) in pixels of the picture, with score 1 where a keypoint is labelled."""

    image: Image.Image
    box_xyxy: np.ndarray
    whole: np.ndarray  # beyond the picture's borders too: how a photo of the same pose would show it
    pose: np.ndarray  # what of it is in the picture
    given: np.ndarray  # what the matcher is told as "true keypoints": jittered in one condition


def is_visitor(person: Person) -> bool:
    """Somebody upright in front of a camera with all of the body labelled, so that each view has a truth."""
    _, y, v = person.keypoints.T
    upright = y[SHOULDERS].max() < y[HIPS].min() and y[HIPS].max() < y[KNEES].min()
    return bool((v[BODY] > 0).all() and upright and person.box_xyxy[3] - person.box_xyxy[1] >= 96)


def open_image(person: Person) -> Image.Image:
    with Image.open(person.image) as file:
        return file.convert("RGB")


def whole(person: Person, image: Image.Image, rng: np.random.Generator) -> View:
    pose = person.keypoints.copy()
    pose[:, 2] = pose[:, 2] > 0
    return View(image, person.box_xyxy, pose, pose, pose)


def legs_out(person: Person, image: Image.Image, rng: np.random.Generator) -> View:
    """The picture ends a little below the hips."""
    y = person.keypoints[:, 1]
    return _cut(whole(person, image, rng), y[HIPS].max() + 0.25 * (y[KNEES].min() - y[HIPS].max()))


def waist_up(person: Person, image: Image.Image, rng: np.random.Generator) -> View:
    """The picture ends between ribs and hips."""
    y = person.keypoints[:, 1]
    return _cut(whole(person, image, rng), y[SHOULDERS].max() + 0.8 * (y[HIPS].min() - y[SHOULDERS].max()))


def mirrored(person: Person, image: Image.Image, rng: np.random.Generator) -> View:
    view = whole(person, image, rng)
    to_mirror = np.array([image.width - 1, 0, 0])
    x0, y0, x1, y1 = view.box_xyxy
    pose = mirror_pose(view.pose) + to_mirror
    return View(
        ImageOps.mirror(image), np.array([to_mirror[0] - x1, y0, to_mirror[0] - x0, y1]), pose, pose, pose
    )


def jittered(person: Person, image: Image.Image, rng: np.random.Generator) -> View:
    """True keypoints moved by 2 % of the body's height; for the network, a box that is not quite right."""
    view = whole(person, image, rng)
    x0, y0, x1, y1 = view.box_xyxy
    centre, half = np.array([x0 + x1, y0 + y1]) / 2, np.array([x1 - x0, y1 - y0]) / 2
    centre = centre + rng.normal(0, BOX_JITTER, 2) * 2 * half
    half = half * np.exp(rng.normal(0, BOX_JITTER))
    box = np.concatenate([centre - half, centre + half])
    return replace(view, box_xyxy=box, given=jitter(view.pose, rng))


def turned(person: Person, image: Image.Image, rng: np.random.Generator) -> View:
    """The camera leans to one side; what stands oblique in the picture is the pose then."""
    view = whole(person, image, rng)
    centre = (view.box_xyxy[:2] + view.box_xyxy[2:]) / 2
    angle = TURN_DEG * rng.choice([-1, 1])
    pose = turn(view.pose, angle, centre)
    # Pillow turns about a point of continuous coordinates, in which pixel 0 spans 0 to 1.
    picture = image.rotate(angle, Image.Resampling.BILINEAR, center=tuple(centre + 0.5))
    return View(picture, box_from_pose(pose), pose, pose, pose)


CONDITIONS: dict[str, Callable[[Person, Image.Image, np.random.Generator], View]] = {
    "all keypoints": whole,
    "legs out of frame": legs_out,
    "waist-up": waist_up,
    "mirrored": mirrored,
    "jittered": jittered,
    "turned": turned,
}


def jitter(pose: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    height = np.ptp(pose[pose[:, 2] > 0, 1])
    return pose + np.column_stack([rng.normal(0, JITTER * height, (K, 2)), np.zeros(K)])


def turn(pose: np.ndarray, degrees: float, centre: np.ndarray) -> np.ndarray:
    """Counter-clockwise as one looks at it, y down."""
    cosine, sine = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    xy = (pose[:, :2] - centre) @ np.array([[cosine, -sine], [sine, cosine]]) + centre
    return np.column_stack([xy, pose[:, 2]])


def _cut(view: View, y_px: float) -> View:
    """Without what lies below `y_px`, as if the camera ended there."""
    height = int(np.clip(np.ceil(y_px), 1, view.image.height))
    image = view.image.crop((0, 0, view.image.width, height))
    pose = view.pose.copy()
    pose[pose[:, 1] > height - 1, 2] = 0
    x0, y0, x1, y1 = view.box_xyxy
    return View(image, np.array([x0, y0, x1, min(y1, height - 1)]), view.whole, pose, pose)
