import { expect, test } from "vitest";
import { DrawRhythm, Rest } from "../../src/tracking/rest";

const SMOOTH_MS = 1000 / 60;

/** The rest after the last of many looks of the same length. */
function restAfter(looks: number, lookMs: number, gapMs: number, rest = new Rest()): number {
  let ms = 0;
  for (let look = 0; look < looks; look++) ms = rest.after(lookMs, gapMs);
  return ms;
}

test("a strong machine looks at every picture of a usual camera, and at every other one of a fast camera", () => {
  const sinceLast = restAfter(50, 8, SMOOTH_MS) + 8;
  expect(sinceLast).toBeLessThan(1000 / 30 - 5);
  expect(sinceLast).toBeGreaterThan(1000 / 60 + 5);
});

test("a slow network on a page that draws smoothly hardly rests", () => {
  expect(restAfter(50, 90, SMOOTH_MS)).toBeLessThan(10);
});

test("while the page's drawing falters the network looks more rarely, down to half as often", () => {
  const rest = new Rest();
  restAfter(5, 90, SMOOTH_MS, rest);
  expect(restAfter(3, 90, 60, rest)).toBeGreaterThan(20);
  expect(restAfter(30, 90, 60, rest)).toBe(90);
  // And back, by and by.
  expect(restAfter(5, 90, SMOOTH_MS, rest)).toBeGreaterThan(45);
  expect(restAfter(100, 90, SMOOTH_MS, rest)).toBeLessThan(10);
});

test("a screen that is slow by nature is no reason to rest", () => {
  expect(restAfter(50, 90, 1000 / 30)).toBeLessThan(10);
});

test("the rhythm of drawing is the usual gap, whatever a single one was", () => {
  const rhythm = new DrawRhythm();
  let now = 0;
  for (const gap of [99, 16, 16, 400, 16, 17]) rhythm.tick((now += gap));
  expect(rhythm.gapMs).toBe(16);
});
