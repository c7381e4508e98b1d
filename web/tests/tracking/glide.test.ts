import { expect, test } from "vitest";
import { Glide } from "../../src/tracking/glide";
import { standing } from "../figures";

const noseX = (glide: Glide, nowMs: number) => glide.at(nowMs)?.[0]?.[0];

/** A glide from x = 100 to x = 200 that starts at 1000 ms, with poses 100 ms apart. */
function moving(): Glide {
  const glide = new Glide();
  glide.aim(standing({ x: 100 }), 900);
  glide.aim(standing({ x: 200 }), 1000);
  return glide;
}

test("goes from pose to pose in even steps, and is there before the next", () => {
  const glide = moving();
  expect([1000, 1020, 1040, 1060].map((ms) => noseX(glide, ms))).toEqual([100, 125, 150, 175]);
  expect(noseX(glide, 1080)).toBe(200);
});

test("a new aim starts from what is drawn", () => {
  const glide = moving();
  glide.aim(standing({ x: 0 }), 1040);
  expect(noseX(glide, 1040)).toBe(150);
  expect(noseX(glide, 1200)).toBe(0);
});

test("the first pose is drawn where it is, and so is a keypoint that was not drawn", () => {
  const glide = new Glide();
  glide.aim(standing({ x: 100 }), 500);
  expect(noseX(glide, 500)).toBe(100);
  glide.aim(standing({ x: 100, score: 0.05 }), 600);
  glide.aim(standing({ x: 300 }), 700);
  expect(noseX(glide, 710)).toBe(300);
});

test("nobody is nobody at once", () => {
  const glide = moving();
  glide.aim(null, 1040);
  expect(glide.at(1040)).toBeNull();
});

test("at rest there is nothing new to draw", () => {
  const glide = moving();
  expect(glide.at(1300)).toBe(glide.at(1400));
});
