import { expect, test } from "vitest";
import { limbAgreement, LIMBS } from "../src/pose/limbs";
import { compare, mirrorPose } from "../src/pose/matching";
import { KEYPOINTS } from "../src/pose/spec";
import { explain } from "../src/ui/why";
import { armsUp, match, standing } from "./figures";

const LEFT_WRIST = KEYPOINTS.indexOf("left_wrist");
/** Only the left arm is up. */
const leftUp = standing().map((point, k) => (k === 7 || k === 9 ? armsUp()[k]! : point));

test("each keypoint belongs to one part of the body", () => {
  expect(
    Object.values(LIMBS)
      .flat()
      .sort((a, b) => a - b),
  ).toEqual(KEYPOINTS.map((_, k) => k));
  expect(LIMBS.leftArm.map((k) => KEYPOINTS[k])).toEqual(["left_elbow", "left_wrist"]);
  expect(LIMBS.rightLeg.map((k) => KEYPOINTS[k])).toEqual(["right_knee", "right_ankle"]);
});

test("the arm that is elsewhere agrees least; what is out of view says nothing", () => {
  const { agreement, shares } = compare(leftUp, standing());
  const [left, right] = (["leftArm", "rightArm"] as const).map((limb) =>
    limbAgreement(limb, agreement, shares),
  );
  expect(left!).toBeLessThan(right! - 0.2);
  const legless = standing().map(([x, y, score], k): [number, number, number] => [x, y, k >= 13 ? 0 : score]);
  const upper = compare(legless, standing());
  expect(limbAgreement("leftLeg", upper.agreement, upper.shares)).toBeNull();
});

test("of a photo that fits when mirrored, the visitor's own left is still called left", () => {
  const photo = { ...match(1, 0.9, mirrorPose(standing())), mirrored: true };
  const { agreement, similarity } = explain({ pose: leftUp, match: photo });
  expect(similarity).toBeCloseTo(compare(leftUp, standing()).similarity);
  expect(agreement[LEFT_WRIST]).toBe(Math.min(...agreement));
});

test("the visitor's pose is laid over the photo's, wherever it stands and however large", () => {
  const photo = match(1, 1, standing({ x: 300, y: 80, scale: 2 }));
  const { aligned } = explain({ pose: standing({ x: 40, y: 10 }), match: photo });
  for (const [k, [x, y]] of aligned.entries()) {
    expect(x).toBeCloseTo(photo.keypoints[k]![0]);
    expect(y).toBeCloseTo(photo.keypoints[k]![1]);
  }
});
