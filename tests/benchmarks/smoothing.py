"""How calm and how late the drawn skeleton is, on the performer clip: a report, never a gate.

    python tests/benchmarks/smoothing.py [--clip FOLDER] [--search] [--json] [--record FILE]

The shipped network (LiteRT) finds the performer's pose in every frame, following it as the page does; the
page's own filter (web/src/tracking/smoothing.ts, run in Node) smooths the poses. Against the clip's truth:

- jitter: RMS movement of a keypoint from frame to frame in a held pose, less the true sway; pixels of 480
- lag: by how many frames the moving wrists are late, as what fits their true paths best
- error: RMS distance of all keypoints from the truth while moving; pixels of 480

Each at the clip's 15 frames per second and, for an arm twice as fast and a faster machine, at 30.
--record writes the poses found, for web/tests/data.
"""

import argparse
import io
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from converter.pose.estimate import estimate, person_crop
from converter.pose.geometry import box_from_pose
from converter.pose.litert import SHIPPED, LiteRTNetwork
from converter.pose.spec import INDEX, SPEC
from server.intake.estimator import Estimator
from tests.browser.clips import DATA, pose_of, read_clip

ROOT = Path(__file__).parents[2]
FILTERS = {
    "no filter": {"minCutoffHz": 1e6, "beta": 0, "derivativeCutoffHz": 1},
    "before": {"minCutoffHz": 1.2, "beta": 8, "derivativeCutoffHz": 1},
    "chosen": None,  # web/src/tracking/smoothing.ts
}
RATES = (15, 30)
# As web/src/tracking/tracking.ts: the crop rests while the person's box stays within this share of it.
BOX_TOLERANCE = 0.08
# Held frames that still carry the end of the movement before.
SETTLING_FRAMES = 2
MAX_LAG_FRAMES = 6


@dataclass
class Take:
    """A stretch of the clip without a cut: found and true poses (T, 17, 3), and whether held (T,)."""

    found: np.ndarray
    true: np.ndarray
    held: np.ndarray


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clip", type=Path, default=DATA, help="folder with performer.mjpeg")
    parser.add_argument("--search", action="store_true", help="try a grid of settings too")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--record", type=Path, help="write the poses found")
    options = parser.parse_args()
    takes = [follow(frames, truth) for frames, truth in cuts(*read_clip(options.clip))]
    if options.record:
        record(options.record, takes)
    filters = FILTERS | (grid() if options.search else {})
    report = {rate: measure(takes, rate, filters) for rate in RATES}
    print(json.dumps(report) if options.json else table(report))


def grid() -> dict[str, dict]:
    return {
        f"{cutoff} Hz, {beta}, {derivative} Hz": {
            "minCutoffHz": cutoff,
            "beta": beta,
            "derivativeCutoffHz": derivative,
        }
        for cutoff in (0.4, 0.7, 1.0, 1.5)
        for beta in (8, 16, 30, 60)
        for derivative in (1, 2, 4)
    }


def cuts(frames: list[bytes], truth: list[dict]) -> list[tuple[list[bytes], list[dict]]]:
    """The clip in stretches: frames that follow one another show a body that moved a little."""
    starts = [0]
    for i in range(1, len(truth)):
        before, after = pose_of(truth[i - 1]["keypoints"]), pose_of(truth[i]["keypoints"])
        both = (before[:, 2] > 0) & (after[:, 2] > 0)
        if np.abs(before - after)[both, :2].max() > 60:
            starts.append(i)
    return [(frames[a:b], truth[a:b]) for a, b in zip(starts, [*starts[1:], len(truth)], strict=True)]


def follow(frames: list[bytes], truth: list[dict]) -> Take:
    network, box, found = LiteRTNetwork(SHIPPED), None, []
    for frame in frames:
        image = Image.open(io.BytesIO(frame)).convert("RGB")
        if box is None:
            first = Estimator().pose(image)
            assert first is not None, "nobody is in the first frame"
            box = box_from_pose(first)
        [pose] = estimate(network, [person_crop(image, box)])
        found.append(pose)
        box = next_box(box, pose)
    held = [settled(truth, i) for i in range(len(truth))]
    return Take(np.array(found), np.array([pose_of(frame["keypoints"]) for frame in truth]), np.array(held))


def next_box(box: np.ndarray, pose: np.ndarray) -> np.ndarray:
    new = box_from_pose(pose)
    if new is None or pose[:, 2].mean() < SPEC["tracking"]["followed_score"]:
        return box
    tolerance = BOX_TOLERANCE * max(box[2] - box[0], box[3] - box[1])
    return box if np.abs(new - box).max() <= tolerance else new


def measure(takes: list[Take], rate: int, filters: dict[str, dict | None]) -> dict[str, dict[str, float]]:
    smoothed = {name: [] for name in filters}
    for take in takes:
        for name, poses in zip(filters, smooth(take.found, rate, list(filters.values())), strict=True):
            smoothed[name].append(poses)
    return {
        name: {"jitter": jitter(takes, poses), "lag": lag(takes, poses), "error": error(takes, poses)}
        for name, poses in smoothed.items()
    }


def smooth(poses: np.ndarray, rate: int, filters: list[dict | None]) -> np.ndarray:
    """(filters, T, 17, 3)"""
    frames = [{"pose": pose.tolist(), "timeMs": 1000 * i / rate} for i, pose in enumerate(poses)]
    request = json.dumps({"height": 480, "frames": frames, "filters": filters})
    command = [str(ROOT / ".ci/with-node"), "node", str(ROOT / "web/bench/smooth.mjs")]
    done = subprocess.run(command, input=request, stdout=subprocess.PIPE, text=True, check=True)
    return np.array(json.loads(done.stdout))


def jitter(takes: list[Take], smoothed: list[np.ndarray]) -> float:
    steps = []
    for take, poses in zip(takes, smoothed, strict=True):
        step = np.diff(poses[..., :2] - take.true[..., :2], axis=0)
        both_held = take.held[1:] & take.held[:-1]
        steps.append(step[both_held[:, None] & seen(take)[1:] & seen(take)[:-1]])
    return rms(np.concatenate(steps))


def error(takes: list[Take], smoothed: list[np.ndarray]) -> float:
    return rms(
        np.concatenate(
            [
                (poses - take.true)[~take.held[:, None] & seen(take), :2]
                for take, poses in zip(takes, smoothed, strict=True)
            ]
        )
    )


def lag(takes: list[Take], smoothed: list[np.ndarray]) -> float:
    """Frames, by the shift of the true wrists' paths that fits the smoothed ones best."""
    shifts = np.arange(-1, MAX_LAG_FRAMES, 0.05)
    return float(min(shifts, key=lambda shift: misfit(takes, smoothed, shift)))


def misfit(takes: list[Take], smoothed: list[np.ndarray], shift: float) -> float:
    total = 0.0
    for take, poses in zip(takes, smoothed, strict=True):
        times = np.arange(len(poses))
        inside = ~take.held & (times >= MAX_LAG_FRAMES)
        for k in (INDEX["left_wrist"], INDEX["right_wrist"]):
            use = inside & seen(take)[:, k]
            for axis in (0, 1):
                path = np.interp(times - shift, times, take.true[:, k, axis])
                # A constant offset is the network's error of place, not lateness.
                total += np.var((poses[:, k, axis] - path)[use]) * use.sum() if use.any() else 0
    return total


def seen(take: Take) -> np.ndarray:
    return (take.true[..., 2] > 0) & (take.found[..., 2] >= SPEC["tracking"]["keypoint_threshold"])


def settled(truth: list[dict], i: int) -> bool:
    return i >= SETTLING_FRAMES and all(f["state"] == "hold" for f in truth[i - SETTLING_FRAMES : i + 1])


def record(path: Path, takes: list[Take]) -> None:
    """One JSON array per take of its poses, x and y to a tenth of a pixel."""
    rounded = [
        [
            [[round(x, 1), round(y, 1), round(score, 3)] for x, y, score in pose]
            for pose in take.found.tolist()
        ]
        for take in takes
    ]
    path.write_text(json.dumps(rounded))


def rms(differences: np.ndarray) -> float:
    """Of (N, 2) displacements."""
    return float(np.sqrt((differences**2).sum(-1).mean()))


def table(report: dict[int, dict[str, dict[str, float]]]) -> str:
    lines = []
    for rate, filters in report.items():
        lines.append(f"{rate} frames per second".ljust(26) + "jitter px   lag frames   error px")
        for name, values in filters.items():
            numbers = f"{values['jitter']:9.2f}{values['lag']:13.2f}{values['error']:11.2f}"
            lines.append(f"  {name}".ljust(26) + numbers)
    return "\n".join(lines)


if __name__ == "__main__":
    main()
