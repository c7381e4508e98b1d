import { expect, test } from "vitest";
import { decode } from "../../src/pose/decode";
import { expectNear, golden } from "../golden";

const { tolerance, cases } = golden("decode");

test.each(cases)("$name", ({ input, expected }) => {
  const options = {
    stride: input.options.stride,
    radiusPx: input.options.radius_px,
    spreads: input.options.spreads,
    refineRadiusPx: input.options.refine_radius_px,
    refinePower: input.options.refine_power,
    scoreRadiusPx: input.options.score_radius_px,
  };
  expectNear(decode(input, options), expected, tolerance);
});

test("maps that see nothing score next to nothing", () => {
  const maps = {
    height: 3,
    width: 3,
    heatmaps: new Float32Array(9).fill(-50),
    offsets: new Float32Array(18),
  };
  expect(decode(maps)[0]![2]).toBeLessThan(1e-9);
});
