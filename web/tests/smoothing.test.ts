import { expect, test } from "vitest";
import { PoseSmoother } from "../src/smoothing";
import { standing } from "./figures";

const FRAME_MS = 1000 / 30;

test("a trembling pose comes out calmer", () => {
  const smoother = new PoseSmoother();
  const xs: number[] = [];
  for (let frame = 0; frame < 60; frame++) {
    const pose = standing({ x: 300 + (frame % 2 ? 2 : -2) });
    xs.push(smoother.smooth(pose, 480, frame * FRAME_MS)[0]![0]);
  }
  const late = xs.slice(30);
  expect(Math.max(...late) - Math.min(...late)).toBeLessThan(1.5);
});

test("a quick movement is followed within a few frames", () => {
  const smoother = new PoseSmoother();
  for (let frame = 0; frame < 30; frame++) smoother.smooth(standing({ x: 100 }), 480, frame * FRAME_MS);
  let x = 0;
  for (let frame = 30; frame < 38; frame++)
    x = smoother.smooth(standing({ x: 300 }), 480, frame * FRAME_MS)[0]![0];
  expect(x).toBeGreaterThan(280);
});

test("a keypoint seen again starts where it is, not where it was lost", () => {
  const smoother = new PoseSmoother();
  smoother.smooth(standing({ x: 100 }), 480, 0);
  smoother.smooth(standing({ x: 100, score: 0.01 }), 480, FRAME_MS);
  expect(smoother.smooth(standing({ x: 400 }), 480, 2 * FRAME_MS)[0]![0]).toBe(400);
});
