import { expect, test } from "vitest";
import type { Pose } from "../../src/pose/geometry";
import { MIRROR } from "../../src/pose/spec";
import { SideKeeper } from "../../src/tracking/sides";
import { standing } from "../figures";
import { CLIP_FPS, performerTakes } from "../performer";

const FRAME_MS = 1000 / CLIP_FPS;
const swapped = (pose: Pose): Pose => MIRROR.map((k) => pose[k]!);

/** The poses that come out when these come in. */
function kept(poses: readonly Pose[], frameMs = FRAME_MS): Pose[] {
  const sides = new SideKeeper();
  return poses.map((pose, i) => sides.keep(pose, i * frameMs));
}

test("a swap of a frame or two is undone", () => {
  const poses = Array.from({ length: 10 }, (_, i) => standing({ x: 300 + 3 * i, y: 100 }));
  const flickering = poses.map((pose, i) => (i === 4 || i === 7 || i === 8 ? swapped(pose) : pose));
  expect(kept(flickering)).toEqual(poses);
});

test("legs that swap alone are undone alone", () => {
  const legsSwapped = standing().map((keypoint, k) => (k >= 11 ? standing()[MIRROR[k]!]! : keypoint));
  expect(kept([standing(), legsSwapped])).toEqual([standing(), standing()]);
});

test("a swap that lasts is believed within a second, once and for good", () => {
  const poses = Array.from({ length: 40 }, (_, i) => (i < 10 ? standing() : swapped(standing())));
  const out = kept(poses);
  expect(out[12]).toEqual(standing());
  expect(out.slice(10 + CLIP_FPS)).toEqual(poses.slice(10 + CLIP_FPS));
});

test("a body that turns round swaps its sides by and by, and is left alone", () => {
  const turning = Array.from({ length: 24 }, (_, i) => {
    const facing = Math.cos((Math.PI * i) / 23);
    return standing().map(([x, y, score]): Pose[number] => [x * facing, y, score]);
  });
  expect(kept(turning)).toEqual(turning);
});

test("arms that cross are left alone", () => {
  const crossing = Array.from({ length: 7 }, (_, i) =>
    standing().map(([x, y, score], k): Pose[number] => [k === 9 || k === 10 ? x * (1 - i / 3) : x, y, score]),
  );
  expect(kept(crossing)).toEqual(crossing);
});

test("the performer comes through untouched, and with frames swapped as without", () => {
  for (const take of performerTakes()) {
    const poses = take.map(({ found }) => found);
    expect(kept(poses)).toEqual(poses);
    // Seen from the side, as in the warrior's pose, left and right are one place: there is nothing to undo.
    const flickering = poses.map((pose, i) => (i % 9 === 4 ? swapped(pose) : pose));
    kept(flickering).forEach((pose, i) => {
      for (const k of [5, 6, 9, 10]) expect(gap(pose, poses[i]!, k)).toBeLessThan(10);
    });
  }
});

const gap = (a: Pose, b: Pose, k: number) => Math.hypot(a[k]![0] - b[k]![0], a[k]![1] - b[k]![1]);
