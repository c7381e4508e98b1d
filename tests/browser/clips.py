"""Webcam clips made of the performer's frames, and the truth about them."""

import io
import json
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import numpy as np
from PIL import Image, ImageEnhance

from converter.pose.matching import mirror_pose, similarity

DATA = Path(__file__).parents[1] / "data" / "performer"
START_OF_JPEG = b"\xff\xd8\xff"
# In place of a pose: an empty room.
NOBODY = "nobody"
# Chromium plays a .mjpeg at 30 frames per second; the performer was filmed at 15.
REPEAT = 2
FPS = 30
WALL = (214, 205, 190)


def write_clip(path: Path, poses: list[str], seconds: float) -> Path:
    """A clip that holds each of the poses for so long, in order, with the movements between neighbours."""
    frames, truth = read_clip()
    sequence: list[int] = []
    for pose in poses:
        if pose == NOBODY:
            sequence += [len(frames)] * round(seconds * FPS)
            continue
        held = [i for i, frame in enumerate(truth) if frame["pose"] == pose and frame["state"] == "hold"]
        # To and fro, so that the sway of the held pose has no jump in it.
        sway = [*held, *held[-2:0:-1]]
        sequence += [sway[(i // REPEAT) % len(sway)] for i in range(round(seconds * FPS))]
        moving = [
            i for i, frame in enumerate(truth) if frame["pose"] == pose and frame["state"] == "transition"
        ]
        sequence += [i for i in moving for _ in range(REPEAT)]
    frames.append(_wall())
    path.write_bytes(b"".join(frames[i] for i in sequence))
    return path


def darkened(clip: Path, light: float) -> Path:
    """The same clip with so much of its light."""
    return _each_frame(clip, lambda image: ImageEnhance.Brightness(image).enhance(light))


def zoomed(clip: Path, scale: float) -> Path:
    """The same clip from nearer, around the head; for a scale below 1 from further away, before the wall."""

    def zoom(image: Image.Image) -> Image.Image:
        width, height = image.size
        if scale < 1:
            small = image.resize((round(width * scale), round(height * scale)))
            far = Image.new("RGB", image.size, WALL)
            far.paste(small, ((width - small.width) // 2, height - small.height))
            return far
        left, top = width * (1 - 1 / scale) / 2, height * 0.25
        return image.resize(image.size, box=(left, top, left + width / scale, top + height / scale))

    return _each_frame(clip, zoom)


def grainy(clip: Path) -> Path:
    """The same clip with a camera's noise, in each frame anew."""
    rng = np.random.default_rng(0)
    parts = clip.read_bytes().split(START_OF_JPEG)[1:]
    clip.write_bytes(b"".join(noisy(START_OF_JPEG + part, rng) for part in parts))
    return clip


def beside(left: Path, right: Path) -> Path:
    """A clip with the performer of one clip on the left and that of the other on the right."""
    others = cycle(pictures(right))

    def join(image: Image.Image) -> Image.Image:
        both = image.crop((160, 0, 800, 480))
        both.paste(next(others).crop((160, 0, 480, 480)), (320, 0))
        return both

    return _each_frame(left, join)


def noisy(frame: bytes, rng: np.random.Generator, spread: float = 6) -> bytes:
    """A JPEG frame with the noise of a camera's sensor, in brightness and half as much in each colour."""
    pixels = np.asarray(Image.open(io.BytesIO(frame)).convert("RGB"), np.float32)
    height, width, _ = pixels.shape
    noise = rng.normal(0, spread, (height, width, 1)) + rng.normal(0, spread / 2, (height, width, 3))
    return _jpeg(Image.fromarray((pixels + noise).clip(0, 255).astype(np.uint8)))


def _each_frame(clip: Path, change: Callable[[Image.Image], Image.Image]) -> Path:
    clip.write_bytes(b"".join(_jpeg(change(image)) for image in pictures(clip)))
    return clip


def _jpeg(image: Image.Image) -> bytes:
    image.save(buffer := io.BytesIO(), "JPEG", quality=90)
    return buffer.getvalue()


def pictures(clip: Path) -> list[Image.Image]:
    return [
        Image.open(io.BytesIO(START_OF_JPEG + part)) for part in clip.read_bytes().split(START_OF_JPEG)[1:]
    ]


def true_pose(name: str) -> np.ndarray:
    """The performer's pose (17, 3) in the middle of holding it; score 1 for each keypoint in the picture."""
    held = [frame for frame in read_clip()[1] if frame["pose"] == name and frame["state"] == "hold"]
    return pose_of(held[len(held) // 2]["keypoints"])


class Oracle:
    """How alike a gallery photo's true pose is to the performer's true pose, whatever the system says."""

    def __init__(self, gallery: Path):
        content = json.loads((gallery / "gallery.json").read_text())
        keypoints = {annotation["image_id"]: annotation["keypoints"] for annotation in content["annotations"]}
        self.names = [Path(image["file_name"]).stem for image in content["images"]]
        self.poses = [pose_of(keypoints[image["id"]]) for image in content["images"]]

    def similarity(self, pose: np.ndarray, photo: int, mirrored: bool) -> float:
        reference = self.poses[photo]
        return similarity(pose, mirror_pose(reference) if mirrored else reference).similarity

    def rank(self, pose: np.ndarray, photo: int) -> int:
        """0 for the gallery's best photo for this pose, either way round."""
        values = [max(self.similarity(pose, i, m) for m in (False, True)) for i in range(len(self.poses))]
        return sum(value > values[photo] for value in values)


def read_clip(folder: Path = DATA) -> tuple[list[bytes], list[dict]]:
    """JPEG files and what is true of each."""
    parts = (folder / "performer.mjpeg").read_bytes().split(START_OF_JPEG)
    frames = [START_OF_JPEG + part for part in parts[1:]]
    return frames, json.loads((folder / "performer.json").read_text())["frames"]


def _wall() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (640, 480), WALL).save(buffer, "JPEG")
    return buffer.getvalue()


def pose_of(keypoints: list[float]) -> np.ndarray:
    """(17, 3) with score 1 for each keypoint in the picture."""
    pose = np.array(keypoints, float).reshape(17, 3)
    pose[:, 2] = pose[:, 2] > 0
    return pose
