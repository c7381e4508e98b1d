/** Boxes of the people in a whole picture, from the detector's maps; the twin of converter/pose/detect.py. */

import { type Affine, applyAffine, type Box, invertAffine, type Point } from "./geometry";
import { SPEC } from "./spec";

export const DETECTOR_SIZE = SPEC.detector.size;
const { stride: STRIDE, min_score, nms_iou, max_people } = SPEC.detector;
/** Sizes are logarithms of shares of the input. */
const UNIT_PX = DETECTOR_SIZE - 1;
/** Of a box in the picture. */
const MIN_SIDE_PX = 1;

export interface DetectorMaps {
  height: number;
  width: number;
  centres: ArrayLike<number>; // (height, width, 1) logits
  boxes: ArrayLike<number>; // (height, width, 4) dx, dy to the middle in pixels, log width, log height
}

export interface Detection {
  box: Box;
  score: number; // 0..1
}

export interface DetectOptions {
  minScore: number;
  nmsIou: number;
  maxPeople: number;
}

const DEFAULTS: DetectOptions = { minScore: min_score, nmsIou: nms_iou, maxPeople: max_people };

/** The affine that fits a whole picture into the middle of the detector's input. */
export function inputFromImage(width: number, height: number): Affine {
  const side = DETECTOR_SIZE - 1;
  const scale = side / Math.max(width - 1, height - 1, 1);
  return [
    [scale, 0, (side - scale * (width - 1)) / 2],
    [0, scale, (side - scale * (height - 1)) / 2],
  ];
}

/** People, surest first, with boxes in pixels of the input. */
export function decodeBoxes(maps: DetectorMaps, options: Partial<DetectOptions> = {}): Detection[] {
  const { minScore, nmsIou, maxPeople } = { ...DEFAULTS, ...options };
  const found: Detection[] = [];
  for (let cell = 0; cell < maps.height * maps.width; cell++) {
    const score = 1 / (1 + Math.exp(-maps.centres[cell]!));
    if (score >= minScore && isPeak(maps, cell)) found.push({ box: boxAt(maps, cell), score });
  }
  found.sort((a, b) => b.score - a.score);
  return suppress(found, nmsIou).slice(0, maxPeople);
}

/** The same with boxes in pixels of the picture, cut at its borders; none outside it. */
export function detectionsToImage(found: readonly Detection[], width: number, height: number): Detection[] {
  const imageFromInput = invertAffine(inputFromImage(width, height));
  const inside = (point: Point): Point => {
    const [x, y] = applyAffine(imageFromInput, point);
    return [Math.min(Math.max(x, 0), width - 1), Math.min(Math.max(y, 0), height - 1)];
  };
  return found
    .map(({ box: [x0, y0, x1, y1], score }) => ({
      box: [...inside([x0, y0]), ...inside([x1, y1])] as const,
      score,
    }))
    .filter(({ box: [x0, y0, x1, y1] }) => x1 - x0 >= MIN_SIDE_PX && y1 - y0 >= MIN_SIDE_PX);
}

/** No cell around has a higher logit. */
function isPeak({ centres, height, width }: DetectorMaps, cell: number): boolean {
  const [row, column] = [Math.floor(cell / width), cell % width];
  for (let r = Math.max(row - 1, 0); r <= Math.min(row + 1, height - 1); r++) {
    for (let c = Math.max(column - 1, 0); c <= Math.min(column + 1, width - 1); c++) {
      if (centres[r * width + c]! > centres[cell]!) return false;
    }
  }
  return true;
}

function boxAt({ boxes, width }: DetectorMaps, cell: number): Box {
  const [dx, dy, logWidth, logHeight] = [0, 1, 2, 3].map((n) => boxes[4 * cell + n]!) as [
    number,
    number,
    number,
    number,
  ];
  const [x, y] = [(cell % width) * STRIDE + dx, Math.floor(cell / width) * STRIDE + dy];
  const [halfWidth, halfHeight] = [halfSize(logWidth), halfSize(logHeight)];
  return [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight];
}

const halfSize = (log: number) => (Math.exp(Math.min(Math.max(log, -8), 2)) * UNIT_PX) / 2;

/** Those of the detections, surest first, that no surer one overlaps by more than `iou`. */
function suppress(detections: readonly Detection[], iou: number): Detection[] {
  const kept: Detection[] = [];
  for (const detection of detections) {
    if (kept.every((other) => overlap(other.box, detection.box) <= iou)) kept.push(detection);
  }
  return kept;
}

/** Intersection over union. */
export function overlap(a: Box, b: Box): number {
  const shared = area([
    Math.max(a[0], b[0]),
    Math.max(a[1], b[1]),
    Math.min(a[2], b[2]),
    Math.min(a[3], b[3]),
  ]);
  return shared / Math.max(area(a) + area(b) - shared, 1e-9);
}

export function area([x0, y0, x1, y1]: Box): number {
  return Math.max(x1 - x0, 0) * Math.max(y1 - y0, 0);
}
