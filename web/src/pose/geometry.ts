/**
 * Boxes, crops and the affine between image and crop; the twin of converter/pose/geometry.py.
 *
 * Coordinates are (x, y), y down; whole numbers are pixel CENTRES. Affines are named targetFromSource.
 */

import { CROP_HEIGHT, CROP_WIDTH, SPEC } from "./spec";

export type Point = readonly [x: number, y: number];
export type Keypoint = readonly [x: number, y: number, score: number];
export type Pose = readonly Keypoint[];
export type Box = readonly [x0: number, y0: number, x1: number, y1: number];
/** Rows of a 2x3 matrix: x' = a x + b y + c, y' = d x + e y + f. */
export type Affine = readonly [readonly [number, number, number], readonly [number, number, number]];

export const ASPECT = (CROP_HEIGHT - 1) / (CROP_WIDTH - 1);

/** The affine cropFromImage that fits an enlarged box into the network's input, never squashing it. */
export function cropFromBox([x0, y0, x1, y1]: Box, enlarge: number = SPEC.crop.enlarge): Affine {
  if (!(x1 > x0 && y1 > y0)) throw new Error(`a box needs x1 > x0 and y1 > y0, got ${[x0, y0, x1, y1]}`);
  const width = Math.max(x1 - x0, (y1 - y0) / ASPECT) * enlarge;
  const scale = (CROP_WIDTH - 1) / width;
  return [
    [scale, 0, (CROP_WIDTH - 1) / 2 - (scale * (x0 + x1)) / 2],
    [0, scale, (CROP_HEIGHT - 1) / 2 - (scale * (y0 + y1)) / 2],
  ];
}

export function applyAffine([[a, b, c], [d, e, f]]: Affine, [x, y]: Point): Point {
  return [a * x + b * y + c, d * x + e * y + f];
}

export function invertAffine([[a, b, c], [d, e, f]]: Affine): Affine {
  const determinant = a * e - b * d;
  const [ia, ib, id, ie] = [e / determinant, -b / determinant, -d / determinant, a / determinant];
  return [
    [ia, ib, -(ia * c + ib * f)],
    [id, ie, -(id * c + ie * f)],
  ];
}

/** A pose in crop pixels, in image pixels. */
export function poseToImage(pose: Pose, cropFromImage: Affine): Pose {
  const imageFromCrop = invertAffine(cropFromImage);
  return pose.map(([x, y, score]) => [...applyAffine(imageFromCrop, [x, y]), score]);
}

/** The padded box around the confident keypoints of a pose, or null where too few are seen. */
export function boxFromPose(pose: Pose): Box | null {
  const { keypoint_threshold, min_keypoints, padding } = SPEC.tracking;
  const seen = pose.filter(([, , score]) => score >= keypoint_threshold);
  if (seen.length < min_keypoints) return null;
  const xs = seen.map(([x]) => x);
  const ys = seen.map(([, y]) => y);
  const [x0, y0, x1, y1] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  const pad = padding * Math.max(x1 - x0, y1 - y0);
  return pad > 0 ? [x0 - pad, y0 - pad, x1 + pad, y1 + pad] : null;
}
