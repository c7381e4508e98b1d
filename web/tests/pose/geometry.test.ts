import { expect, test } from "vitest";
import { canvasAffine } from "../../src/network/crop";
import { applyAffine, boxFromPose, cropFromBox, invertAffine, poseToImage } from "../../src/pose/geometry";
import { CROP_HEIGHT, CROP_WIDTH } from "../../src/pose/spec";
import { expectNear, golden } from "../golden";

const { tolerance, cases } = golden("geometry");

test.each(cases)("$name", ({ input, expected }) => {
  expectNear(answer(input), expected, tolerance);
});

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as read from the golden file.
function answer(input: any): unknown {
  if ("box_xyxy" in input) return cropFromBox(input.box_xyxy);
  if ("crop_from_image" in input) return poseToImage(input.pose, input.crop_from_image);
  return boxFromPose(input.pose);
}

test("an affine and its inverse cancel", () => {
  const affine = cropFromBox([30, 40, 130, 300]);
  expectNear(applyAffine(invertAffine(affine), applyAffine(affine, [77, 123])), [77, 123], 1e-9);
});

test("a box without an area is refused", () => {
  expect(() => cropFromBox([5, 5, 5, 9])).toThrow("x1 > x0");
});

test("the canvas draws pixel centres where the contract has them", () => {
  // The crop's first pixel centre is canvas point (0.5, 0.5); its last is half a pixel from the far edges.
  const cropFromImage = cropFromBox([0, 0, 191, 255], 1);
  const imageFromCrop = invertAffine(cropFromImage);
  for (const corner of [[0, 0] as const, [CROP_WIDTH - 1, CROP_HEIGHT - 1] as const]) {
    const [x, y] = applyAffine(imageFromCrop, corner);
    const drawn = applyAffine(canvasAffine(cropFromImage), [x + 0.5, y + 0.5]);
    expectNear(drawn, [corner[0] + 0.5, corner[1] + 0.5], 1e-9);
  }
});
