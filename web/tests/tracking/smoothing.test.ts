import { expect, test } from "vitest";
import type { Pose } from "../../src/pose/geometry";
import { PoseSmoother } from "../../src/tracking/smoothing";
import { standing } from "../figures";
import { CLIP_FPS, CLIP_SIZE, type Frame, performerTakes } from "../performer";

const FRAME_MS = 1000 / 30;

test("of the performer's held poses less than half the tremble is left", () => {
  expect(tremble(smoothed)).toBeLessThan(0.5 * tremble(unsmoothed));
});

test("the performer's moving wrists stay nearly as near to the truth as they were found", () => {
  expect(wristError(smoothed)).toBeLessThan(1.2 * wristError(unsmoothed));
});

test("a quick movement is followed within three frames", () => {
  const smoother = new PoseSmoother();
  for (let frame = 0; frame < 30; frame++) smoother.smooth(standing({ x: 100 }), 480, frame * FRAME_MS);
  let x = 0;
  for (let frame = 30; frame < 33; frame++)
    x = smoother.smooth(standing({ x: 300 }), 480, frame * FRAME_MS)[0]![0];
  expect(x).toBeGreaterThan(290);
});

test("a keypoint seen again starts where it is, not where it was lost", () => {
  const smoother = new PoseSmoother();
  smoother.smooth(standing({ x: 100 }), 480, 0);
  smoother.smooth(standing({ x: 100, score: 0.01 }), 480, FRAME_MS);
  expect(smoother.smooth(standing({ x: 400 }), 480, 2 * FRAME_MS)[0]![0]).toBe(400);
});

type Way = (take: Frame[]) => Pose[];

function smoothed(take: Frame[]): Pose[] {
  const smoother = new PoseSmoother();
  return take.map(({ found }, i) => smoother.smooth(found, CLIP_SIZE.height, (1000 * i) / CLIP_FPS));
}

function unsmoothed(take: Frame[]): Pose[] {
  return take.map(({ found }) => found);
}

/** Root of the mean squared movement of a held keypoint between two frames, less its true movement; pixels. */
function tremble(way: Way): number {
  const steps: number[] = [];
  for (const take of performerTakes()) {
    const poses = way(take);
    // The first held frames may still carry the movement before.
    for (let i = 3; i < take.length; i++) {
      if (!take.slice(i - 3, i + 1).every(({ held }) => held)) continue;
      poses[i]!.forEach((_, k) => {
        if (!isSeen(take[i]!, k) || !isSeen(take[i - 1]!, k)) return;
        const [a, b] = [errorOf(poses[i - 1]!, take[i - 1]!, k), errorOf(poses[i]!, take[i]!, k)];
        steps.push((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2);
      });
    }
  }
  return rootMean(steps);
}

function wristError(way: Way): number {
  const errors: number[] = [];
  for (const take of performerTakes()) {
    way(take).forEach((pose, i) => {
      for (const k of [9, 10]) {
        if (take[i]!.held || !isSeen(take[i]!, k)) continue;
        const [dx, dy] = errorOf(pose, take[i]!, k);
        errors.push(dx * dx + dy * dy);
      }
    });
  }
  return rootMean(errors);
}

function errorOf(pose: Pose, { true: truth }: Frame, k: number): [number, number] {
  return [pose[k]![0] - truth[k]![0], pose[k]![1] - truth[k]![1]];
}

const isSeen = ({ found, true: truth }: Frame, k: number) => truth[k]![2] > 0 && found[k]![2] >= 0.2;

function rootMean(squares: number[]): number {
  expect(squares.length).toBeGreaterThan(40);
  return Math.sqrt(squares.reduce((a, b) => a + b) / squares.length);
}
