/** The parts of the body that a visitor would name, and how well each agrees with a photo. */

import { EDGES, indexOf, type Part } from "./spec";

export type Limb = "head" | "trunk" | "leftArm" | "rightArm" | "leftLeg" | "rightLeg";

/** Keypoints by index. An arm is what hangs on the shoulder, a leg what hangs on the hip. */
export const LIMBS: Readonly<Record<Limb, readonly number[]>> = {
  head: keypointsOf("head"),
  leftArm: chainFrom("left_shoulder", "left"),
  rightArm: chainFrom("right_shoulder", "right"),
  trunk: keypointsOf("trunk"),
  leftLeg: chainFrom("left_hip", "left"),
  rightLeg: chainFrom("right_hip", "right"),
};

/** The mean 0..1 of the keypoints that count, by their weight; null where none is seen in both pictures. */
export function limbAgreement(
  limb: Limb,
  agreement: readonly number[],
  shares: readonly number[],
): number | null {
  const total = LIMBS[limb].reduce((sum, k) => sum + shares[k]!, 0);
  if (total <= 0) return null;
  return LIMBS[limb].reduce((sum, k) => sum + shares[k]! * agreement[k]!, 0) / total;
}

function keypointsOf(part: Part): number[] {
  return [...new Set(EDGES.filter((edge) => edge.part === part).flatMap(({ a, b }) => [a, b]))];
}

function chainFrom(root: string, part: Part): number[] {
  const chain: number[] = [];
  let last = indexOf(root);
  for (let edge = next(last); edge; edge = next(last)) chain.push((last = edge.b));
  return chain;

  function next(from: number) {
    return EDGES.find((edge) => edge.part === part && edge.a === from);
  }
}
