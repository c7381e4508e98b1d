import { expect, test } from "vitest";
import { type Match, ServerBusy } from "../../src/match/api";
import { Matcher } from "../../src/match/matcher";
import { Pace } from "../../src/match/pace";
import type { Pose } from "../../src/pose/geometry";
import { match, standing } from "../figures";

/** A server whose answers the test gives out by hand, and a clock that does not wait. */
function setUp() {
  const asked: { pose: Pose; answer(matches: Match[]): void; fail(error?: Error): void }[] = [];
  const events: unknown[] = [];
  const waits: number[] = [];
  const ask = (pose: Pose) =>
    new Promise<Match[]>((answer, reject) =>
      asked.push({ pose, answer, fail: (error = new Error("gone")) => reject(error) }),
    );
  const matcher = new Matcher(
    ask,
    {
      onMatches: (matches) => events.push(matches[0]!.photo.id),
      onServerSilent: (silent) => events.push(silent ? "silent" : "back"),
    },
    async (ms) => void waits.push(ms),
    new Pace(() => 0.5),
  );
  return { asked, events, waits, matcher };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

test("one request at a time, and then the newest pose", async () => {
  const { asked, events, matcher } = setUp();
  for (const x of [0, 1, 2, 3]) matcher.offer(standing({ x }));
  expect(asked.map(({ pose }) => pose[0]![0])).toEqual([0]);
  asked[0]!.answer([match(7, 1)]);
  await settle();
  expect(asked.map(({ pose }) => pose[0]![0])).toEqual([0, 3]);
  expect(events).toEqual([7]);
});

test("a silent server is asked again with the same pose, and its return is told once", async () => {
  const { asked, events, matcher } = setUp();
  matcher.offer(standing({ x: 5 }));
  asked[0]!.fail();
  await settle();
  expect(asked[1]!.pose[0]![0]).toBe(5);
  asked[1]!.fail();
  await settle();
  asked[2]!.answer([match(1, 1)]);
  await settle();
  expect(events).toEqual(["silent", "back", 1]);
  expect(asked).toHaveLength(3);
});

test("an answer for what was cleared is dropped", async () => {
  const { asked, events, matcher } = setUp();
  matcher.offer(standing());
  matcher.clear();
  asked[0]!.answer([match(1, 1)]);
  await settle();
  expect(events).toEqual([]);
});

test("a busy server is left in peace as long as it asks for, and then asked less often", async () => {
  const { asked, events, waits, matcher } = setUp();
  matcher.offer(standing({ x: 5 }));
  asked[0]!.fail(new ServerBusy(1_000));
  await settle();
  expect(waits).toEqual([125, 1_500, 250]);
  expect(asked[1]!.pose[0]![0]).toBe(5);
  asked[1]!.answer([match(1, 1)]);
  await settle();
  expect(events).toEqual([1]);
});

test("the visitor hears of a busy server only when it stays busy", async () => {
  const { asked, events, matcher } = setUp();
  matcher.offer(standing());
  for (let refusal = 0; refusal < 4; refusal++) {
    expect(events).toEqual([]);
    asked[refusal]!.fail(new ServerBusy(1_000));
    await settle();
  }
  expect(events).toEqual(["silent"]);
  asked[4]!.answer([match(1, 1)]);
  await settle();
  expect(events).toEqual(["silent", "back", 1]);
});
