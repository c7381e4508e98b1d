"""What a webcam does to a picture, done to photos on purpose: cut, dark, moved, against the light."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from converter.data.annotations import Person
from converter.data.cuts import Cut, cut, whole
from converter.measure.evaluate import Estimator, with_images
from converter.pose.metrics import keypoint_oks

SEED = 7
MIN_LEFT = 4  # keypoints of a person that a cut leaves

Change = Callable[[np.ndarray, np.ndarray, np.random.Generator], np.ndarray]


def dark(pixels: np.ndarray, box: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """An eighth to a quarter of the light, and the noise of a sensor that makes up for it."""
    light = pixels.astype(np.float32) * rng.uniform(0.12, 0.25) + rng.normal(0, 9, pixels.shape)
    return light.clip(0, 255).astype(np.uint8)


def moved(pixels: np.ndarray, box: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Blurred along a line of a twentieth of the person's height, in any direction."""
    size = max(3, int((box[3] - box[1]) / 20) | 1)
    kernel = np.zeros((size, size), np.float32)
    kernel[size // 2] = 1
    turn = cv2.getRotationMatrix2D(((size - 1) / 2, (size - 1) / 2), rng.uniform(0, 180), 1)
    turned = cv2.warpAffine(kernel, turn, (size, size))
    return cv2.filter2D(pixels, -1, turned / turned.sum())


def backlight(pixels: np.ndarray, box: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A window behind: the person in the dark, what is around them washed out."""
    height, width = pixels.shape[:2]
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    middle, half = (box[:2] + box[2:]) / 2, np.maximum((box[2:] - box[:2]) / 2, 1)
    inside = np.exp(-(((x - middle[0]) / half[0]) ** 4 + ((y - middle[1]) / half[1]) ** 4))[..., None]
    values = pixels.astype(np.float32)
    lit = values * 0.6 + 140
    return (values * 0.3 * inside + lit * (1 - inside)).clip(0, 255).astype(np.uint8)


def clutter(pixels: np.ndarray, box: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Shelves and cables: lines and boxes of any colour over a tenth of the person and around them."""
    result = pixels.copy()
    low, size = box[:2], box[2:] - box[:2]
    for _ in range(14):
        start = low + size * rng.uniform(-0.6, 1.6, 2)
        end = start + size * rng.uniform(-0.3, 0.3, 2)
        colour = rng.integers(0, 256, 3).tolist()
        (x0, y0), (x1, y1) = start.astype(int).tolist(), end.astype(int).tolist()
        hides = ((start > low) & (start < low + size)).all()
        if hides or rng.random() < 0.5:
            cv2.line(result, (x0, y0), (x1, y1), colour, max(1, int(size.max() / 60)))
        else:
            cv2.rectangle(result, (x0, y0), (x1, y1), colour, -1)
    return result


def coarse(pixels: np.ndarray, box: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The person 80 px tall, pressed as JPEG of quality 25, and enlarged again."""
    height, width = pixels.shape[:2]
    factor = min(1, 80 / max(box[3] - box[1], 1))
    small = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    _, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 25])
    pressed = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR))
    return cv2.resize(pressed, (width, height), interpolation=cv2.INTER_LINEAR)


CHANGES: dict[str, Change] = {
    "dark": dark,
    "moved": moved,
    "backlight": backlight,
    "clutter": clutter,
    "coarse": coarse,
}
CUT_CONDITIONS = {"cut at the waist": "waist", "an arm out of view": "arm"}
CONDITIONS = ("as it is", *CUT_CONDITIONS, *CHANGES)


def in_condition(person: Person, image: Image.Image, condition: str) -> Cut | None:
    """A person's picture in one of CONDITIONS; None where the person does not allow it. Always the same."""
    rng = np.random.default_rng([SEED, person.annotation_id, CONDITIONS.index(condition)])
    if condition in CUT_CONDITIONS:
        part = cut(person, image, CUT_CONDITIONS[condition], rng)
        return part if part is not None and part.there.sum() >= MIN_LEFT else None
    view = whole(person, image)
    if condition in CHANGES:
        changed = CHANGES[condition](np.asarray(image), person.box_xyxy, rng)
        view = view._replace(image=Image.fromarray(changed))
    return view


def condition_figures(
    estimators: dict[str, Estimator], people: list[Person]
) -> dict[str, dict[str, tuple[float, float]]]:
    """Mean OKS and share above .5 by condition and estimator, over the keypoints left; and `people`."""
    values: dict[str, dict[str, list[float]]] = {c: {name: [] for name in estimators} for c in CONDITIONS}
    for person, image in with_images(people):
        for condition in CONDITIONS:
            view = in_condition(person, image, condition)
            if view is None:
                continue
            for name, estimator in estimators.items():
                pose = estimator(view.image, view.box_xyxy)
                terms = keypoint_oks(pose[:, :2], view.keypoints, person.area)
                values[condition][name].append(float(terms[view.there].mean()))
    return {
        condition: {
            name: (round(float(np.mean(v)), 3), round(float(np.mean(np.array(v) > 0.5)), 3))
            for name, v in by_name.items()
            if v
        }
        | {"people": (len(next(iter(by_name.values()))), 0)}
        for condition, by_name in values.items()
    }


def condition_sheet(estimator: Estimator, people: list[Person], path: Path, columns: int = 6) -> None:
    """A row of people for each condition, with the poses found."""
    from PIL import ImageDraw

    from converter.measure.sheet import TILE_PX, draw_pose

    chosen = people[:: max(1, len(people) // columns)][:columns]
    sheet = Image.new("RGB", (columns * TILE_PX, len(CONDITIONS) * TILE_PX), "#FAF7F2")
    for column, (person, image) in enumerate(with_images(chosen)):
        for row, condition in enumerate(CONDITIONS):
            view = in_condition(person, image, condition)
            if view is None:
                continue
            pose = estimator(view.image, view.box_xyxy)
            scale = TILE_PX / max(view.image.size)
            tile = view.image.resize([max(1, int(side * scale)) for side in view.image.size])
            draw = ImageDraw.Draw(tile)
            draw_pose(draw, np.column_stack([pose[:, :2] * scale, pose[:, 2]]), width=3)
            draw.text((6, 6), condition, fill="#FFFFFF", stroke_width=2, stroke_fill="#1F2430")
            sheet.paste(tile, (column * TILE_PX, row * TILE_PX))
    sheet.save(path)
