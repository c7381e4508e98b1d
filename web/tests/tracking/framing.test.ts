import { expect, test } from "vitest";
import type { Pose } from "../../src/pose/geometry";
import { FramingWatch, type Hint, hintFor, type Look } from "../../src/tracking/framing";
import { standing } from "../figures";

const SIZE = { width: 640, height: 480 };
const FRAME_MS = 125;

const whole = standing({ x: 320, y: 100, scale: 1.5 });
const atDesk = hidden(standing({ x: 320, y: 120, scale: 3 }), (k) => k > 12);
const faceAlone = hidden(standing({ x: 320, y: 200, scale: 8 }), (k) => k > 4);
const hugging = hidden(standing({ x: 320, y: 100, scale: 8 }), (k) => k > 8);
const far = standing({ x: 320, y: 200, scale: 0.5 });

function hidden(pose: Pose, isHidden: (k: number) => boolean): Pose {
  return pose.map(([x, y, score], k) => [x, y, isHidden(k) ? 0.05 : score]);
}

const look = (pose: Pose | null, light = 0.5): Look => ({ pose, size: SIZE, light, timeMs: 0 });

test("each look has its hint", () => {
  expect(hintFor(look(whole))).toBeNull();
  expect(hintFor(look(atDesk))).toBeNull();
  expect(hintFor(look(null))).toBe("absent");
  expect(hintFor(look(whole, 0.05))).toBe("dark");
  expect(hintFor(look(null, 0.05))).toBe("dark");
  expect(hintFor(look(faceAlone))).toBe("stepBack");
  expect(hintFor(look(hugging))).toBe("stepBack");
  expect(hintFor(look(far))).toBe("comeCloser");
});

test("what is said takes more to be taken back than it took to be said", () => {
  expect(hintFor(look(whole, 0.15))).toBeNull();
  expect(hintFor(look(whole, 0.15), "dark")).toBe("dark");
  const nearlyFar = standing({ x: 320, y: 100, scale: 0.8 });
  expect(hintFor(look(nearlyFar))).toBeNull();
  expect(hintFor(look(nearlyFar), "comeCloser")).toBe("comeCloser");
});

/** The hints of a sequence of looks, `FRAME_MS` apart. */
function watch(looks: Look[], framing = new FramingWatch()): (Hint | null)[] {
  return looks.map((each, i) => framing.update({ ...each, timeMs: 10_000 + i * FRAME_MS }).hint);
}

const seconds = (count: number, each: Look): Look[] =>
  Array(Math.round((1000 * count) / FRAME_MS)).fill(each);

/** How often the hint changes. */
const changes = (hints: (Hint | null)[]) => hints.filter((hint, i) => i > 0 && hint !== hints[i - 1]).length;

test("a hint waits until its reason has lasted, and goes when the reason has gone", () => {
  const hints = watch([...seconds(2, look(whole)), ...seconds(4, look(far)), ...seconds(4, look(whole))]);
  expect(hints.indexOf("comeCloser")).toBeGreaterThan(16 + 8);
  expect(hints.at(-1)).toBeNull();
  expect(changes(hints)).toBe(2);
});

test("a reason that comes and goes from frame to frame is no reason for a flickering hint", () => {
  const flicker = Array.from({ length: 80 }, (_, i) => look(i % 3 ? far : whole));
  expect(changes(watch(flicker))).toBeLessThanOrEqual(1);
  const atTheEdge = Array.from({ length: 80 }, (_, i) => look(whole, i % 2 ? 0.12 : 0.15));
  expect(changes(watch(atTheEdge))).toBeLessThanOrEqual(1);
});

test("somebody who turns round is not called for; somebody who has left is, and is greeted at once", () => {
  const turned = watch([...seconds(2, look(whole)), ...seconds(0.8, look(null)), ...seconds(1, look(whole))]);
  expect(turned.every((hint) => hint === null)).toBe(true);
  const left = watch([...seconds(2, look(whole)), ...seconds(4, look(null)), look(whole)]);
  expect(left.at(-2)).toBe("absent");
  expect(left.at(-1)).toBeNull();
});

test("legs out of view are mentioned once, and the upper body stays what counts", () => {
  const framing = new FramingWatch();
  const hints = watch([...seconds(2, look(whole)), ...seconds(12, look(atDesk))], framing);
  expect(hints).toContain("upper");
  expect(hints.at(-1)).toBeNull();
  expect(changes(hints)).toBe(2);
  const later = (pose: Pose, timeMs: number) => framing.update({ ...look(pose), timeMs }).part;
  expect(later(atDesk, 25_000)).toBe("upper");
  // A single knee at the picture's edge is no leg.
  expect(
    later(
      hidden(
        atDesk.map(([x, y]) => [x, y, 0.9]),
        (k) => k > 13,
      ),
      26_000,
    ),
  ).toBe("upper");
  expect(later(whole, 27_000)).toBe("upper");
  expect(later(whole, 30_000)).toBe("all");
});
