/** `pose_spec.json` as named constants and index arrays; the twin of converter/pose/spec.py. */

import spec from "#contract/pose_spec.json";

export const SPEC = spec;
export const KEYPOINTS: readonly string[] = spec.keypoints;
export const K = KEYPOINTS.length;
export const CROP_HEIGHT = spec.crop.height;
export const CROP_WIDTH = spec.crop.width;
export const STRIDE = spec.network.stride;
export const RADIUS_PX = spec.network.radius_px;
export const KEYPOINT_THRESHOLD = spec.tracking.keypoint_threshold;

export const indexOf = (name: string): number => KEYPOINTS.indexOf(name);

/** Pairs of keypoint indices, one per drawn limb. */
export const EDGES: readonly (readonly [number, number])[] = spec.edges.map(([a, b]) => [
  indexOf(a!),
  indexOf(b!),
]);

/** `MIRROR[k]` is the keypoint with left and right swapped. */
export const MIRROR: readonly number[] = mirrorPermutation();

function mirrorPermutation(): number[] {
  const order = KEYPOINTS.map((_, k) => k);
  for (const [left, right] of spec.mirror_pairs) {
    order[indexOf(left!)] = indexOf(right!);
    order[indexOf(right!)] = indexOf(left!);
  }
  return order;
}
