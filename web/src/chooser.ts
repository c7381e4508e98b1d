/** Which of the matches to show, so that the picture follows the visitor and rests when the visitor rests. */

import type { Match } from "./api";
import type { Pose } from "./pose/geometry";
import { mirrorPose, similarity } from "./pose/matching";

/** The photo stays while it is this nearly as good as the best one. */
const HOLD_MARGIN = 0.02;
/** Of photos this nearly as good as the best, one not shown lately is preferred. */
const VARIETY_MARGIN = 0.005;
const MIN_CHANGE_INTERVAL_MS = 1000 / 3;
const REMEMBERED_PHOTOS = 3;

export interface Choice extends Match {
  changed: boolean;
}

export class Chooser {
  private held: Match | null = null;
  private changedAtMs = Number.NEGATIVE_INFINITY;
  private shown: Match["photo"]["id"][] = [];

  /** The match to show for a pose, given its matches, best first; null while there has been none. */
  choose(matches: readonly Match[], pose: Pose, nowMs: number): Choice | null {
    if (this.held) this.held = { ...this.held, similarity: similarityTo(pose, this.held) };
    const best = matches[0];
    if (!best || this.holds(best, nowMs)) return this.held && { ...this.held, changed: false };
    this.held = this.fresh(matches, best);
    this.changedAtMs = nowMs;
    this.shown = [this.held.photo.id, ...this.shown].slice(0, REMEMBERED_PHOTOS);
    return { ...this.held, changed: true };
  }

  forget(): void {
    this.held = null;
  }

  private holds(best: Match, nowMs: number): boolean {
    if (!this.held) return false;
    const isGoodEnough = this.held.similarity >= best.similarity - HOLD_MARGIN;
    const isSame = this.held.photo.id === best.photo.id && this.held.mirrored === best.mirrored;
    return isGoodEnough || isSame || nowMs - this.changedAtMs < MIN_CHANGE_INTERVAL_MS;
  }

  private fresh(matches: readonly Match[], best: Match): Match {
    const nearBest = matches.filter((match) => match.similarity >= best.similarity - VARIETY_MARGIN);
    return nearBest.find((match) => !this.shown.includes(match.photo.id)) ?? best;
  }
}

/** The server's measure, for a photo that may no longer be among the matches it sends. */
function similarityTo(pose: Pose, { keypoints, mirrored }: Match): number {
  return similarity(pose, mirrored ? mirrorPose(keypoints) : keypoints);
}
