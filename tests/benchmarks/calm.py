"""How calm and how lively the photo is: the performer clip through network, smoothing, search and choice.

    python -m tests.benchmarks.calm [--clip FOLDER] [--seconds 10] [--json]

The shipped network (LiteRT) finds the performer's pose in every frame, with a camera's noise added to each
frame anew; the page's own smoothing and choice (web/src, run in Node) and the server's index do the rest,
over the built-in gallery as the network sees it. Eight questions a second, as the page asks.

- held: each held pose for so many seconds, to and fro through its sway; switches after the first second
- moving: the clip as it is; changes a second, the most in any one second, and the share of frames whose photo
  is truly among the gallery's best 10 and best 25, by true poses
"""

import argparse
import io
import json
import subprocess
from pathlib import Path

import numpy as np
from PIL import Image

from converter.pose.estimate import estimate, person_crop
from converter.pose.litert import SHIPPED, LiteRTNetwork
from server.intake.importer import GALLERY
from server.public.messages import MatchQuery
from server.public.query import pose_of as searched_pose
from server.search.index import Hit, PoseIndex, Query
from tests.benchmarks.smoothing import ROOT, cuts, follow, smooth
from tests.browser.clips import DATA, Oracle, noisy, pose_of, read_clip

FRAMES_PER_SECOND = 15
SETTLING_SECONDS = 1
MATCHES_ASKED = 5  # as web/src/pipeline.ts
ANSWER_EVERY_MS = 125  # as web/src/match/pace.ts


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clip", type=Path, default=DATA, help="folder with performer.mjpeg")
    parser.add_argument("--seconds", type=float, default=10, help="how long each pose is held")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    frames, truth = read_clip(options.clip)
    gallery = Gallery()
    report = {"held": held(frames, truth, gallery, options.seconds), "moving": moving(frames, truth, gallery)}
    print(json.dumps(report) if options.json else table(report))


class Gallery:
    """The photos as the network sees them, to search in."""

    def __init__(self) -> None:
        content = json.loads((GALLERY / "gallery.json").read_text(encoding="utf-8"))
        boxes = {a["image_id"]: np.array(a["bbox"], float) for a in content["annotations"]}
        network = LiteRTNetwork(SHIPPED)
        self.poses = np.stack(
            [_pose_in(network, image["file_name"], boxes[image["id"]]) for image in content["images"]]
        )
        self.index = PoseIndex()
        self.index.put(np.arange(len(self.poses)), np.zeros(len(self.poses), int), self.poses)

    def answer(self, pose: np.ndarray) -> list[Hit]:
        keypoints = np.round(pose, 3).tolist()
        query = Query(searched_pose(MatchQuery(keypoints)), MATCHES_ASKED, distinct=True)
        return self.index.search(query)

    def watch(self, takes: list[np.ndarray]) -> list[list[dict | None]]:
        """What is shown after each answer while these poses (T, K, 3) go by: `id`, `mirrored`, `changed`."""
        return _choose([self._answers(smooth(poses, FRAMES_PER_SECOND, [None])[0]) for poses in takes])

    def _answers(self, poses: np.ndarray) -> list[dict]:
        times = answer_times(len(poses))
        asked = [(time, poses[int(time * FRAMES_PER_SECOND / 1000)]) for time in times]
        return [
            {"timeMs": time, "pose": pose.tolist(), "matches": [self._message(h) for h in self.answer(pose)]}
            for time, pose in asked
        ]

    def _message(self, hit: Hit) -> dict:
        keypoints = self.poses[hit.id].tolist()
        photo = {"id": hit.id}
        return {
            "photo": photo,
            "similarity": hit.similarity,
            "mirrored": hit.mirrored,
            "keypoints": keypoints,
        }


def held(frames: list[bytes], truth: list[dict], gallery: Gallery, seconds: float) -> dict[str, int]:
    """Switches of the photo in each held pose, once it has settled."""
    stretches = {f"{name}, frame {some[0]}": some for name, some in held_stretches(truth).items()}
    number = round(seconds * FRAMES_PER_SECOND)
    takes = []
    for some in stretches.values():
        sway = [*some, *some[-2:0:-1]]
        chosen = [sway[i % len(sway)] for i in range(number)]
        rng = np.random.default_rng(some[0])
        takes.append(follow([noisy(frames[i], rng) for i in chosen], [truth[i] for i in chosen]).found)
    switches = {}
    for name, choices in zip(stretches, gallery.watch(takes), strict=True):
        settled = int(1000 * SETTLING_SECONDS / ANSWER_EVERY_MS)
        switches[name] = sum(bool(choice and choice["changed"]) for choice in choices[settled:])
    return switches


def held_stretches(truth: list[dict]) -> dict[str, list[int]]:
    stretches: dict[str, list[int]] = {}
    for i, frame in enumerate(truth):
        if frame["state"] == "hold":
            stretches.setdefault(frame["pose"], []).append(i)
    return stretches


def moving(frames: list[bytes], truth: list[dict], gallery: Gallery) -> dict[str, float]:
    rng = np.random.default_rng(0)
    takes = cuts([noisy(frame, rng) for frame in frames], truth)
    choices = gallery.watch([follow(*take).found for take in takes])
    changes, busiest, ranks, seconds = 0, 0, [], 0.0
    oracle = Oracle(GALLERY)
    for (_, true), shown in zip(takes, choices, strict=True):
        times = answer_times(len(true))
        changed = [time for time, choice in zip(times, shown, strict=True) if choice and choice["changed"]]
        changes += len(changed)
        busiest = max(busiest, *(sum(0 <= other - time < 1000 for other in changed) for time in changed), 0)
        seconds += len(true) / FRAMES_PER_SECOND
        for i, frame in enumerate(true):
            choice = shown[min(int(1000 * i / FRAMES_PER_SECOND / ANSWER_EVERY_MS), len(shown) - 1)]
            if choice:
                ranks.append(oracle.rank(pose_of(frame["keypoints"]), choice["id"]))
    return {
        "changes a second": changes / seconds,
        "most in one second": busiest,
        "in the top 10": float(np.mean(np.array(ranks) < 10)),
        "in the top 25": float(np.mean(np.array(ranks) < 25)),
    }


def answer_times(frames: int) -> list[int]:
    return list(range(0, int(1000 * frames / FRAMES_PER_SECOND), ANSWER_EVERY_MS))


def _choose(takes: list[list[dict]]) -> list[list[dict | None]]:
    command = [str(ROOT / ".ci/with-node"), "node", str(ROOT / "web/bench/choose.mjs")]
    done = subprocess.run(command, input=json.dumps(takes), stdout=subprocess.PIPE, text=True, check=True)
    return [
        [choice and {"id": choice["photo"]["id"], "changed": choice["changed"]} for choice in choices]
        for choices in json.loads(done.stdout)
    ]


def _pose_in(network: LiteRTNetwork, file_name: str, box_xywh: np.ndarray) -> np.ndarray:
    x, y, w, h = box_xywh
    with Image.open(io.BytesIO((GALLERY / "images" / file_name).read_bytes())) as image:
        return estimate(network, [person_crop(image.convert("RGB"), np.array([x, y, x + w, y + h]))])[0]


def table(report: dict[str, dict[str, float]]) -> str:
    lines = []
    for part, values in report.items():
        lines += [part, *(f"  {name:28}{value:8.4g}" for name, value in values.items())]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
