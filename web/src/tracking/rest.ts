/**
 * How often the network looks. It is given what the machine can spare: a little rest after each look, and more of it
 * for as long as the page's own drawing falls behind, which is what a visitor sees first of a machine that is too weak.
 */

import { median } from "../network/backend";

/** The next of thirty pictures a second is looked at, and of sixty every other one. */
const MIN_INTERVAL_MS = 25;
/** Rest after a look, as a share of the time it took. */
const LEAST_REST = 0.1;
const MOST_REST = 1;
const LONGEST_REST_MS = 300;
/** The page draws smoothly while its pictures are at most this much further apart than at their best. */
const SMOOTH = 1.5;
/** No eye sees a screen falter that draws more often than this. */
const SMOOTH_GAP_MS = 25;

export class Rest {
  private rest = LEAST_REST;
  private bestGapMs = Number.POSITIVE_INFINITY;

  /**
   * Milliseconds to rest after a look that took `lookMs`, while the page drew a picture every `gapMs`. More rest comes
   * quickly and goes slowly, or the page would falter again and again.
   */
  after(lookMs: number, gapMs: number): number {
    if (gapMs < this.bestGapMs) this.bestGapMs = gapMs;
    const isFaltering = gapMs > Math.max(SMOOTH_GAP_MS, SMOOTH * this.bestGapMs);
    this.rest = isFaltering
      ? Math.min(MOST_REST, 1.3 * this.rest + 0.05)
      : Math.max(LEAST_REST, 0.97 * this.rest);
    return Math.min(LONGEST_REST_MS, Math.max(MIN_INTERVAL_MS - lookMs, this.rest * lookMs));
  }
}

/** How far apart the page's own pictures are, as the median of the last ones. */
export class DrawRhythm {
  private readonly gaps: number[] = [];
  private lastMs: number | null = null;

  tick(nowMs: number): void {
    if (this.lastMs !== null) this.gaps.push(nowMs - this.lastMs);
    if (this.gaps.length > 30) this.gaps.shift();
    this.lastMs = nowMs;
  }

  /** NaN until it has drawn twice. */
  get gapMs(): number {
    return median(this.gaps);
  }
}
