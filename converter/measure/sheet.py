"""A contact sheet of people with their poses drawn: the best and the worst of an evaluation."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageOps

from converter.measure.evaluate import Result
from converter.pose.spec import EDGES, SPEC

TILE_PX = 240
COLUMNS = 6
COLOURS = {"left": "#2F80ED", "right": "#F2545B", "trunk": "#1F2430", "head": "#1F2430"}


def contact_sheet(results: list[Result], path: Path, rows: int = 2) -> None:
    """Write the `rows` best rows above the `rows` worst, each with its OKS."""
    ranked = sorted(results, key=lambda result: -result.oks)
    count = min(rows * COLUMNS, len(ranked))
    chosen = ranked[:count] + ranked[len(ranked) - count :]
    lines = -(-len(chosen) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * TILE_PX, lines * TILE_PX), "#FAF7F2")
    for place, result in enumerate(chosen):
        row, column = divmod(place, COLUMNS)
        sheet.paste(_tile(result), (column * TILE_PX, row * TILE_PX))
    sheet.save(path)


def _tile(result: Result) -> Image.Image:
    """The person's surroundings, square, with the found pose in colour and the true keypoints as rings."""
    x0, y0, x1, y1 = result.person.box_xyxy
    side = 1.3 * max(x1 - x0, y1 - y0)
    origin = np.array([x0 + x1, y0 + y1]) / 2 - side / 2
    scale = TILE_PX / side
    with Image.open(result.person.image) as image:
        box = (*origin, *(origin + side))
        tile = image.convert("RGB").transform(
            (TILE_PX, TILE_PX), Image.Transform.EXTENT, box, Image.Resampling.BILINEAR
        )
    draw = ImageDraw.Draw(tile)
    draw_pose(draw, np.column_stack([(result.pose[:, :2] - origin) * scale, result.pose[:, 2]]), width=3)
    for x, y, visibility in result.person.keypoints:
        if visibility:
            x, y = (np.array([x, y]) - origin) * scale
            draw.ellipse((x - 3, y - 3, x + 3, y + 3), outline="#FFFFFF")
    draw.text((6, 6), f"OKS {result.oks:.2f}", fill="#FFFFFF", stroke_width=2, stroke_fill="#1F2430")
    return ImageOps.expand(tile.crop((1, 1, TILE_PX - 1, TILE_PX - 1)), 1, "#E6DFD5")


def draw_pose(draw: ImageDraw.ImageDraw, pose: np.ndarray, width: int) -> None:
    """The edges whose ends both score above the threshold, left blue, right coral, the rest ink."""
    threshold = SPEC["tracking"]["keypoint_threshold"]
    for a, b, part in EDGES:
        if min(pose[a, 2], pose[b, 2]) >= threshold:
            draw.line([*pose[a, :2], *pose[b, :2]], fill=COLOURS[part], width=width)
