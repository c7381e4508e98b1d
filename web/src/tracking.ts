/** Where to look for the visitor in the next picture: around the last pose, or through the whole picture in turns. */

import { type Affine, ASPECT, type Box, boxFromPose, cropFromBox, type Pose } from "./pose/geometry";
import { SPEC } from "./pose/spec";

export interface Size {
  width: number;
  height: number;
}

/** Instance score from which on somebody is found, and down to which they are still followed. */
const { found_score: FOUND_SCORE, followed_score: FOLLOWED_SCORE } = SPEC.tracking;
/** Poses missed in a row before the visitor counts as gone; a blink of the network is no reason to search. */
const MISSES_ALLOWED = 3;
/** The box moves only when an edge has left by this share of its longer side: a resting visitor rests. */
const BOX_TOLERANCE = 0.08;

export class Tracker {
  private box: Box | null = null;
  private misses = 0;
  private turn = 0;

  nextCrop(size: Size): Affine {
    if (this.box) return cropFromBox(this.box);
    const crops = searchCrops(size);
    return crops[this.turn++ % crops.length]!;
  }

  /** Takes the pose found in the last crop; false where it is no person. */
  update(pose: Pose): boolean {
    const box = personBox(pose, this.box ? FOLLOWED_SCORE : FOUND_SCORE);
    if (box) {
      this.box = this.box && isNear(this.box, box) ? this.box : box;
      this.misses = 0;
    } else if (++this.misses >= MISSES_ALLOWED) {
      this.box = null;
    }
    return box !== null;
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

function isNear(a: Box, b: Box): boolean {
  const tolerance = BOX_TOLERANCE * Math.max(a[2] - a[0], a[3] - a[1]);
  return a.every((edge, i) => Math.abs(edge - b[i]!) <= tolerance);
}
