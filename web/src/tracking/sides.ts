/**
 * Keeps left and right apart. A network that is unsure which way a body faces swaps the two for a frame or two; no
 * body turns that quickly. A swap that lasts is believed: then the network was wrong before, or the visitor turned
 * between two pictures.
 */

import type { Pose } from "../pose/geometry";
import { indexOf, KEYPOINT_THRESHOLD, MIRROR } from "../pose/spec";

/** What swaps together: an arm crosses the other by itself, but not with its shoulder. */
const GROUPS = [
  ["eye", "ear"],
  ["shoulder", "elbow", "wrist"],
  ["hip", "knee", "ankle"],
].map((names) => names.flatMap((name) => [indexOf(`left_${name}`), indexOf(`right_${name}`)]));

/** Swapped back, the keypoints must lie so much nearer to where they were. */
const CLEARLY_NEARER = 0.5;
/** Seen from the side, left and right are one place: a swap moves keypoints by this share of the body at least. */
const MIN_SWAP = 0.04;
const BELIEVED_AFTER_MS = 600;
/** Whoever was not seen for so long may come back the other way round. */
const FORGOTTEN_AFTER_MS = 1_000;

export class SideKeeper {
  private previous: Pose | null = null;
  private previousMs = 0;
  /** Since when each group comes swapped. */
  private readonly swappedAtMs: (number | null)[] = GROUPS.map(() => null);

  keep(pose: Pose, timeMs: number): Pose {
    if (timeMs - this.previousMs > FORGOTTEN_AFTER_MS) this.reset();
    let kept = pose;
    GROUPS.forEach((group, g) => {
      if (!this.previous || !isSwapped(group, pose, this.previous)) {
        this.swappedAtMs[g] = null;
        return;
      }
      this.swappedAtMs[g] ??= timeMs;
      if (timeMs - this.swappedAtMs[g] < BELIEVED_AFTER_MS) kept = swap(group, kept);
      else this.swappedAtMs[g] = null;
    });
    [this.previous, this.previousMs] = [kept, timeMs];
    return kept;
  }

  reset(): void {
    this.previous = null;
    this.swappedAtMs.fill(null);
  }
}

function isSwapped(group: readonly number[], pose: Pose, previous: Pose): boolean {
  let [asIs, swapped, count] = [0, 0, 0];
  for (const k of group) {
    const [other, before] = [MIRROR[k]!, previous[k]!];
    if ([pose[k]!, pose[other]!, before].some(([, , score]) => score < KEYPOINT_THRESHOLD)) continue;
    asIs += distance(pose[k]!, before);
    swapped += distance(pose[other]!, before);
    count++;
  }
  return asIs > count * MIN_SWAP * sizeOf(previous) && swapped < CLEARLY_NEARER * asIs;
}

/** The longer side of what is seen of the body. */
function sizeOf(pose: Pose): number {
  const seen = pose.filter(([, , score]) => score >= KEYPOINT_THRESHOLD);
  const span = (values: number[]) => Math.max(...values) - Math.min(...values);
  return Math.max(span(seen.map(([x]) => x)), span(seen.map(([, y]) => y)));
}

const swap = (group: readonly number[], pose: Pose): Pose =>
  pose.map((keypoint, k) => (group.includes(k) ? pose[MIRROR[k]!]! : keypoint));

const distance = (a: Pose[number], b: Pose[number]) => Math.hypot(a[0] - b[0], a[1] - b[1]);
