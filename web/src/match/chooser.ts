/** Which of the matches to show, so that the picture follows the visitor and rests when the visitor rests. */

import type { Pose } from "../pose/geometry";
import { isSamePose, mirrorPose, similarity } from "../pose/matching";
import type { Match } from "./api";

/**
 * The photo stays while the visitor stands as when it was chosen, for what an estimate trembles by is no movement;
 * while the best one shows the same pose; and while it is nearly as good as the best. Similarities crowd below 1, so
 * "nearly as good" is a matter of what is missing to 1: .993 beside .998 is three times as far. Of photos nearly as
 * good as the best, one not shown lately is preferred.
 */
const HOLD_RATIO = 1.5;
const VARIETY_RATIO = 1.2;
/** What the tremble of a resting pose alone makes up. */
const TREMBLE = 0.0015;
const MIN_CHANGE_INTERVAL_MS = 1000 / 3;
const REMEMBERED_PHOTOS = 3;

export interface Choice extends Match {
  changed: boolean;
}

export class Chooser {
  private held: Match | null = null;
  /** The visitor's pose when the photo was chosen. */
  private chosenFor: Pose | null = null;
  private changedAtMs = Number.NEGATIVE_INFINITY;
  private shown: Match["photo"]["id"][] = [];

  /** The match to show for a pose, given its matches, best first; null while there has been none. */
  choose(matches: readonly Match[], pose: Pose, nowMs: number): Choice | null {
    if (this.held) this.held = { ...this.held, similarity: similarityTo(pose, this.held) };
    const best = matches[0];
    if (!best || this.holds(best, pose, nowMs)) return this.held && { ...this.held, changed: false };
    this.held = this.fresh(matches, best);
    this.chosenFor = pose;
    this.changedAtMs = nowMs;
    this.shown = [this.held.photo.id, ...this.shown].slice(0, REMEMBERED_PHOTOS);
    return { ...this.held, changed: true };
  }

  forget(): void {
    this.held = this.chosenFor = null;
  }

  private holds(best: Match, pose: Pose, nowMs: number): boolean {
    if (!this.held || !this.chosenFor) return false;
    return (
      nowMs - this.changedAtMs < MIN_CHANGE_INTERVAL_MS ||
      isSamePose(pose, this.chosenFor) ||
      isSamePose(shownPose(best), shownPose(this.held)) ||
      isNearlyAsGood(this.held, best, HOLD_RATIO)
    );
  }

  private fresh(matches: readonly Match[], best: Match): Match {
    const nearBest = matches.filter((match) => isNearlyAsGood(match, best, VARIETY_RATIO));
    return nearBest.find((match) => !this.shown.includes(match.photo.id)) ?? best;
  }
}

function isNearlyAsGood(match: Match, best: Match, ratio: number): boolean {
  return 1 - match.similarity <= ratio * (1 - best.similarity) + TREMBLE;
}

/** The server's measure, for a photo that may no longer be among the matches it sends. */
export function similarityTo(pose: Pose, match: Match): number {
  return similarity(pose, shownPose(match));
}

function shownPose({ keypoints, mirrored }: Match): Pose {
  return mirrored ? mirrorPose(keypoints) : keypoints;
}
