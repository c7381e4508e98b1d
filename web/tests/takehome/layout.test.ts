import { expect, test } from "vitest";
import {
  type Area,
  contain,
  elide,
  fitArea,
  pageLayout,
  paneSize,
  SEAM,
  stripLayout,
  wrap,
} from "../../src/takehome/layout";

const CAMERAS = [
  { width: 640, height: 480 },
  { width: 1280, height: 720 },
  { width: 480, height: 640 },
  { width: 1080, height: 2400 },
];
const right = ({ x, width }: Area) => x + width;
const bottom = ({ y, height }: Area) => y + height;

test.each(CAMERAS)("a page for a camera of $width x $height", (camera) => {
  const { size, pair, caption } = pageLayout(paneSize(camera));
  // Video encoders take even sizes only.
  expect([size.width % 2, size.height % 2]).toEqual([0, 0]);
  expect(pair.right.x - right(pair.left)).toBe(SEAM);
  expect([pair.right.y, pair.right.width, pair.right.height]).toEqual([
    pair.left.y,
    pair.left.width,
    pair.left.height,
  ]);
  expect(pair.left.x).toBe(size.width - right(pair.right));
  expect(caption.y).toBe(bottom(pair.left));
  expect(bottom(caption)).toBe(size.height);
});

test("a pane has the camera's shape, within limits, and about the same pixels for each", () => {
  const panes = CAMERAS.map(paneSize);
  expect(panes[0]).toEqual({ width: 480, height: 360 });
  expect(panes.map(({ width, height }) => Math.round((10 * width) / height) / 10)).toEqual([
    1.3, 1.6, 0.8, 0.8,
  ]);
  for (const { width, height } of panes) expect(Math.abs(width * height - 480 * 360)).toBeLessThan(2000);
});

test("the strip's pairs stand apart, one below the other, and the footer below them all", () => {
  const { size, pairs, footer } = stripLayout({ width: 480, height: 360 }, 4, 100);
  expect(pairs).toHaveLength(4);
  for (const [i, pair] of pairs.slice(1).entries()) {
    expect(pair.left.y).toBeGreaterThan(bottom(pairs[i]!.left));
    expect(pair.left.x).toBe(pairs[0]!.left.x);
  }
  expect(footer.y).toBe(bottom(pairs[3]!.right));
  expect(bottom(footer)).toBe(size.height);
});

test("a picture is shown whole and in the middle", () => {
  const area = { x: 10, y: 20, width: 400, height: 300 };
  expect(contain({ width: 100, height: 100 }, area)).toEqual({ x: 60, y: 20, width: 300, height: 300 });
  expect(contain({ width: 200, height: 50 }, area)).toEqual({ x: 10, y: 120, width: 400, height: 100 });
});

test("a picture is made smaller, never larger", () => {
  expect(fitArea({ width: 1280, height: 720 }, 480 * 360)).toEqual({ width: 554, height: 312 });
  expect(fitArea({ width: 320, height: 240 }, 480 * 360)).toEqual({ width: 320, height: 240 });
});

const letters = (text: string) => [...text].length;

test("credits run on in lines, and a long name stays whole", () => {
  expect(wrap("Ann, Bob, Christopher, Dee", 9, letters)).toEqual(["Ann, Bob,", "Christopher,", "Dee"]);
  expect(wrap("", 9, letters)).toEqual([]);
});

test("a caption that is too long ends in an ellipsis", () => {
  expect(elide("Picture: Ann", 20, letters)).toBe("Picture: Ann");
  expect(elide("Picture: Ann", 9, letters)).toBe("Picture:…");
  expect(elide("Picture: Ann", 0, letters)).toBe("");
});
