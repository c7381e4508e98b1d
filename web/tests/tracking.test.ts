import { expect, test } from "vitest";
import { applyAffine, cropFromBox } from "../src/pose/geometry";
import { CROP_HEIGHT, CROP_WIDTH } from "../src/pose/spec";
import { personBox, searchCrops, Tracker } from "../src/tracking";
import { standing } from "./figures";

const SIZE = { width: 640, height: 480 };

test("looks through the whole picture in turns until somebody is found", () => {
  const tracker = new Tracker();
  const crops = searchCrops(SIZE);
  expect(crops.map(() => tracker.nextCrop(SIZE))).toEqual(crops);
  expect(tracker.nextCrop(SIZE)).toEqual(crops[0]);
});

test("every place of the picture is in some search crop", () => {
  for (const corner of [[0, 0] as const, [639, 0] as const, [0, 479] as const, [639, 479] as const]) {
    const isInside = searchCrops(SIZE).some((crop) => {
      const [x, y] = applyAffine(crop, corner);
      return x >= 0 && y >= 0 && x <= CROP_WIDTH - 1 && y <= CROP_HEIGHT - 1;
    });
    expect(isInside).toBe(true);
  }
});

test("follows the person found", () => {
  const tracker = new Tracker();
  const pose = standing({ x: 300, y: 120 });
  expect(tracker.update(pose)).toBe(true);
  expect(tracker.nextCrop(SIZE)).toEqual(cropFromBox(personBox(pose)!));
});

test("the crop rests while the person hardly moves, and follows when they do", () => {
  const tracker = new Tracker();
  tracker.update(standing({ x: 300, y: 120 }));
  const first = tracker.nextCrop(SIZE);
  tracker.update(standing({ x: 306, y: 122 }));
  expect(tracker.nextCrop(SIZE)).toEqual(first);
  tracker.update(standing({ x: 360, y: 120 }));
  expect(tracker.nextCrop(SIZE)).not.toEqual(first);
});

test("a missed frame keeps the crop; several start the search again", () => {
  const tracker = new Tracker();
  tracker.update(standing({ x: 300, y: 120 }));
  const followed = tracker.nextCrop(SIZE);
  expect(tracker.update(standing({ score: 0.05 }))).toBe(false);
  expect(tracker.nextCrop(SIZE)).toEqual(followed);
  tracker.update(standing({ score: 0.05 }));
  tracker.update(standing({ score: 0.05 }));
  expect(tracker.nextCrop(SIZE)).not.toEqual(followed);
});
