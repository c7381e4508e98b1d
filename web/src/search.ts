/** Finds the person in a still photo: every usual crop once, then closer around the best of them. */

import type { Estimator } from "./estimator";
import { type Affine, boxFromPose, cropFromBox, type Point } from "./pose/geometry";
import { boxesAround, instanceScore, isInside, personBox, searchCrops } from "./tracking";
import type { Estimate } from "./worker";

/** The box around a pose changes the crop, which sharpens the pose; twice is where it settles. */
const REFINEMENTS = 2;

export interface Found extends Estimate {
  isPerson: boolean;
}

export function findPerson(estimator: Estimator, image: ImageBitmap): Promise<Found> {
  return bestOf(estimator, image, searchCrops(image));
}

/** The person at a place of the photo, or null where nobody is. */
export async function findPersonAt(
  estimator: Estimator,
  image: ImageBitmap,
  point: Point,
): Promise<Found | null> {
  const crops = boxesAround(point, null, image).map((box) => cropFromBox(box));
  const found = await bestOf(estimator, image, crops);
  const box = personBox(found.pose);
  return box && isInside(point, box) ? found : null;
}

async function bestOf(estimator: Estimator, image: ImageBitmap, crops: readonly Affine[]): Promise<Found> {
  const estimates: Estimate[] = [];
  for (const crop of crops) estimates.push(await estimateIn(estimator, image, crop));
  let best = estimates.reduce((a, b) => (instanceScore(b.pose) > instanceScore(a.pose) ? b : a));
  for (let step = 0; step < REFINEMENTS; step++) {
    const box = boxFromPose(best.pose);
    if (!box) break;
    const closer = await estimateIn(estimator, image, cropFromBox(box));
    if (instanceScore(closer.pose) < instanceScore(best.pose)) break;
    best = closer;
  }
  return { ...best, isPerson: personBox(best.pose) !== null };
}

/** The estimator takes its bitmap over, so each crop gets a copy. */
async function estimateIn(estimator: Estimator, image: ImageBitmap, crop: Affine): Promise<Estimate> {
  return estimator.estimate(await createImageBitmap(image), crop);
}
