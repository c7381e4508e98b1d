/**
 * What would help the visitor to be seen well, from the poses of the last moments. A hint comes only after its
 * reason has lasted, and goes only after the reason has been gone for a while: a hint that flickers is worse than none.
 */

import type { Pose } from "../pose/geometry";
import { indexOf, KEYPOINT_THRESHOLD } from "../pose/spec";
import type { Size } from "./tracking";

export type Hint = "absent" | "dark" | "stepBack" | "comeCloser" | "upper";
/** The part of the body that is in view. */
export type Part = "all" | "upper";

export interface Look {
  pose: Pose | null; // in pixels of the picture; null where nobody is seen
  size: Size;
  light: number; // 0..1
  timeMs: number;
}

export interface Framing {
  hint: Hint | null;
  part: Part;
}

/** What a hint is shown by; on the second line, what it takes to go away again. */
const DARK = { below: 0.13, until: 0.17 };
const SMALL = { below: 0.3, until: 0.36 }; // share of the picture's height that a whole body takes up
const WIDE = { above: 0.42, until: 0.36 }; // share of the picture's width between the shoulders

/** How long its reason must last before a hint is shown. Somebody who turns round is lost for a moment. */
const PATIENCE_MS: Record<Hint, number> = {
  absent: 1_200,
  dark: 1_500,
  stepBack: 1_500,
  comeCloser: 1_500,
  upper: 1_500,
};
const SHOWN_AT_LEAST_MS = 1_500;
/** That legs are out of view is worth saying once, not for as long as it is so. */
const UPPER_SHOWN_MS = 5_000;

const HEAD = ["nose", "left_eye", "right_eye"].map(indexOf);
const SHOULDERS = ["left_shoulder", "right_shoulder"].map(indexOf);
const ARMS = ["left_elbow", "right_elbow", "left_wrist", "right_wrist"].map(indexOf);
const LEGS = ["left_knee", "right_knee", "left_ankle", "right_ankle"].map(indexOf);
/** Of a visitor at a desk the network now and then places a single knee or ankle, at the picture's edge. */
const MIN_LEG_KEYPOINTS = 2;

export class FramingWatch {
  private shown: Hint | null = null;
  private shownAtMs = 0;
  private wished: Hint | null = null;
  private wishedAtMs = 0;
  private part: Part = "all";
  private partSinceMs: number | null = null;
  private upperSaidAtMs: number | null = null;

  update(look: Look): Framing {
    this.followPart(look);
    this.followHint(this.wish(look), look.timeMs);
    return { hint: this.shown, part: this.part };
  }

  reset(): void {
    this.shown = this.wished = null;
    this.part = "all";
    this.partSinceMs = this.upperSaidAtMs = null;
  }

  private wish(look: Look): Hint | null {
    const hint = hintFor(look, this.shown);
    if (hint || this.part === "all" || !look.pose) return hint;
    this.upperSaidAtMs ??= look.timeMs;
    return look.timeMs - this.upperSaidAtMs < UPPER_SHOWN_MS ? "upper" : null;
  }

  private followHint(wish: Hint | null, timeMs: number): void {
    if (wish !== this.wished) [this.wished, this.wishedAtMs] = [wish, timeMs];
    if (wish === this.shown || timeMs - this.shownAtMs < SHOWN_AT_LEAST_MS) return;
    // The part in view has been waited for already; and a hint whose reason is gone goes soon.
    const patienceMs = wish === null ? 500 : wish === "upper" ? 0 : PATIENCE_MS[wish];
    // Somebody who comes into view should see at once that they are seen.
    const isBack = this.shown === "absent" && wish !== "dark";
    if (isBack || timeMs - this.wishedAtMs >= patienceMs) [this.shown, this.shownAtMs] = [wish, timeMs];
  }

  private followPart({ pose, timeMs }: Look): void {
    const part = pose && partOf(pose);
    if (part === null || part === this.part) this.partSinceMs = null;
    else if (timeMs - (this.partSinceMs ??= timeMs) >= PATIENCE_MS.upper) {
      this.part = part;
      this.partSinceMs = this.upperSaidAtMs = null;
    }
  }
}

/** What is wrong in one look. What is said already needs more to be taken back than it took to be said. */
export function hintFor({ pose, size, light }: Look, said: Hint | null = null): Hint | null {
  if (light < (said === "dark" ? DARK.until : DARK.below)) return "dark";
  if (!pose) return "absent";
  const shoulders = span(pose, SHOULDERS, 0) / size.width;
  if (shoulders > (said === "stepBack" ? WIDE.until : WIDE.above)) return "stepBack";
  // A face without shoulders, or shoulders without any arm, is not much of a pose.
  const isFaceAlone = count(pose, HEAD) > 0 && count(pose, SHOULDERS) + count(pose, ARMS) < 2;
  if (isFaceAlone) return "stepBack";
  const isWhole = partOf(pose) === "all";
  const height = span(pose, pose.map((_, k) => k), 1) / size.height; // prettier-ignore
  if (isWhole && height < (said === "comeCloser" ? SMALL.until : SMALL.below)) return "comeCloser";
  return null;
}

/** The pose with its legs out of view: a stray knee at the picture's edge counts for nothing. */
export function upperBody(pose: Pose): Pose {
  return pose.map(([x, y, score], k) => [x, y, LEGS.includes(k) ? 0 : score]);
}

export function partOf(pose: Pose): Part {
  return count(pose, LEGS) >= MIN_LEG_KEYPOINTS ? "all" : "upper";
}

const isSeen = ([, , score]: Pose[number]) => score >= KEYPOINT_THRESHOLD;

function count(pose: Pose, keypoints: readonly number[]): number {
  return keypoints.filter((k) => isSeen(pose[k]!)).length;
}

/** Distance from the first to the last of those keypoints that are seen, along an axis; 0 for fewer than two. */
function span(pose: Pose, keypoints: readonly number[], axis: 0 | 1): number {
  const values = keypoints.filter((k) => isSeen(pose[k]!)).map((k) => pose[k]![axis]);
  return values.length > 1 ? Math.max(...values) - Math.min(...values) : 0;
}
