"""Write the golden files that hold Python and the page together: `python -m converter golden`.

Each file is {"tolerance", "cases": [{"name", "input", "expected"}]}. The hand-worked cases were calculated on
paper and stand here as numbers; the generated ones are what Python answers.
"""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from converter.pose.calibration import Calibration, features, shown, weighed
from converter.pose.decode import decode
from converter.pose.detect import boxes_to_image, decode_boxes
from converter.pose.geometry import box_from_pose, crop_from_box, pose_to_image
from converter.pose.matching import align, mirror_pose, similarity
from converter.pose.spec import K

OFF, ON = -50.0, 50.0  # logits of "certainly not" and "certainly"


def write_golden(folder: Path) -> list[Path]:
    """Write every golden file; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = {
        "calibration": calibration_golden(),
        "decode": decode_golden(),
        "detect": detect_golden(),
        "geometry": geometry_golden(),
        "matching": matching_golden(),
    }
    paths = [folder / f"{name}.json" for name in contents]
    for path, content in zip(paths, contents.values(), strict=True):
        path.write_text(json.dumps(content, indent=None, separators=(",", ":")) + "\n", encoding="utf-8")
    return paths


def run_calibration(case: dict) -> dict:
    """Answer the input of a calibration case."""
    pose = np.array(case["pose"])
    shown_xyxy = shown(np.array(case["crop_from_image"]), case["width"], case["height"])
    calibration = Calibration(np.array(case["coefficients"]), np.array(case["intercepts"]))
    return {
        "features": _rounded(features(pose, shown_xyxy)),
        "weighed": _rounded(weighed(pose, shown_xyxy, calibration)),
    }


def run_decode(case: dict) -> list:
    """Answer the input of a decode case."""
    shape = case["height"], case["width"]
    heatmaps = np.array(case["heatmaps"]).reshape(*shape, -1)
    offsets = np.array(case["offsets"]).reshape(*shape, -1)
    return _rounded(decode(heatmaps, offsets, **case["options"]))


def run_detect(case: dict) -> dict:
    """Answer the input of a detect case: boxes in the picture's pixels, and scores."""
    maps, shape = case["maps"], (case["maps"]["height"], case["maps"]["width"])
    centres, boxes = np.reshape(maps["centres"], (*shape, 1)), np.reshape(maps["boxes"], (*shape, 4))
    found = decode_boxes(centres, boxes, min_score=case["min_score"])
    boxes_xyxy, scores = boxes_to_image(found, case["width"], case["height"])
    return {"boxes": _rounded(boxes_xyxy), "scores": _rounded(scores)}


def run_geometry(case: dict) -> list | None:
    """Answer the input of a geometry case."""
    if "box_xyxy" in case:
        return _rounded(crop_from_box(np.array(case["box_xyxy"])))
    if "crop_from_image" in case:
        return _rounded(pose_to_image(np.array(case["pose"]), np.array(case["crop_from_image"])))
    box = box_from_pose(np.array(case["pose"]))
    return None if box is None else _rounded(box)


def run_matching(case: dict) -> dict:
    """Answer the input of a matching case, as it is and mirrored; how it is aligned, as it is."""
    query, reference = np.array(case["query"]), np.array(case["reference"])
    plain, mirrored = similarity(query, reference), similarity(mirror_pose(query), reference)
    return {
        "similarity": _rounded(plain.similarity),
        "mirrored": _rounded(mirrored.similarity),
        "agreement": _rounded(plain.agreement),
        "aligned": _rounded(align(query, reference)),
    }


def calibration_golden() -> dict:
    rng = np.random.default_rng(21)
    # Half as many votes as a disk has: logit 0. At height 100: 0. The picture ends at x 90 of the crop, its
    # upper border lies at 20, so (80, 100) is 10 px inside: 10 / 15. Of (95, 100), 5 px outside: -5 / 15.
    # The first counts by its own edge, 1.5 * 2 / 3 = 1: half of 0.73105858. The second by ln 3: half of 0.75.
    crop = {"crop_from_image": [[1, 0, 0], [0, 1, 20]], "width": 91, "height": 400}
    fitted = {"coefficients": [[0, 0, 0, 0, 1.5, 0], [0] * 6], "intercepts": [0, 1.09861229]}
    worked: dict = {"name": "by hand", "input": crop | {"pose": [[80, 100, 0.5], [95, 100, 0.5]]} | fitted}
    worked["expected"] = {
        "features": [0, 0, 0, 0, 2 / 3, -1 / 3],
        "weighed": [[80, 100, 0.36552929], [95, 100, 0.375]],
    }
    pose = np.column_stack([rng.uniform(-10, 260, (K, 2)), rng.uniform(0, 1, K)]).round(3)
    seen = crop | {"crop_from_image": [[0.4, 0, -30], [0, 0.4, 12]], "width": 640, "height": 480}
    fitted = {
        "coefficients": rng.normal(0, 0.2, (K, 3 * K)).round(2).tolist(),
        "intercepts": rng.normal(0, 1, K).round(2).tolist(),
    }
    cases = [worked, _generated("a pose", seen | {"pose": pose.tolist()} | fitted, run_calibration)]
    return {"tolerance": 1e-6, "cases": cases}


def decode_golden() -> dict:
    rng = np.random.default_rng(17)
    cases = [
        _worked(
            "one certain cell, its vote a quarter of a cell off", {(1, 1): (2, 3)}, [[10, 11, 0.31830989]]
        ),
        # (1,1) and (1,2) both point to (12, 8): half of each vote falls on each; the first wins the tie.
        _worked("two cells agree", {(1, 1): (4, 0), (1, 2): (-4, 0)}, [[12, 8, 0.63661977]]),
        # (2,2) points out of the map and is dropped, though it is just as certain.
        _worked(
            "a vote that leaves the crop is dropped", {(0, 0): (0, 0), (2, 2): (9, 0)}, [[0, 0, 0.31830989]]
        ),
        _worked("a vote on the last cell counts", {(2, 2): (0, 0)}, [[16, 16, 0.31830989]]),
        # Each alone is a quarter after spreading; the two below add an eighth to each other.
        _worked(
            "two neighbours outvote one that came first",
            {(0, 0): (0, 0), (2, 1): (0, 0), (2, 2): (0, 0)},
            [[12, 16, 0.63661977]],
            spreads=1,
        ),
        # A cell of one half, four pixels beside a certain one, moves it with the cube of a half: 9.5 / 1.125.
        _worked(
            "a doubtful vote moves little",
            {(1, 1): (0, 0)},
            [[8.4444444, 8, 0.47746483]],
            doubtful={(1, 2): (-4, 0)},
        ),
    ]
    for name, shape in (("random maps", (5, 4)), ("random maps at the network's size", (33, 25))):
        heatmaps, offsets = rng.normal(-3, 2, (*shape, K)), rng.normal(0, 6, (*shape, 2 * K))
        options = {"radius_px": 15, "spreads": 4, "refine_radius_px": 16, "score_radius_px": 8}
        maps = _decode_input(heatmaps.round(2), offsets.round(2), **options)
        cases.append(_generated(name, maps, run_decode))
    return {"tolerance": 1e-5, "cases": cases}


def _worked(name: str, certain: dict, expected: list, spreads: int = 0, doubtful: dict | None = None) -> dict:
    """A 3 x 3 map of one keypoint, its disk pi cells: (row, column) -> (x, y) offset of each certain cell.

    Doubtful cells are as likely as not; all others see nothing.
    """
    heatmaps, offsets = np.full((3, 3, 1), OFF), np.zeros((3, 3, 2))
    for cells, logit in ((certain, ON), (doubtful or {}, 0)):
        for cell, offset in cells.items():
            heatmaps[cell], offsets[cell] = logit, offset
    options = {"radius_px": 8, "spreads": spreads, "refine_radius_px": 8, "score_radius_px": 8}
    return {"name": name, "input": _decode_input(heatmaps, offsets, **options), "expected": expected}


def _decode_input(heatmaps: np.ndarray, offsets: np.ndarray, **options: float) -> dict:
    height, width = heatmaps.shape[:2]
    maps = {
        "height": height,
        "width": width,
        "heatmaps": heatmaps.ravel().tolist(),
        "offsets": offsets.ravel().tolist(),
    }
    return maps | {"options": {"stride": 8, "refine_power": 3} | options}


def detect_golden() -> dict:
    rng = np.random.default_rng(20)
    # A square picture as large as the input. Cell (1, 2) stands at (16, 8); with (4, -2) its middle is
    # (20, 6), and the input's sides of 256 px times a sixteenth and a half make a box 16 wide and 128 tall,
    # cut at the picture's upper border. The cell beside it is less sure, so it is no peak.
    centres, boxes = np.full((3, 3), OFF), np.zeros((3, 3, 4))
    centres[1, 2], centres[1, 1] = ON, 2
    boxes[1, 2] = 4, -2, np.log(1 / 16), np.log(1 / 2)
    worked: dict = {
        "name": "one sure cell",
        "input": _detect_input(centres, boxes, 0.5, (257, 257)),
        "expected": {"boxes": [[12, 0, 28, 70]], "scores": [1]},
    }
    twins = np.full((3, 3), OFF)
    twins[0, 0], twins[2, 2] = 3, 2
    same_box = np.zeros((3, 3, 4))
    same_box[0, 0] = 8, 8, -1, -1
    same_box[2, 2] = -8, -8, -1, -1
    cases = [
        worked,
        _generated(
            "two cells with the same box", _detect_input(twins, same_box, 0.5, (400, 300)), run_detect
        ),
    ]
    noise = rng.normal(-3, 2, (33, 33)).round(2)
    anywhere = rng.normal(0, [6, 6, 0.5, 0.5], (33, 33, 4)).round(2) - [0, 0, 2, 1.5]
    cases.append(
        _generated("random maps", _detect_input(noise, anywhere.round(2), 0.3, (640, 480)), run_detect)
    )
    return {"tolerance": 1e-5, "cases": cases}


def _detect_input(centres: np.ndarray, boxes: np.ndarray, min_score: float, size: tuple[int, int]) -> dict:
    height, width = centres.shape
    maps = {
        "height": height,
        "width": width,
        "centres": centres.ravel().tolist(),
        "boxes": boxes.ravel().tolist(),
    }
    return {"maps": maps, "min_score": min_score, "width": size[0], "height": size[1]}


def geometry_golden() -> dict:
    rng = np.random.default_rng(18)
    # A box 96 x 128 enlarged by 1.25 is 120 x 160; 192 / 120 = 1.6; its centre (48, 64) goes to (96, 128).
    upright: dict = {"name": "a box of the crop's own aspect", "input": {"box_xyxy": [0, 0, 96, 128]}}
    upright["expected"] = [[1.6, 0, 19.2], [0, 1.6, 25.6]]
    # A box 192 x 10 is extended in height alone: 240 wide once enlarged, 192 / 240 = 0.8.
    flat: dict = {"name": "a flat box is extended, not squashed", "input": {"box_xyxy": [10, 20, 202, 30]}}
    flat["expected"] = [[0.8, 0, 11.2], [0, 0.8, 108]]
    pose = np.column_stack([rng.uniform(0, 200, (K, 2)), rng.uniform(0.3, 1, K)]).round(3)
    unseen = np.column_stack([pose[:, :2], np.full(K, 0.01)])
    cases = [
        upright,
        flat,
        _generated(
            "a pose carried back",
            {"pose": pose.tolist(), "crop_from_image": [[2, 0, 5], [0, 2, -7]]},
            run_geometry,
        ),
        _generated("the box of a pose", {"pose": pose.tolist()}, run_geometry),
        _generated("no box where nothing is sure", {"pose": unseen.tolist()}, run_geometry),
    ]
    return {"tolerance": 1e-6, "cases": cases}


def matching_golden() -> dict:
    rng = np.random.default_rng(19)
    pose = np.column_stack([rng.normal(0, 1, (K, 2)), np.ones(K)]).round(4)
    moved = (pose * [3, 3, 1] + [40, -7, 0]).round(4)
    other = np.column_stack([rng.normal(0, 1, (K, 2)), rng.uniform(0.3, 1, K)]).round(4)
    unsure = np.column_stack([rng.normal(0, 1, (K, 2)), np.linspace(0, 0.8, K)]).round(4)
    waist_up = pose.copy()
    waist_up[11:, 2] = 0
    looking_away = pose.copy()
    looking_away[:5, 0] *= -1
    pairs = {
        "a pose and itself": (pose, pose),
        "moved and three times as large": (pose, moved),
        "two poses": (pose, other),
        "uneven confidence": (other, pose),
        "scores from none to sure, as a reference": (pose, unsure),
        "and as a query": (unsure, other),
        "legs out of view": (waist_up, other),
        "a reference that shows too little": (pose, waist_up),
        "the same body with another face": (pose, looking_away),
    }
    cases = [_shoulders()] + [
        _generated(name, {"query": query.tolist(), "reference": reference.tolist()}, run_matching)
        for name, (query, reference) in pairs.items()
    ]
    return {"tolerance": 1e-6, "cases": cases}


def _shoulders() -> dict:
    """Two keypoints each, one of the reference's but half certain; worked out on paper."""
    query, reference = np.zeros((K, 3)), np.zeros((K, 3))
    query[5:7] = [0, 0, 0.9], [2, 0, 0.95]  # both in full
    reference[5:7] = [0, 0, 1], [3, 3, 0.45]
    # They count 1 and 1/2, so 2/3 and 1/3 of what is shared, which is 3/4 of the query's weight.
    similarity = np.sqrt(1 / 2) * 0.75 / 0.95
    # At size 1 and best scale the keypoints lie 1/2 and 1 apart; the agreement's spread is 0.35.
    agreement = np.zeros(K)
    agreement[5:7] = np.exp(-0.25 / 0.245), np.exp(-1 / 0.245)
    aligned = np.tile([0.0, 1.0], (K, 1))
    aligned[6] = 3, 1
    expected = {
        "similarity": _rounded(similarity),
        "mirrored": _rounded(similarity),  # the same line once more: left and right and x change together
        "agreement": _rounded(agreement),
        "aligned": _rounded(aligned),
    }
    return {
        "name": "two keypoints, one but half certain",
        "input": {"query": query.tolist(), "reference": reference.tolist()},
        "expected": expected,
    }


def _generated(name: str, case: dict, run: Callable) -> dict:
    return {"name": name, "input": case, "expected": run(case)}


def _rounded(values: np.ndarray) -> list:
    return np.round(values, 9).tolist()
