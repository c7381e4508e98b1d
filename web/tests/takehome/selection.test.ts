import { describe, expect, test } from "vitest";
import type { Match } from "../../src/match/api";
import { bestPairs, distinctCredits, shotDurations, shotsOf } from "../../src/takehome/selection";
import { nextTickMs } from "../../src/takehome/take";
import { armsUp, match, standing } from "../figures";

/** Moments as [photo, similarity], an eighth of a second apart. */
const momentsOf = (...moments: [number, number][]) =>
  moments.map(([photo, similarity], i) => ({ match: match(photo, 0), similarity, timeMs: i * 125 }));
const later =
  (byMs: number) =>
  <S extends { timeMs: number }>(moment: S): S => ({ ...moment, timeMs: moment.timeMs + byMs });
const timesOf = (shots: { timeMs: number }[]) => shots.map(({ timeMs }) => timeMs);

test("the strip shows the best moment of each of the best photos, in the order of the take", () => {
  const shots = [
    ...momentsOf([1, 0.9], [1, 0.95], [1, 0.94]),
    ...momentsOf([2, 0.93], [2, 0.96], [6, 0.955]).map(later(1000)),
    ...momentsOf([3, 0.92], [5, 0.88]).map(later(2000)),
    ...momentsOf([4, 0.99], [4, 0.98]).map(later(3000)),
  ];
  expect(timesOf(bestPairs(shots))).toEqual([125, 1125, 2000, 3000]);
});

test("a good pair with a photo that is there already is better than a bad one with another", () => {
  const good = Array.from({ length: 30 }, (): [number, number] => [1, 0.97]);
  const chosen = bestPairs(momentsOf(...good, [2, 0.6]));
  expect(chosen.map(({ match }) => match.photo.id)).toEqual([1, 1, 1, 1]);
});

test("with few photos, moments far apart stand for others", () => {
  const held = Array.from({ length: 40 }, (_, i): [number, number] => [1, 0.9 + i / 1000]);
  const times = timesOf(bestPairs(momentsOf(...held)));
  expect(times).toHaveLength(4);
  for (const [i, time] of times.slice(1).entries()) expect(time - times[i]!).toBeGreaterThanOrEqual(800);
});

test("a short take has fewer pairs rather than the same one twice", () => {
  expect(bestPairs(momentsOf([1, 0.9], [1, 0.91]))).toHaveLength(1);
  expect(bestPairs([])).toEqual([]);
});

test("each maker is named once, in the order of appearance; who is unnamed is left out", () => {
  const credited = (credit: string) => ({
    match: { ...match(1, 1), photo: { ...match(1, 1).photo, credit } },
  });
  expect(distinctCredits(["Bob", "", "Ann", " Bob ", "Ann"].map(credited))).toEqual(["Bob", "Ann"]);
});

test("each shot is shown until the next, the last one until the end", () => {
  expect(shotDurations([{ timeMs: 0 }, { timeMs: 125 }, { timeMs: 400 }], 500)).toEqual([125, 275, 100]);
});

test("shots keep to the clock, and one that comes late skips a tick", () => {
  expect([nextTickMs(0), nextTickMs(3), nextTickMs(124), nextTickMs(260)]).toEqual([125, 125, 250, 375]);
});

describe("shotsOf", () => {
  // Arms hang for the first second, then are up; each photo appears 400 ms after the pose it is for.
  const image = {} as ImageBitmap;
  const hanging = { ...match(1, 0.9, standing()), similarity: 0.9 };
  const lifted = { ...match(2, 0.9, armsUp()), similarity: 0.9 };
  const pictures = Array.from({ length: 16 }, (_, i) => ({ image, timeMs: i * 125 }));
  const poses = pictures.map(({ timeMs }) => ({
    pose: timeMs < 1000 ? standing() : armsUp(),
    timeMs: timeMs + 20,
  }));
  const stays = [
    { image, match: hanging, fromMs: 0, toMs: 1375 },
    { image, match: lifted, fromMs: 1400, toMs: 2000 },
  ];
  const ids = (shots: { match: Match }[]) => shots.map(({ match }) => match.photo.id);

  test("a photo that came late is put beside the pose it was found for", () => {
    expect(ids(shotsOf({ pictures, poses, stays }))).toEqual([...Array(8).fill(1), ...Array(8).fill(2)]);
  });

  test("pairs are rated by the pose of their own moment", () => {
    const still = { ...hanging, similarity: 1 };
    const shots = shotsOf({ pictures, poses, stays: [{ image, match: still, fromMs: 0, toMs: 2000 }] });
    expect(shots[0]!.similarity).toBeCloseTo(1);
    expect(shots[15]!.similarity).toBeLessThan(0.9);
  });

  test("where nobody was seen the photo that stood there stays, as a poor pair", () => {
    const shots = shotsOf({ pictures, poses: [], stays });
    expect(ids(shots.slice(0, 4))).toEqual([1, 1, 1, 1]);
    expect(shots.every(({ similarity }) => similarity === 0)).toBe(true);
  });

  test("a photo that appears only later stands beside the first pictures too; without any there are no shots", () => {
    const late = [{ image, match: lifted, fromMs: 1800, toMs: 2000 }];
    expect(ids(shotsOf({ pictures, poses, stays: late }))).toEqual(Array(16).fill(2));
    expect(shotsOf({ pictures, poses, stays: [] })).toEqual([]);
  });

  test("photos keep their order, whatever single frames say", () => {
    const trembling = poses.map((pose, i) => (i === 12 ? { ...pose, pose: standing() } : pose));
    expect(ids(shotsOf({ pictures, poses: trembling, stays }))).toEqual([
      ...Array(8).fill(1),
      ...Array(8).fill(2),
    ]);
  });
});
