/**
 * How alike two poses are; the twin of converter/pose/matching.py. The server ranks the collection; the page
 * needs the same number only to see whether the photo it shows still fits.
 */

import type { Pose } from "./geometry";
import { BASE_WEIGHTS, MIRROR, SPEC } from "./spec";

const { keypoint_threshold, confidence_power, min_overlap } = SPEC.matching;

/** The pose seen in a mirror: names of left and right swapped, x negated. */
export function mirrorPose(pose: Pose): Pose {
  return MIRROR.map((k) => [-pose[k]![0], pose[k]![1], pose[k]![2]]);
}

/** Confidence-weighted Procrustes similarity in -1..1, position and size removed, rotation kept. */
export function similarity(query: Pose, reference: Pose): number {
  const weights = query.map(([, , score], k) => confidenceWeight(score, k));
  const shared = weights.map((weight, k) => (reference[k]![2] >= keypoint_threshold ? weight : 0));
  const total = sum(shared);
  if (total <= 0) return 0;
  const shares = shared.map((weight) => weight / total);
  const q = centre(query, shares);
  const x = centre(reference, shares);
  if (!q || !x) return 0;
  const covariance = sum(shares.map((share, k) => share * (q.dx[k]! * x.dx[k]! + q.dy[k]! * x.dy[k]!)));
  const overlap = total / sum(weights);
  return (covariance / Math.sqrt(q.variance * x.variance)) * Math.min(overlap / min_overlap, 1);
}

/** Above the threshold a power of the score times the base weight. */
function confidenceWeight(score: number, k: number): number {
  return score >= keypoint_threshold ? score ** confidence_power * BASE_WEIGHTS[k]! : 0;
}

/** Distances from the weighted mean and their variance, or null where all shared keypoints are in one place. */
function centre(pose: Pose, shares: readonly number[]) {
  const meanX = sum(pose.map(([x], k) => shares[k]! * x));
  const meanY = sum(pose.map(([, y], k) => shares[k]! * y));
  const dx = pose.map(([x]) => x - meanX);
  const dy = pose.map(([, y]) => y - meanY);
  const variance = sum(shares.map((share, k) => share * (dx[k]! ** 2 + dy[k]! ** 2)));
  const size = sum(pose.map(([x, y]) => x * x + y * y));
  return variance > 1e-12 * Math.max(size, 1e-300) ? { dx, dy, variance } : null;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
