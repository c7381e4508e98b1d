import { expect, test } from "vitest";
import { Chooser } from "../src/chooser";
import { similarity } from "../src/pose/matching";
import { armsUp, match, standing } from "./figures";

const LATER = 10_000;

test("shows the best match first", () => {
  const choice = new Chooser().choose([match(1, 0.95), match(2, 0.8)], standing(), 0);
  expect(choice).toMatchObject({ changed: true, photo: { id: 1 } });
});

test("rests while the photo shown is nearly as good as the best", () => {
  const chooser = new Chooser();
  chooser.choose([match(1, 1)], standing(), 0);
  const choice = chooser.choose([match(2, 1), match(3, 0.99)], standing(), LATER);
  expect(choice).toMatchObject({ changed: false, photo: { id: 1 } });
});

test("changes when the pose does", () => {
  const chooser = new Chooser();
  chooser.choose([match(1, 1, standing())], standing(), 0);
  const choice = chooser.choose([match(2, 1, armsUp())], armsUp(), LATER);
  expect(choice).toMatchObject({ changed: true, photo: { id: 2 } });
});

test("reports how alike the held photo is now, though the server no longer names it", () => {
  const chooser = new Chooser();
  chooser.choose([match(1, 1)], standing(), 0);
  const choice = chooser.choose([match(2, 0.5)], armsUp(0.3), LATER);
  expect(choice?.similarity).toBeCloseTo(similarity(armsUp(0.3), standing()), 9);
});

test("a photo clearly worse than the best is not held, though both are very much alike", () => {
  const chooser = new Chooser();
  const held = chooser.choose([match(1, 1, standing())], armsUp(0.2), 0);
  expect(held?.photo.id).toBe(1);
  const choice = chooser.choose([match(2, 1, armsUp(0.2))], armsUp(0.2), LATER);
  expect(choice).toMatchObject({ changed: true, photo: { id: 2 } });
});

test("changes at most three times a second", () => {
  const chooser = new Chooser();
  const poses = [standing(), armsUp()];
  let changes = 0;
  for (let ms = 0; ms < 2000; ms += 20) {
    const pose = poses[(ms / 20) % 2]!;
    if (chooser.choose([match(ms, 1, pose)], pose, ms)?.changed) changes++;
  }
  expect(changes).toBeLessThanOrEqual(6);
  expect(changes).toBeGreaterThan(1);
});

test("of equally good photos, one not shown lately is preferred", () => {
  const chooser = new Chooser();
  chooser.choose([match(1, 1, standing())], standing(), 0);
  chooser.choose([match(2, 1, armsUp())], armsUp(), LATER);
  const choice = chooser.choose(
    [match(1, 1, standing()), match(3, 0.999, standing())],
    standing(),
    2 * LATER,
  );
  expect(choice?.photo.id).toBe(3);
});

test("without matches the photo stays", () => {
  const chooser = new Chooser();
  expect(chooser.choose([], standing(), 0)).toBeNull();
  chooser.choose([match(1, 1)], standing(), 0);
  expect(chooser.choose([], standing(), LATER)).toMatchObject({ changed: false, photo: { id: 1 } });
});
