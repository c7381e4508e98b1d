/** How likely a keypoint is to be in the picture at all; the twin of converter/pose/calibration.py, which says why. */

import shipped from "#weights/calibration.json";
import { type Affine, applyAffine, type Box, type Pose } from "./geometry";
import { CROP_HEIGHT, CROP_WIDTH } from "./spec";

const LEAST_VOTES = 1e-3;
const HEIGHT_PX = 100;
const EDGE_PX = 15;
const EDGE_RANGE_PX = [-10, 30] as const;

export interface Calibration {
  coefficients: readonly (readonly number[])[]; // (K, 3K) of `features`
  intercepts: readonly number[];
}

/** A pose in crop pixels whose scores are its votes: they count as far as the keypoint is likely to be there. */
export function weighed(pose: Pose, shown: Box, { coefficients, intercepts }: Calibration = shipped): Pose {
  const known = features(pose, shown);
  return pose.map(([x, y, votes], k) => {
    const terms = coefficients[k]!.map((coefficient, i) => coefficient * known[i]!);
    const logit = terms.reduce((sum, term) => sum + term, intercepts[k]!);
    return [x, y, votes / (1 + Math.exp(-logit))];
  });
}

/** (3K) what a pose with votes says about each of its keypoints: votes, heights, edges. */
export function features(pose: Pose, [x0, y0, x1, y1]: Box): number[] {
  const votes = pose.map(([, , score]) => clip(score, LEAST_VOTES, 1 - LEAST_VOTES));
  const edges = pose.map(([x, y]) => Math.min(x - x0, x1 - x, y - y0, y1 - y));
  return [
    ...votes.map((vote) => Math.log(vote / (1 - vote))),
    ...pose.map(([, y]) => y / HEIGHT_PX - 1),
    ...edges.map((edge) => clip(edge, ...EDGE_RANGE_PX) / EDGE_PX),
  ];
}

/** What a crop shows of a picture of width x height, in crop pixels. */
export function shownOf(cropFromImage: Affine, { width, height }: { width: number; height: number }): Box {
  const [left, top] = applyAffine(cropFromImage, [0, 0]);
  const [right, bottom] = applyAffine(cropFromImage, [width - 1, height - 1]);
  const inCrop = (x: number, y: number) => [clip(x, 0, CROP_WIDTH - 1), clip(y, 0, CROP_HEIGHT - 1)] as const;
  return [...inCrop(left, top), ...inCrop(right, bottom)];
}

function clip(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
