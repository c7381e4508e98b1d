import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { withPatience } from "../../src/kiosk/patience";
import { waitMs } from "../../src/retry";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = new Promise<never>(() => {});
const outcome = (promise: Promise<unknown>) => promise.then(String, (error: Error) => error.name);

test("an answer in time is the answer, and a failure the failure", async () => {
  expect(await outcome(withPatience("it", Promise.resolve("yes"), 3))).toBe("yes");
  expect(await outcome(withPatience("it", Promise.reject(new TypeError()), 3))).toBe("TypeError");
  expect(vi.getTimerCount()).toBe(0);
});

test("silence ends after so many seconds", async () => {
  const waiting = outcome(withPatience("it", never, 3));
  await vi.advanceTimersByTimeAsync(2_900);
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(await waiting).toBe("SilenceError");
  expect(vi.getTimerCount()).toBe(0);
});

test("while it does not count, patience has no end; a clock that jumps takes none of it", async () => {
  let counts = false;
  const settled = vi.fn();
  outcome(withPatience("it", never, 3, () => counts)).then(settled);
  await vi.advanceTimersByTimeAsync(60_000);
  counts = true;
  vi.setSystemTime(Date.now() + 8 * 3_600_000);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(settled).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(settled).toHaveBeenCalled();
});

test("waits between tries grow, to half a minute", () => {
  expect([0, 1, 2, 3, 4, 50].map(waitMs)).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});
