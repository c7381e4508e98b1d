import { expect, test } from "vitest";
import { type Affine, applyAffine, cropFromBox, invertAffine } from "../../src/pose/geometry";
import { CROP_HEIGHT, CROP_WIDTH } from "../../src/pose/spec";
import { nextOf, personBox, searchCrops, Tracker } from "../../src/tracking/tracking";
import { standing } from "../figures";

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
  expect(tracker.update(pose, 0)).toBe(true);
  expect(tracker.nextCrop(SIZE)).toEqual(cropFromBox(personBox(pose)!));
});

test("the crop rests while the person hardly moves, and follows when they do", () => {
  const tracker = new Tracker();
  tracker.update(standing({ x: 300, y: 120 }), 0);
  const first = tracker.nextCrop(SIZE);
  tracker.update(standing({ x: 306, y: 122 }), 100);
  expect(tracker.nextCrop(SIZE)).toEqual(first);
  tracker.update(standing({ x: 350, y: 120 }), 300);
  expect(tracker.nextCrop(SIZE)).not.toEqual(first);
});

test("a missed frame keeps the crop; several start the search again", () => {
  const tracker = new Tracker();
  tracker.update(standing({ x: 300, y: 120 }), 0);
  const followed = tracker.nextCrop(SIZE);
  expect(tracker.update(standing({ score: 0.05 }), 0)).toBe(false);
  expect(tracker.nextCrop(SIZE)).toEqual(followed);
  tracker.update(standing({ score: 0.05 }), 0);
  tracker.update(standing({ score: 0.05 }), 0);
  expect(tracker.nextCrop(SIZE)).not.toEqual(followed);
});

const middleOf = (crop: Affine) =>
  applyAffine(invertAffine(crop), [(CROP_WIDTH - 1) / 2, (CROP_HEIGHT - 1) / 2]);

/** A tracker that has followed a visitor in the middle of the picture for a while. */
function following(): Tracker {
  const tracker = new Tracker();
  for (let ms = 0; ms <= 500; ms += 100) tracker.update(standing({ x: 300, y: 120 }), ms);
  return tracker;
}

test("whoever passes behind is not taken for the visitor, who is still followed when they come out again", () => {
  const tracker = following();
  const followed = tracker.nextCrop(SIZE);
  for (let ms = 600; ms <= 900; ms += 100) {
    expect(tracker.update(standing({ x: 400, y: 140, scale: 0.8 }), ms)).toBe(false);
    expect(tracker.nextCrop(SIZE)).toEqual(followed);
  }
  expect(tracker.update(standing({ x: 305, y: 121 }), 1000)).toBe(true);
});

test("a visitor who does leap is found again", () => {
  const tracker = following();
  const leapt = standing({ x: 450, y: 120 });
  let ms = 600;
  while (!tracker.update(leapt, ms)) ms += 100;
  expect(ms).toBeLessThan(2000);
});

test("a visitor who walks is followed all the way", () => {
  const tracker = new Tracker();
  for (let frame = 0; frame < 30; frame++) {
    expect(tracker.update(standing({ x: 100 + 15 * frame, y: 120 }), frame * 125)).toBe(true);
  }
});

test("of the people a detector finds, the large one in the middle is looked at first", () => {
  const tracker = new Tracker();
  expect(tracker.wantsBoxes).toBe(true);
  const [small, middle, large] = [
    [300, 200, 340, 300],
    [280, 80, 400, 460],
    [20, 60, 140, 470],
  ] as const;
  tracker.offer([small, large, middle], SIZE);
  expect(tracker.wantsBoxes).toBe(false);
  expect(tracker.nextCrop(SIZE)).toEqual(cropFromBox(middle));
  // Nobody after all: the next best.
  tracker.update(standing({ score: 0.05 }), 0);
  expect(tracker.nextCrop(SIZE)).toEqual(cropFromBox(large));
});

test("a tap chooses another person", () => {
  const tracker = following();
  tracker.choose([520, 250], SIZE);
  expect(middleOf(tracker.nextCrop(SIZE))[0]).toBeCloseTo(520);
  expect(tracker.update(standing({ x: 520, y: 150 }), 600)).toBe(true);
  expect(middleOf(tracker.nextCrop(SIZE))[0]).toBeCloseTo(520);
  expect(tracker.update(standing({ x: 525, y: 150 }), 700)).toBe(true);
});

test("a tap on nobody changes nothing", () => {
  const tracker = following();
  const followed = tracker.nextCrop(SIZE);
  tracker.choose([600, 40], SIZE);
  let looks = 0;
  // Each crop around the tap shows nobody, or the visitor themself, who is not there.
  while (JSON.stringify(tracker.nextCrop(SIZE)) !== JSON.stringify(followed)) {
    expect(tracker.update(standing({ x: 300, y: 120, score: looks % 2 ? 0.05 : 0.9 }), 600 + looks)).toBe(
      false,
    );
    expect(++looks).toBeLessThan(10);
  }
  expect(looks).toBeGreaterThan(1);
  expect(tracker.update(standing({ x: 302, y: 120 }), 1000)).toBe(true);
});

test("a detector's box at the tap is looked into first, and asked for once", () => {
  const tracker = following();
  expect(tracker.wantsBoxes).toBe(false);
  tracker.choose([520, 250], SIZE);
  expect(tracker.wantsBoxes).toBe(true);
  const box = [470, 130, 570, 380] as const;
  tracker.offer([[240, 90, 360, 360], box], SIZE);
  expect(tracker.wantsBoxes).toBe(false);
  expect(tracker.nextCrop(SIZE)).toEqual(cropFromBox(box));
});

test("boxes that come when somebody is followed already change nothing", () => {
  const tracker = following();
  const followed = tracker.nextCrop(SIZE);
  tracker.offer([[470, 130, 570, 380]], SIZE);
  expect(tracker.nextCrop(SIZE)).toEqual(followed);
});

test("the next person is the one on the right of whom is followed, and after the last the first", () => {
  const [left, middle, right] = [
    [20, 100, 120, 400],
    [270, 110, 370, 390],
    [500, 100, 600, 400],
  ] as const;
  const people = [middle, right, left];
  expect(nextOf(people, [265, 100, 375, 400])).toBe(right);
  expect(nextOf(people, right)).toBe(left);
  expect(nextOf(people, null)).toBe(left);
  expect(nextOf([middle], [265, 100, 375, 400])).toBe(null);
  expect(nextOf([], null)).toBe(null);
});

test("the next person is followed once seen; where there is nobody else, the visitor still is", () => {
  const tracker = following();
  const followed = tracker.nextCrop(SIZE);
  const visitor = personBox(standing({ x: 300, y: 120 }))!;
  expect(tracker.chooseNext([visitor])).toBe(false);
  expect(tracker.nextCrop(SIZE)).toEqual(followed);

  const other = standing({ x: 520, y: 150 });
  expect(tracker.chooseNext([visitor, personBox(other)!])).toBe(true);
  // The network was still looking at the visitor.
  expect(tracker.update(standing({ x: 301, y: 120 }), 600)).toBe(true);
  expect(tracker.isChoosing).toBe(true);
  expect(middleOf(tracker.nextCrop(SIZE))[0]).toBeCloseTo(520);
  expect(tracker.update(other, 700)).toBe(true);
  expect(tracker.isChoosing).toBe(false);
  expect(middleOf(tracker.nextCrop(SIZE))[0]).toBeCloseTo(520);
});
