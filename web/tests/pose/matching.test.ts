import { expect, test } from "vitest";
import { compare, mirrorPose, similarity } from "../../src/pose/matching";
import { standing } from "../figures";
import { expectNear, golden } from "../golden";

const { tolerance, cases } = golden("matching");

test.each(cases)("$name", ({ input: { query, reference }, expected }) => {
  const { similarity: plain, agreement, aligned } = compare(query, reference);
  const actual = {
    similarity: plain,
    mirrored: similarity(mirrorPose(query), reference),
    agreement,
    aligned: aligned.map(([x, y]) => [x, y]),
  };
  expectNear(actual, expected, tolerance);
});

test("a mirrored mirror is the pose itself", () => {
  const pose = cases[0]!.input.query;
  expect(mirrorPose(mirrorPose(pose))).toEqual(pose);
});

test("a pose of which nothing is sure is like nothing", () => {
  expect(similarity(standing({ score: 0 }), standing())).toBe(0);
});
