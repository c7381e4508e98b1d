/** Finds the person in a still photo: in the detector's boxes, or in every usual crop, then closer around the best. */

import type { Estimator } from "../network/estimator";
import type { Estimate } from "../network/worker";
import { type Affine, type Box, boxFromPose, cropFromBox, type Point } from "../pose/geometry";
import {
  boxesAround,
  boxesAt,
  byProminence,
  instanceScore,
  isInside,
  nextOf,
  personBox,
  searchCrops,
} from "./tracking";

/** The box around a pose changes the crop, which sharpens the pose; twice is where it settles. */
const REFINEMENTS = 2;

export interface Found extends Estimate {
  isPerson: boolean;
}

/** The large one in the middle, of several. */
export async function findPerson(estimator: Estimator, image: ImageBitmap): Promise<Found> {
  for (const box of byProminence(await detectIn(estimator, image), image)) {
    const found = await bestOf(estimator, image, [cropFromBox(box)]);
    if (found.isPerson) return found;
  }
  return bestOf(estimator, image, searchCrops(image));
}

/** The person at a place of the photo, or null where nobody is. */
export async function findPersonAt(
  estimator: Estimator,
  image: ImageBitmap,
  point: Point,
): Promise<Found | null> {
  const boxes = boxesAt(point, await detectIn(estimator, image));
  const around = boxes.length > 0 ? boxes : boxesAround(point, null, image);
  const found = await bestOf(
    estimator,
    image,
    around.map((box) => cropFromBox(box)),
  );
  const box = personBox(found.pose);
  return box && isInside(point, box) ? found : null;
}

/** The person beside the one whose box this is, or null where nobody else is. */
export async function findNextPerson(
  estimator: Estimator,
  image: ImageBitmap,
  shown: Box | null,
): Promise<Found | null> {
  const next = nextOf(await detectIn(estimator, image), shown);
  const found = next && (await bestOf(estimator, image, [cropFromBox(next)]));
  return found?.isPerson ? found : null;
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

async function detectIn(estimator: Estimator, image: ImageBitmap): Promise<Box[]> {
  return estimator.detect(await createImageBitmap(image));
}

/** The estimator takes its bitmap over, so each crop gets a copy. */
async function estimateIn(estimator: Estimator, image: ImageBitmap, crop: Affine): Promise<Estimate> {
  return estimator.estimate(await createImageBitmap(image), crop);
}
