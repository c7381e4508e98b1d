import { expect, test } from "vitest";
import { decodeBoxes, detectionsToImage, inputFromImage, overlap } from "../../src/pose/detect";
import { applyAffine } from "../../src/pose/geometry";
import { expectNear, golden } from "../golden";

const { tolerance, cases } = golden("detect");

test.each(cases)("$name", ({ input, expected }) => {
  const { min_score: minScore, width, height } = input;
  const found = decodeBoxes(input.maps, { minScore });
  const inPicture = detectionsToImage(found, width, height);
  const boxes = inPicture.map(({ box }) => box);
  expectNear({ boxes, scores: inPicture.map(({ score }) => score) }, expected, tolerance);
});

test("a picture keeps its shape and lies in the middle of the input", () => {
  const affine = inputFromImage(513, 257);
  expectNear(applyAffine(affine, [0, 0]), [0, 64], 1e-9);
  expectNear(applyAffine(affine, [512, 256]), [256, 192], 1e-9);
});

test("boxes apart have nothing in common", () => {
  expect(overlap([0, 0, 1, 1], [2, 2, 3, 3])).toBe(0);
  expect(overlap([0, 0, 2, 2], [0, 0, 2, 1])).toBeCloseTo(0.5);
});
