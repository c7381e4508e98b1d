import { expect, test } from "vitest";
import { indexOf } from "../src/pose/spec";
import { isDrawnFlipped } from "../src/ui/reflection";
import { ringFill } from "../src/ui/ring";
import { opacityOf, sideOf } from "../src/ui/skeleton";

test("the photo is drawn as the reflection of what the visitor sees", () => {
  // A mirrored match looks like the camera's own picture once flipped; beside a flipped camera, unflipped.
  expect(isDrawnFlipped(true, false)).toBe(true);
  expect(isDrawnFlipped(true, true)).toBe(false);
  expect(isDrawnFlipped(false, true)).toBe(true);
  expect(isDrawnFlipped(false, false)).toBe(false);
});

test("limbs have a side, trunk and head have none", () => {
  const side = (a: string, b: string) => sideOf(indexOf(a), indexOf(b));
  expect(side("left_shoulder", "left_elbow")).toBe("left");
  expect(side("right_knee", "right_ankle")).toBe("right");
  expect(side("left_shoulder", "left_hip")).toBe("trunk");
  expect(side("left_hip", "right_hip")).toBe("trunk");
  expect(side("left_eye", "left_ear")).toBe("trunk");
});

test("surer keypoints are drawn stronger", () => {
  expect(opacityOf(0.8)).toBe(1);
  expect(opacityOf(0.3)).toBeGreaterThan(opacityOf(0.2));
});

test("the ring is full at the very same pose and empty where poses have little in common", () => {
  expect([ringFill(1), ringFill(0.75), ringFill(-1)]).toEqual([1, 0, 0]);
});
