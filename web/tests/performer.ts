/** The performer clip: poses that the network found in it (tests/benchmarks/smoothing.py --record), and the true ones. */

import { readFileSync } from "node:fs";
import type { Pose } from "../src/pose/geometry";

export interface Frame {
  found: Pose;
  true: Pose; // score 1 in the picture, 0 outside
  held: boolean;
}

export const CLIP_SIZE = { width: 640, height: 480 };
export const CLIP_FPS = 15;

/** Stretches of the clip without a cut. */
export function performerTakes(): Frame[][] {
  const takes: Pose[][] = read("./data/performer_poses.json");
  const { frames } = read("../../tests/data/performer/performer.json");
  let next = 0;
  return takes.map((take) => take.map((found) => frameOf(found, frames[next++])));
}

function frameOf(found: Pose, truth: { keypoints: number[]; state: string }): Frame {
  const points = found.map((_, k) => truth.keypoints.slice(3 * k, 3 * k + 3));
  return {
    found,
    true: points.map(([x, y, visibility]) => [x!, y!, visibility! > 0 ? 1 : 0]),
    held: truth.state === "hold",
  };
}

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
