import { expect, test } from "vitest";
import { EDGES, KEYPOINTS } from "../src/pose/spec";
import { isDrawnFlipped } from "../src/ui/reflection";
import { ringFill } from "../src/ui/ring";
import { opacityOf } from "../src/ui/skeleton";

test("the photo is drawn as the reflection of what the visitor sees", () => {
  // A mirrored match looks like the camera's own picture once flipped; beside a flipped camera, unflipped.
  expect(isDrawnFlipped(true, false)).toBe(true);
  expect(isDrawnFlipped(true, true)).toBe(false);
  expect(isDrawnFlipped(false, true)).toBe(true);
  expect(isDrawnFlipped(false, false)).toBe(false);
});

test("a limb joins keypoints of its own side", () => {
  const limbs = EDGES.filter(({ part }) => part === "left" || part === "right");
  expect(limbs).toHaveLength(8);
  for (const { a, b, part } of limbs) {
    expect([KEYPOINTS[a]!.split("_")[0], KEYPOINTS[b]!.split("_")[0]]).toEqual([part, part]);
  }
});

test("surer keypoints are drawn stronger", () => {
  expect(opacityOf(0.8)).toBe(1);
  expect(opacityOf(0.3)).toBeGreaterThan(opacityOf(0.2));
});

test("the ring is full at the very same pose and empty where poses have little in common", () => {
  expect([ringFill(1), ringFill(0.75), ringFill(-1)]).toEqual([1, 0, 0]);
});
