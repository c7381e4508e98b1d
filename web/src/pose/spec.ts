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

const stem = (name: string) => name.split("_").at(-1) as keyof typeof spec.matching.base_weights;

/** `BASE_WEIGHTS[k]` is what a keypoint that is surely seen counts in matching. */
export const BASE_WEIGHTS: readonly number[] = KEYPOINTS.map(
  (name) => spec.matching.base_weights[stem(name)],
);

export const indexOf = (name: string): number => KEYPOINTS.indexOf(name);

export type Part = keyof typeof spec.edges;

/** A drawn line between two keypoints, by index, and the part of the body it belongs to. */
export interface Edge {
  a: number;
  b: number;
  part: Part;
}

export const EDGES: readonly Edge[] = Object.entries(spec.edges).flatMap(([part, pairs]) =>
  pairs.map(([a, b]) => ({ a: indexOf(a!), b: indexOf(b!), part: part as Part })),
);

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
