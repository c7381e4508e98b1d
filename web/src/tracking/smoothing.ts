/** Takes the tremble out of a pose without making it late: a one-euro filter per coordinate (Casiez et al., 2012). */

import { OneEuroFilter } from "1eurofilter";
import type { Keypoint, Pose } from "../pose/geometry";
import { K, KEYPOINT_THRESHOLD } from "../pose/spec";

/** For coordinates as a share of the picture's height, so that one setting serves every camera. */
export interface FilterSettings {
  /** What a limb at rest is cut off at. */
  minCutoffHz: number;
  /** How much the cut-off rises with speed, Hz per picture height a second. */
  beta: number;
  /** How quickly the speed itself is believed. */
  derivativeCutoffHz: number;
}

export const SETTINGS: FilterSettings = { minCutoffHz: 0.7, beta: 24, derivativeCutoffHz: 2 };
const FREQUENCY_HZ = 30;

export class PoseSmoother {
  private readonly filters: { x: OneEuroFilter; y: OneEuroFilter }[];

  constructor(settings: FilterSettings = SETTINGS) {
    this.filters = Array.from({ length: K }, () => ({ x: newFilter(settings), y: newFilter(settings) }));
  }

  /** The pose in image pixels of a picture `height` tall, at `timeMs`. */
  smooth(pose: Pose, height: number, timeMs: number): Pose {
    return pose.map((keypoint, k) => this.smoothKeypoint(k, keypoint, height, timeMs / 1000));
  }

  reset(): void {
    for (const { x, y } of this.filters) {
      x.reset();
      y.reset();
    }
  }

  /** A keypoint that was out of sight starts anew: it must not slide in from where it was lost. */
  private smoothKeypoint(k: number, keypoint: Keypoint, height: number, time: number): Keypoint {
    const [x, y, score] = keypoint;
    const filter = this.filters[k]!;
    if (score < KEYPOINT_THRESHOLD) {
      filter.x.reset();
      filter.y.reset();
      return keypoint;
    }
    return [filter.x.filter(x / height, time) * height, filter.y.filter(y / height, time) * height, score];
  }
}

function newFilter({ minCutoffHz, beta, derivativeCutoffHz }: FilterSettings): OneEuroFilter {
  return new OneEuroFilter(FREQUENCY_HZ, minCutoffHz, beta, derivativeCutoffHz);
}
