/** A plain standing figure, facing the camera, in tenths of the picture around its middle. */

import { KEYPOINTS } from "../../pose/spec";

const RIGHT_HALF: Record<string, readonly [x: number, y: number]> = {
  nose: [0, -4],
  eye: [0.2, -4.2],
  ear: [0.45, -4.1],
  shoulder: [0.9, -2.9],
  elbow: [1.3, -1.4],
  wrist: [1.4, 0],
  hip: [0.6, 0],
  knee: [0.65, 2.1],
  ankle: [0.7, 4.2],
};

/** By keypoint. The left of a person who faces the camera is on the right of the picture. */
export const INDEX_ORDER: readonly (readonly [x: number, y: number])[] = KEYPOINTS.map((name) => {
  const [side, part] = name.includes("_") ? name.split("_") : ["left", name];
  const [x, y] = RIGHT_HALF[part!]!;
  return [side === "left" ? x : -x, y];
});
