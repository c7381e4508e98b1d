/** Poses and matches for tests: a standing figure and what can be done with it. */

import type { Match } from "../src/match/api";
import type { Pose } from "../src/pose/geometry";

const STANDING = [
  [0, 0],
  [4, -4],
  [-4, -4],
  [9, 0],
  [-9, 0],
  [20, 30],
  [-20, 30],
  [26, 62],
  [-26, 62],
  [28, 92],
  [-28, 92],
  [13, 95],
  [-13, 95],
  [14, 145],
  [-14, 145],
  [15, 195],
  [-15, 195],
] as const;

/** A figure with its nose at (x, y). */
export function standing({ x = 0, y = 0, scale = 1, score = 0.9 } = {}): Pose {
  return STANDING.map(([dx, dy]) => [x + dx * scale, y + dy * scale, score]);
}

/** The same figure with both arms up by `lift`, 0 for hanging and 1 for straight up. */
export function armsUp(lift = 1): Pose {
  return standing().map(([x, y, score], k) => {
    const isElbow = k === 7 || k === 8;
    const isWrist = k === 9 || k === 10;
    return [x, y - lift * (isElbow ? 64 : isWrist ? 124 : 0), score];
  });
}

export function match(id: number, similarity: number, keypoints: Pose = standing()): Match {
  const photo = {
    id,
    url: `/${id}`,
    thumbnail_url: `/${id}`,
    title: "",
    credit: "",
    licence: "",
    tags: [],
    width: 480,
    height: 480,
  };
  return { photo, similarity, mirrored: false, keypoints, agreement: [] };
}
