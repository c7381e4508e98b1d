/**
 * Carries the drawn skeleton from pose to pose at the screen's own rate. Poses come more rarely than the screen draws;
 * shown as they come, the skeleton would hop. It arrives at a pose about when the next one comes.
 */

import type { Pose } from "../pose/geometry";
import { KEYPOINT_THRESHOLD } from "../pose/spec";

/** The share of the time between two poses that is spent on the way: later ones would lag, sooner ones would hop. */
const SHARE = 0.8;
const LONGEST_MS = 120;

export class Glide {
  private from: Pose | null = null;
  private to: Pose | null = null;
  private startMs = 0;
  private durationMs = 0;

  aim(pose: Pose | null, nowMs: number): void {
    this.from = pose && this.at(nowMs);
    this.durationMs = Math.min(SHARE * (nowMs - this.startMs), LONGEST_MS);
    [this.to, this.startMs] = [pose, nowMs];
  }

  /** The pose to draw; the very same object for as long as there is nothing new to draw. */
  at(nowMs: number): Pose | null {
    const { from, to } = this;
    const share = (nowMs - this.startMs) / this.durationMs;
    if (!from || !to || !(share < 1)) return to;
    return to.map(([x, y, score], k) => {
      const [fromX, fromY, fromScore] = from[k]!;
      // What was not drawn has nowhere to come from.
      if (fromScore < KEYPOINT_THRESHOLD) return [x, y, score];
      return [fromX + share * (x - fromX), fromY + share * (y - fromY), score];
    });
  }
}
