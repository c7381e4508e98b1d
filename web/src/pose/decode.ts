/**
 * Decode network maps into a pose by Hough voting (arXiv 1701.01779, section 3.2.2, equation 1);
 * the twin of converter/pose/decode.py.
 */

import type { Keypoint, Pose } from "./geometry";
import { RADIUS_PX, SPEC, STRIDE } from "./spec";

export interface Maps {
  height: number;
  width: number;
  heatmaps: ArrayLike<number>; // (height, width, K) logits
  offsets: ArrayLike<number>; // (height, width, 2K) crop pixels, x block then y block
}

export interface DecodeOptions {
  stride: number;
  radiusPx: number;
  spreads: number;
  refineRadiusPx: number;
  refinePower: number;
  scoreRadiusPx: number;
}

/** One keypoint's votes: cell i votes for the place (x[i], y[i]) in crop pixels with probability p[i]. */
interface Votes {
  p: Float64Array;
  x: Float64Array;
  y: Float64Array;
}

const DEFAULTS: DecodeOptions = {
  stride: STRIDE,
  radiusPx: RADIUS_PX,
  spreads: SPEC.decode.spreads,
  refineRadiusPx: SPEC.decode.refine_radius_px,
  refinePower: SPEC.decode.refine_power,
  scoreRadiusPx: SPEC.decode.score_radius_px,
};

/** The pose in crop pixels, one keypoint per heatmap, scores in 0..1. */
export function decode(maps: Maps, options: Partial<DecodeOptions> = {}): Pose {
  const settings = { ...DEFAULTS, ...options };
  const count = maps.heatmaps.length / (maps.height * maps.width);
  return Array.from({ length: count }, (_, k) =>
    decodeKeypoint(votesOf(maps, k, count, settings), maps, settings),
  );
}

function votesOf(maps: Maps, k: number, count: number, { stride }: DecodeOptions): Votes {
  const cells = maps.height * maps.width;
  const votes = { p: new Float64Array(cells), x: new Float64Array(cells), y: new Float64Array(cells) };
  for (let cell = 0; cell < cells; cell++) {
    votes.p[cell] = 1 / (1 + Math.exp(-maps.heatmaps[cell * count + k]!));
    votes.x[cell] = (cell % maps.width) * stride + maps.offsets[cell * 2 * count + k]!;
    votes.y[cell] = Math.floor(cell / maps.width) * stride + maps.offsets[cell * 2 * count + count + k]!;
  }
  return votes;
}

function decodeKeypoint(
  votes: Votes,
  size: { height: number; width: number },
  options: DecodeOptions,
): Keypoint {
  const map = spread(voteMap(votes, size, options.stride), size, options.spreads);
  const peak = indexOfMax(map);
  const { x, y, nearest } = refine(
    votes,
    (peak % size.width) * options.stride,
    Math.floor(peak / size.width) * options.stride,
    options,
  );
  const cellsInDisk = Math.PI * (options.radiusPx / options.stride) ** 2;
  return [x, y, Math.min(nearest / cellsInDisk, 1)];
}

/**
 * Sum of the votes near each cell, (height, width). A bilinear kernel shares a vote among the four cells
 * around its place; votes that leave the crop are dropped.
 */
export function voteMap(
  votes: Votes,
  { height, width }: { height: number; width: number },
  stride: number,
): Float64Array {
  const map = new Float64Array(height * width);
  for (let cell = 0; cell < map.length; cell++) {
    const column = votes.x[cell]! / stride;
    const row = votes.y[cell]! / stride;
    if (!(column >= 0 && row >= 0 && column <= width - 1 && row <= height - 1)) continue;
    const [left, top] = [Math.floor(column), Math.floor(row)];
    const [dx, dy] = [column - left, row - top];
    const share = votes.p[cell]!;
    const at = top * width + left;
    // A vote on the last row or column has no share in the cell beyond it.
    const [right, below] = [left + 1 < width, top + 1 < height];
    map[at]! += share * (1 - dx) * (1 - dy);
    if (right) map[at + 1]! += share * dx * (1 - dy);
    if (below) map[at + width]! += share * (1 - dx) * dy;
    if (right && below) map[at + width + 1]! += share * dx * dy;
  }
  return map;
}

/**
 * A map of which each cell gave a quarter to each neighbour, in rows and in columns, `times` over: the peak of
 * votes that lie widely is where most of them are, not where two happen to fall on one cell.
 */
function spread(map: Float64Array, { height, width }: { height: number; width: number }, times: number) {
  for (let time = 0; time < 2 * times; time++) {
    const down = time < times;
    const [step, places, length] = down ? [width, width, height] : [1, height, width];
    for (let place = 0; place < places; place++) {
      let at = down ? place : place * width;
      let before = 0;
      for (let i = 0; i < length; i++, at += step) {
        const here = map[at]!;
        const after = i + 1 < length ? map[at + step]! : 0;
        map[at] = (before + 2 * here + after) / 4;
        before = here;
      }
    }
  }
  return map;
}

/**
 * The mean of the votes around the peak, weighted with a power of their probabilities, or the peak itself where
 * nothing voted near it; and the sum of the nearest votes.
 */
function refine(
  votes: Votes,
  peakX: number,
  peakY: number,
  { refineRadiusPx, refinePower, scoreRadiusPx }: DecodeOptions,
) {
  let [total, x, y, nearest] = [0, 0, 0, 0];
  for (let cell = 0; cell < votes.p.length; cell++) {
    const squaredPx = (votes.x[cell]! - peakX) ** 2 + (votes.y[cell]! - peakY) ** 2;
    if (squaredPx <= scoreRadiusPx ** 2) nearest += votes.p[cell]!;
    if (squaredPx > refineRadiusPx ** 2) continue;
    const weight = votes.p[cell]! ** refinePower;
    total += weight;
    x += weight * votes.x[cell]!;
    y += weight * votes.y[cell]!;
  }
  if (total === 0) return { x: peakX, y: peakY, nearest };
  return { x: x / total, y: y / total, nearest };
}

function indexOfMax(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}
