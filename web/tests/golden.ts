/** The golden files that Python's tests read too. */

import { readFileSync } from "node:fs";
import { expect } from "vitest";

interface Golden {
  tolerance: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each file has inputs of its own shape.
  cases: { name: string; input: any; expected: any }[];
}

export function golden(name: string): Golden {
  return JSON.parse(
    readFileSync(new URL(`../../tests/contract/golden/${name}.json`, import.meta.url), "utf8"),
  );
}

/** Two equally nested lists, or objects, of numbers. */
export function expectNear(actual: unknown, expected: unknown, tolerance: number): void {
  if (typeof expected !== "object" || expected === null) {
    if (typeof expected !== "number") expect(actual).toBe(expected);
    else expect(Math.abs((actual as number) - expected)).toBeLessThanOrEqual(tolerance);
    return;
  }
  expect(Object.keys(actual as object)).toEqual(Object.keys(expected));
  for (const [key, value] of Object.entries(expected)) {
    expectNear((actual as Record<string, unknown>)[key], value, tolerance);
  }
}
