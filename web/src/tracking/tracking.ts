/**
 * Where to look for the visitor in the next picture. While they are followed: around their last pose. While nobody
 * is: in the boxes that a detector found, or through the whole picture in turns. One visitor is followed, whoever
 * passes behind; a tap on somebody else chooses them instead, and a key whoever comes next.
 */

import { area, overlap } from "../pose/detect";
import {
  type Affine,
  ASPECT,
  type Box,
  boxFromPose,
  cropFromBox,
  type Point,
  type Pose,
} from "../pose/geometry";
import { indexOf, KEYPOINT_THRESHOLD, SPEC } from "../pose/spec";

export interface Size {
  width: number;
  height: number;
}

/** Instance score from which on somebody is found, and down to which they are still followed. */
const { found_score: FOUND_SCORE, followed_score: FOLLOWED_SCORE } = SPEC.tracking;
/** A blink of the network is no reason to search. */
const MISSES_ALLOWED = 3;
/** Somebody else in the visitor's place: the visitor is likely behind them, and comes out again. */
const PATIENCE_MS = 900;
/** The box moves only when an edge has left by this share of its longer side: a resting visitor rests. */
const BOX_TOLERANCE = 0.08;
/** A trunk that moves further between two pictures, in sizes of its person, is another person's. */
const LEAP = 0.12;
const LEAP_PER_SECOND = 1.2;
const LONGEST_GAP_SECONDS = 0.2;
/** Boxes that share so much, intersection over union, are of one person. */
const SAME_PERSON = 0.4;

interface Followed {
  box: Box;
  trunk: Point | null;
  timeMs: number;
}

export class Tracker {
  private followed: Followed | null = null;
  private misses = 0;
  private turn = 0;
  /** Boxes to look into before anything else, best first. */
  private candidates: Box[] = [];
  /** The candidate that the last crop was cut around. Others may have come while the network looked at it. */
  private lookedInto: Box | null = null;
  /** Where the visitor has tapped, until somebody is found there or nobody is. */
  private tapped: Point | null = null;
  private isOfferedToTap = false;

  /** Whether the visitor has chosen somebody who is still to be found. */
  get isChoosing(): boolean {
    return this.tapped !== null;
  }

  /** Whether what a detector finds now is of use: while nobody is followed, and once after a tap. */
  get wantsBoxes(): boolean {
    return this.tapped ? !this.isOfferedToTap : !this.followed && this.candidates.length === 0;
  }

  nextCrop(size: Size): Affine {
    const [candidate] = this.candidates;
    this.lookedInto = candidate ?? null;
    if (candidate) return cropFromBox(candidate);
    if (this.followed) return cropFromBox(this.followed.box);
    const crops = searchCrops(size);
    return crops[this.turn++ % crops.length]!;
  }

  /** People that a detector found: whoever is where the visitor tapped, or else the large one in the middle first. */
  offer(boxes: readonly Box[], size: Size): void {
    const { tapped } = this;
    if (!this.wantsBoxes) return;
    this.isOfferedToTap = tapped !== null;
    if (tapped) this.candidates = [...boxesAt(tapped, boxes), ...this.candidates];
    else this.candidates = byProminence(boxes, size);
  }

  /** Follow whoever is at this place of the picture from now on; the one followed so far, where nobody is. */
  choose(point: Point, size: Size): void {
    this.tapped = point;
    this.isOfferedToTap = false;
    this.candidates = boxesAround(point, this.followed?.box ?? null, size);
  }

  /** Follow the next of these people from now on; false where there is nobody but the one followed. */
  chooseNext(boxes: readonly Box[]): boolean {
    const next = nextOf(boxes, this.followed?.box ?? null);
    if (!next) return false;
    this.tapped = middleOf(next);
    this.isOfferedToTap = true;
    this.candidates = [next];
    return true;
  }

  /** Takes the pose found in the last crop; false where it is no person, or not the one who is followed. */
  update(pose: Pose, timeMs: number): boolean {
    if (this.lookedInto) return this.judgeCandidate(this.lookedInto, pose, timeMs);
    const box = personBox(pose, this.followed ? FOLLOWED_SCORE : FOUND_SCORE);
    if (box && !(this.followed && isLeap(this.followed, pose, timeMs))) return this.follow(box, pose, timeMs);
    this.misses++;
    const patience = box ? timeMs - (this.followed?.timeMs ?? 0) < PATIENCE_MS : false;
    if (this.misses >= MISSES_ALLOWED && !patience) this.followed = null;
    return false;
  }

  private judgeCandidate(candidate: Box, pose: Pose, timeMs: number): boolean {
    if (!this.candidates.includes(candidate)) return false;
    this.candidates = this.candidates.filter((box) => box !== candidate);
    const box = personBox(pose);
    if (box && (!this.tapped || isInside(this.tapped, box))) {
      this.candidates = [];
      this.followed = null;
    } else if (this.candidates.length > 0) {
      return false;
    }
    this.tapped = null;
    return box !== null && !this.followed && this.follow(box, pose, timeMs);
  }

  private follow(box: Box, pose: Pose, timeMs: number): true {
    const last = this.followed?.box;
    this.followed = { box: last && isNear(last, box) ? last : box, trunk: trunkOf(pose), timeMs };
    this.misses = 0;
    return true;
  }
}

export function personBox(pose: Pose, minScore = FOUND_SCORE): Box | null {
  return instanceScore(pose) >= minScore ? boxFromPose(pose) : null;
}

/** How sure the network is that this pose is somebody's, 0..1 (arXiv 1701.01779, section 3.3). */
export function instanceScore(pose: Pose): number {
  return pose.reduce((total, [, , score]) => total + score, 0) / pose.length;
}

/** Crops that together find a person of any usual size: upright windows of the full height, then all of it, then near ones. */
export function searchCrops({ width, height }: Size): Affine[] {
  const full = Math.min(width, height / ASPECT);
  const side = (centre: number): Box => [centre - full / 2, 0, centre + full / 2, height];
  const middle = (share: number): Box => {
    const [w, h] = [full * share, height * share];
    return [(width - w) / 2, (height - h) / 2, (width + w) / 2, (height + h) / 2];
  };
  const boxes = [
    side(width / 2),
    side(width * 0.3),
    side(width * 0.7),
    [0, 0, width, height] as const,
    middle(0.6),
  ];
  return boxes.map((box) => cropFromBox(box, 1));
}

export function byProminence(boxes: readonly Box[], size: Size): Box[] {
  return [...boxes].sort((a, b) => prominence(b, size) - prominence(a, size));
}

/** Those of the boxes that a place lies in, the smallest first: whoever stands in front hides the others less. */
export function boxesAt(point: Point, boxes: readonly Box[]): Box[] {
  return boxes.filter((box) => isInside(point, box)).sort((a, b) => area(a) - area(b));
}

/** Whoever stands next on the right, after the last one the first; null where there is nobody but the one followed. */
export function nextOf(boxes: readonly Box[], followed: Box | null): Box | null {
  const across = (box: Box) => middleOf(box)[0];
  const others = boxes
    .filter((box) => !followed || overlap(box, followed) < SAME_PERSON)
    .sort((a, b) => across(a) - across(b));
  return others.find((box) => followed && across(box) > across(followed)) ?? others[0] ?? null;
}

function middleOf([x0, y0, x1, y1]: Box): Point {
  return [(x0 + x1) / 2, (y0 + y1) / 2];
}

/** How much a box looks like the visitor's: tall, and near the middle. */
function prominence([x0, y0, x1, y1]: Box, { width, height }: Size): number {
  const offCentre = Math.abs((x0 + x1) / width - 1); // 0 in the middle, 1 at the edge
  return ((y1 - y0) / height) * (1 - 0.6 * offCentre);
}

/** People who may be at a place: as large as the one followed, as tall as the picture, and half as tall. */
export function boxesAround([x, y]: Point, followed: Box | null, { width, height }: Size): Box[] {
  const around = (h: number, centre = y): Box => [x - h / 4, centre - h / 2, x + h / 4, centre + h / 2];
  const alike = followed ? [around(followed[3] - followed[1], (followed[1] + followed[3]) / 2)] : [];
  const tall = Math.min(height, width / 2) * 0.9;
  return [...alike, around(tall, height / 2), around(tall / 2), around(tall / 4)];
}

export function isInside([x, y]: Point, [x0, y0, x1, y1]: Box): boolean {
  return x >= x0 && x <= x1 && y >= y0 && y <= y1;
}

function isLeap({ box, trunk: last, timeMs: lastMs }: Followed, pose: Pose, timeMs: number): boolean {
  const trunk = trunkOf(pose);
  if (!trunk || !last) return false;
  const seconds = Math.min((timeMs - lastMs) / 1000, LONGEST_GAP_SECONDS);
  const size = Math.max(box[2] - box[0], box[3] - box[1]);
  return Math.hypot(trunk[0] - last[0], trunk[1] - last[1]) > size * (LEAP + LEAP_PER_SECOND * seconds);
}

const SHOULDERS = [indexOf("left_shoulder"), indexOf("right_shoulder")];

/** The middle of the shoulders, or null where neither is seen. */
function trunkOf(pose: Pose): Point | null {
  const seen = SHOULDERS.map((k) => pose[k]!).filter(([, , score]) => score >= KEYPOINT_THRESHOLD);
  if (seen.length === 0) return null;
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  return [mean(seen.map(([x]) => x)), mean(seen.map(([, y]) => y))];
}

function isNear(a: Box, b: Box): boolean {
  const tolerance = BOX_TOLERANCE * Math.max(a[2] - a[0], a[3] - a[1]);
  return a.every((edge, i) => Math.abs(edge - b[i]!) <= tolerance);
}
