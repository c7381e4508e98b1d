/** Whether somebody stands in front of the mirror, as a kiosk needs to know it: slow to believe that they left. */

export type Turn = "arrived" | "left" | null;

/** Seen for as long as this without a break: a poster or a passer-by is no visitor. */
const ARRIVED_AFTER_MS = 400;
const LEFT_AFTER_MS = 12_000;
/** Between two looks further apart than this, nobody looked: the computer slept, or the camera was away. */
const LONGEST_LOOK_MS = 2_000;

export class Attendance {
  private present = false;

  constructor(private readonly leftAfterMs = LEFT_AFTER_MS) {}

  private lookedAtMs = Number.NEGATIVE_INFINITY;
  /** For how long the opposite of `present` has been seen. */
  private againstMs = 0;

  look(isSeen: boolean, nowMs: number): Turn {
    const lookMs = nowMs - this.lookedAtMs;
    this.lookedAtMs = nowMs;
    if (isSeen === this.present) this.againstMs = 0;
    else if (lookMs <= LONGEST_LOOK_MS) this.againstMs += lookMs;
    if (this.againstMs < (this.present ? this.leftAfterMs : ARRIVED_AFTER_MS)) return null;
    this.present = !this.present;
    this.againstMs = 0;
    return this.present ? "arrived" : "left";
  }

  /** Somebody touched the page: they are here, whether the camera sees them or not. */
  touch(): Turn {
    this.againstMs = 0;
    if (this.present) return null;
    this.present = true;
    return "arrived";
  }
}
