/** From a take to shots: which photo belongs to which picture, what goes on the strip, and who made the photos. */

import type { Match } from "../match/api";
import { similarityTo } from "../match/chooser";
import { creditOf } from "../match/credit";
import type { PoseAt, Stay, Take } from "./take";

export const STRIP_PAIRS = 4;
/** A pair that misses more than this of the best one's similarity is a miss: rather the same photo again. */
const GOOD_WITHIN = 0.12;
/** Time to take another pose. */
const MIN_APART_MS = 800;
/** The photo for a pose appears within this time after it. */
const LATEST_MS = 900;
/** A pose this far from a picture tells nothing about it. */
const NEAR_MS = 250;

/** One moment: the visitor, and the photo that was found for what they did just then. */
export interface Shot {
  visitor: ImageBitmap;
  photo: ImageBitmap;
  match: Match;
  similarity: number;
  timeMs: number;
}

/**
 * The photo comes after the pose it was found for, late on a slow machine. In a take it can be put where it belongs:
 * each picture gets the photo most like its pose, of those that were beside it then or soon after, in their order.
 */
export function shotsOf({ pictures, poses, stays }: Pick<Take, "pictures" | "poses" | "stays">): Shot[] {
  if (stays.length === 0) return [];
  let earliest = 0;
  return pictures.map(({ image, timeMs }) => {
    const pose = nearestPose(poses, timeMs);
    const { i, similarity } = bestStay(stays, earliest, timeMs, pose);
    earliest = i;
    const { image: photo, match } = stays[i]!;
    return { visitor: image, photo, match, similarity, timeMs };
  });
}

function bestStay(stays: readonly Stay[], earliest: number, timeMs: number, pose: PoseAt | null) {
  const near = stays.flatMap((stay, i) => {
    const isNear = stay.fromMs <= timeMs + LATEST_MS && stay.toMs >= timeMs;
    return isNear && i >= earliest ? [i] : [];
  });
  const rated = (i: number) => ({ i, similarity: likeness(stays[i]!, pose) });
  return near.map(rated).reduce((a, b) => (b.similarity > a.similarity ? b : a), rated(near[0] ?? earliest));
}

/** Nobody in the picture: the photo that was there stays, and the pair is not one of the best. */
const likeness = ({ match }: Stay, pose: PoseAt | null): number =>
  pose ? similarityTo(pose.pose, match) : 0;

function nearestPose(poses: readonly PoseAt[], timeMs: number): PoseAt | null {
  let nearest: PoseAt | null = null;
  let distance = NEAR_MS;
  for (const pose of poses) {
    if (Math.abs(pose.timeMs - timeMs) > distance) continue;
    nearest = pose;
    distance = Math.abs(pose.timeMs - timeMs);
  }
  return nearest;
}

/** How long each shot is shown: until the next one. */
export function shotDurations(shots: readonly Pick<Shot, "timeMs">[], endMs: number): number[] {
  return shots.map(({ timeMs }, i) => (shots[i + 1]?.timeMs ?? endMs) - timeMs);
}

type Moment = Pick<Shot, "match" | "similarity" | "timeMs">;

/**
 * The most alike pairs, in the order of the take: each with a photo of its own and from another moment, as far as
 * there are good ones.
 */
export function bestPairs<S extends Moment>(shots: readonly S[], count = STRIP_PAIRS): S[] {
  const ranked = [...shots].sort((a, b) => b.similarity - a.similarity);
  const chosen: S[] = [];
  const add = (isDistinct: (shot: S) => boolean) => {
    for (const shot of ranked) {
      if (chosen.length < count && !chosen.includes(shot) && isDistinct(shot)) chosen.push(shot);
    }
  };
  const isGood = (shot: S) => shot.similarity >= ranked[0]!.similarity - GOOD_WITHIN;
  const isNew = (shot: S) => chosen.every(({ match }) => match.photo.id !== shot.match.photo.id);
  const isApart = (shot: S) => chosen.every(({ timeMs }) => Math.abs(timeMs - shot.timeMs) >= MIN_APART_MS);
  add((shot) => isGood(shot) && isNew(shot) && isApart(shot));
  add((shot) => isGood(shot) && isApart(shot));
  add(isApart);
  add(isNew);
  return chosen.sort((a, b) => a.timeMs - b.timeMs);
}

/** Each maker once, with the licence, in the order in which their photos appeared. */
export function distinctCredits(shots: readonly Pick<Shot, "match">[]): string[] {
  return [...new Set(shots.map(({ match }) => creditOf(match.photo)).filter(Boolean))];
}
