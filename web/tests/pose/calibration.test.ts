import { expect, test } from "vitest";
import { features, shownOf, weighed } from "../../src/pose/calibration";
import { expectNear, golden } from "../golden";

const { tolerance, cases } = golden("calibration");

test.each(cases)("$name", ({ input, expected }) => {
  const shown = shownOf(input.crop_from_image, input);
  const answer = { features: features(input.pose, shown), weighed: weighed(input.pose, shown, input) };
  expectNear(answer, expected, tolerance);
});

test("a crop shows no more than the picture has", () => {
  // The crop begins 20 px left of the picture and 10 px above it, and ends far below it.
  const cropFromImage = [
    [1, 0, 20],
    [0, 1, 10],
  ] as const;
  expect(shownOf(cropFromImage, { width: 101, height: 61 })).toEqual([20, 10, 120, 70]);
});
