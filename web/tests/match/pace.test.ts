import { expect, test } from "vitest";
import { Pace } from "../../src/match/pace";

const worst = 1;

test("refusals slow the page down to one question in two seconds, answers bring it back", () => {
  const pace = new Pace();
  for (let n = 0; n < 10; n++) pace.busy(1_000);
  expect(pace.intervalMs).toBe(2_000);
  for (let n = 0; n < 27; n++) pace.answered();
  expect(pace.intervalMs).toBe(125);
  expect(pace.failures).toBe(0);
});

test("nobody comes back sooner than asked, nor everybody at once", () => {
  const pauses = [0, 0.3, worst].map((chance) => new Pace(() => chance).busy(2_000));
  expect(pauses).toEqual([2_000, 2_600, 4_000]);
});

test("a silent server is asked ever less often, at least every eight seconds", () => {
  const pace = new Pace(() => 0);
  expect([1, 2, 3, 4, 5, 6].map(() => pace.silent())).toEqual([1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
  expect(new Pace(() => worst).silent()).toBe(500);
});
