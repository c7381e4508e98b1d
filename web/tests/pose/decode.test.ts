import { expect, test } from "vitest";
import { decode } from "../../src/pose/decode";
import { expectNear, golden } from "../golden";

const { tolerance, cases } = golden("decode");

test.each(cases)("$name", ({ input, expected }) => {
  const { stride, radius_px: radiusPx, refine_radius_px: refineRadiusPx, spreads } = input;
  expectNear(decode(input, { stride, radiusPx, refineRadiusPx, spreads }), expected, tolerance);
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
