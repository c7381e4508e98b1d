import { expect, test } from "vitest";
import { changedPixels, GifWriter } from "../../src/takehome/gif";

const SIZE = { width: 64, height: 48 };

/** Every pixel of its own colour, as in a photo. */
function picture(seed: number): Uint8ClampedArray {
  return Uint8ClampedArray.from({ length: 4 * SIZE.width * SIZE.height }, (_, i) =>
    i % 4 === 3 ? 255 : (i * 31 + seed * 97 + (i >> 5) * 13) % 256,
  );
}

test("what differs by no more than the tremble of a camera counts as unchanged", () => {
  const before = new Uint8Array([100, 100, 100, 255, 100, 100, 100, 255, 100, 100, 100, 255]);
  const after = new Uint8ClampedArray([104, 97, 103, 255, 130, 100, 100, 255, 100, 100, 100, 255]);
  expect([...changedPixels(before, after)]).toEqual([1]);
});

test("a frame like the last one costs next to nothing", () => {
  const bytesOf = (...seeds: number[]) => {
    const gif = new GifWriter(SIZE);
    for (const seed of seeds) gif.add(picture(seed), 125);
    return gif.finish().length;
  };
  const [one, twoAlike, twoDifferent] = [bytesOf(1), bytesOf(1, 1), bytesOf(1, 2)];
  expect(twoDifferent - one).toBeGreaterThan(5 * (twoAlike - one));
});

test("delays are whole hundredths that add up to the true time", () => {
  const gif = new GifWriter(SIZE);
  for (let frame = 0; frame < 8; frame++) gif.add(picture(frame), 125);
  expect(delaysOf(gif.finish()).reduce((a, b) => a + b)).toBe(100);
});

/** Hundredths of a second from each graphic control extension: 21 F9 04 flags delay delay index 00. */
function delaysOf(bytes: Uint8Array): number[] {
  const delays: number[] = [];
  for (let i = 0; i < bytes.length - 7; i++) {
    const isControl = bytes[i] === 0x21 && bytes[i + 1] === 0xf9 && bytes[i + 2] === 4 && bytes[i + 7] === 0;
    if (isControl) delays.push(bytes[i + 4]! + 256 * bytes[i + 5]!);
  }
  return delays;
}
