import { expect, test } from "vitest";
import type { Match } from "../../src/match/api";
import { Chooser } from "../../src/match/chooser";
import type { Pose } from "../../src/pose/geometry";
import { isSamePose, mirrorPose, similarity } from "../../src/pose/matching";
import { PoseSmoother } from "../../src/tracking/smoothing";
import { armsUp, match, standing } from "../figures";
import { CLIP_FPS, CLIP_SIZE, performerTakes } from "../performer";

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
  const held = chooser.choose([match(1, 1, standing())], standing(), 0);
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

test("while the visitor stands still the photo stays, whatever the collection offers", () => {
  const chooser = new Chooser();
  chooser.choose([match(1, 0.97, armsUp(0.4))], standing(), 0);
  const choice = chooser.choose([match(2, 1, standing())], standing({ x: 3, scale: 1.1 }), LATER);
  expect(choice).toMatchObject({ changed: false, photo: { id: 1 } });
});

test("a photo of the same pose is no reason to change", () => {
  const chooser = new Chooser();
  chooser.choose([match(1, 1, standing())], armsUp(0.3), 0);
  const choice = chooser.choose([match(2, 1, armsUp(0.05))], armsUp(0.05), LATER);
  expect(choice).toMatchObject({ changed: false, photo: { id: 1 } });
});

const ANSWER_EVERY_FRAMES = 2;

/** Photos of poses that the performer takes, each several times over as in a burst, and mirror images of them. */
function collection(): Match[] {
  const random = randomNumbers(1);
  const taken = performerTakes().flatMap((frames) => frames.filter((_, i) => i % 3 === 0));
  return taken.flatMap(({ true: pose }, i) =>
    [0, 2, 6].map((px, j) => match(3 * i + j, 0, moved(j === 1 ? mirrorPose(pose) : pose, px, random))),
  );
}

/** What a server answers: the best few, one of each pose. */
function answer(photos: readonly Match[], pose: Pose, limit = 5): Match[] {
  const measured = photos.flatMap((photo) =>
    [false, true].map((mirrored) => {
      const keypoints = mirrored ? mirrorPose(photo.keypoints) : photo.keypoints;
      return { ...photo, mirrored, similarity: similarity(pose, keypoints), seen: keypoints };
    }),
  );
  measured.sort((a, b) => b.similarity - a.similarity);
  const distinct: typeof measured = [];
  for (const one of measured.slice(0, 4 * limit))
    if (!distinct.some(({ seen }) => isSamePose(seen, one.seen))) distinct.push(one);
  return distinct.slice(0, limit);
}

/** Shows frames (network poses, with a camera's noise) to smoother and chooser; the times of the changes. */
function changesOver(poses: readonly Pose[], photos: readonly Match[]): number[] {
  const smoother = new PoseSmoother();
  const chooser = new Chooser();
  const random = randomNumbers(2);
  return poses.flatMap((pose, i) => {
    const timeMs = (1000 * i) / CLIP_FPS;
    const smooth = smoother.smooth(moved(pose, 2, random), CLIP_SIZE.height, timeMs);
    if (i % ANSWER_EVERY_FRAMES) return [];
    return chooser.choose(answer(photos, smooth), smooth, timeMs)?.changed ? [timeMs] : [];
  });
}

test("a held pose keeps its photo for ten seconds, noise and near-duplicates or not", () => {
  const photos = collection();
  for (const take of performerTakes()) {
    // One stretch of held frames per pose; to and fro, so that the sway has no jump in it.
    const held = take.filter((frame) => frame.held).slice(0, 9);
    const sway = [...held, ...held.slice(1, -1).reverse()];
    const poses = Array.from({ length: 10 * CLIP_FPS }, (_, i) => sway[i % sway.length]!.found);
    const late = changesOver(poses, photos).filter((timeMs) => timeMs > 1000);
    expect(late).toEqual([]);
  }
});

test("a moving visitor is followed, at most three times in any second", () => {
  const [take] = performerTakes();
  const changes = changesOver(
    take!.map(({ found }) => found),
    collection(),
  );
  expect(changes.length).toBeGreaterThan(3);
  for (const from of changes)
    expect(changes.filter((t) => t >= from && t < from + 1000).length).toBeLessThanOrEqual(3);
});

function moved(pose: Pose, px: number, random: () => number): Pose {
  return pose.map(([x, y, score]) => [x + px * normal(random), y + px * normal(random), score]);
}

const normal = (random: () => number) =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Numbers 0..1 that are the same in every run (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
