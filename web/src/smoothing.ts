/** Takes the tremble out of a pose without making it late: a one-euro filter per coordinate (Casiez et al., 2012). */

import { OneEuroFilter } from "1eurofilter";
import type { Keypoint, Pose } from "./pose/geometry";
import { K, KEYPOINT_THRESHOLD } from "./pose/spec";

// For coordinates as a share of the picture's height: still limbs are cut off at 1.2 Hz, and a limb that
// crosses a third of the picture in a second at about 4 Hz.
const MIN_CUTOFF_HZ = 1.2;
const BETA = 8;
const FREQUENCY_HZ = 30;

const newFilter = () => new OneEuroFilter(FREQUENCY_HZ, MIN_CUTOFF_HZ, BETA);

export class PoseSmoother {
  private readonly filters = Array.from({ length: K }, () => ({ x: newFilter(), y: newFilter() }));

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
