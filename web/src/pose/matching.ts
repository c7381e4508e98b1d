/**
 * How alike two poses are; the twin of converter/pose/matching.py. The server ranks the collection; the page
 * asks whether the photo it shows still fits, and shows why.
 */

import type { Pose } from "./geometry";
import { BASE_WEIGHTS, MIRROR, SPEC } from "./spec";

const { keypoint_threshold, sure_score, min_overlap, agreement_spread, same_pose } = SPEC.matching;

/** The pose seen in a mirror: names of left and right swapped, x negated. */
export function mirrorPose(pose: Pose): Pose {
  return MIRROR.map((k) => [-pose[k]![0], pose[k]![1], pose[k]![2]]);
}

export interface Comparison {
  similarity: number; // -1..1
  shares: number[]; // what each keypoint counts, together 1; 0 where either pose does not show it
  agreement: number[]; // 0..1 per keypoint after alignment; 0 where either pose does not show it
  /** The query, moved and scaled to lie as near as it can on the reference. */
  aligned: Pose;
}

/** Confidence-weighted Procrustes similarity in -1..1, position and size removed, rotation kept. */
export function similarity(query: Pose, reference: Pose): number {
  return compare(query, reference).similarity;
}

/** Everything about two poses that depends on how they are laid over each other. */
export function compare(query: Pose, reference: Pose): Comparison {
  const weights = query.map(([, , score], k) => certainty(score) * BASE_WEIGHTS[k]!);
  const shared = weights.map((weight, k) => weight * certainty(reference[k]![2]));
  const total = sum(shared);
  const shares = shared.map((weight) => (total > 0 ? weight / total : 0));
  const [q, x] = [centre(query, shares), centre(reference, shares)];
  const covariance = sum(shares.map((share, k) => share * (q.dx[k]! * x.dx[k]! + q.dy[k]! * x.dy[k]!)));
  const isDefined = total > 0 && q.isSpread && x.isSpread;
  const correlation = isDefined ? covariance / Math.sqrt(q.variance * x.variance) : 0;
  const overlap = total / Math.max(sum(weights), 1e-300);
  const scale = q.isSpread ? Math.max(covariance, 0) / q.variance : 0;
  return {
    shares,
    similarity: correlation * Math.min(overlap / min_overlap, 1),
    agreement: shares.map((share, k) => (isDefined && share > 0 ? agreementAt(k, q, x, correlation) : 0)),
    aligned: query.map(([, , score], k) => [x.meanX + scale * q.dx[k]!, x.meanY + scale * q.dy[k]!, score]),
  };
}

/** How near a keypoint lies to its counterpart, both poses at size 1. */
function agreementAt(k: number, q: Centred, x: Centred, correlation: number): number {
  const [unit, fitted] = [1 / Math.sqrt(q.variance), Math.max(correlation, 0) / Math.sqrt(x.variance)];
  const squaredDistance =
    (unit * q.dx[k]! - fitted * x.dx[k]!) ** 2 + (unit * q.dy[k]! - fitted * x.dy[k]!) ** 2;
  return Math.exp(-squaredDistance / (2 * agreement_spread ** 2));
}

/** Whether two poses would hardly be told apart, if at all. */
export function isSamePose(pose: Pose, other: Pose): boolean {
  return similarity(pose, seenInFull(other)) >= same_pose;
}

/** The pose with each keypoint certain or not there: where both poses are but guesses. */
function seenInFull(pose: Pose): Pose {
  return pose.map(([x, y, score]) => [x, y, certainty(score) > 0 ? 1 : 0]);
}

/** How far a keypoint counts, 0..1: in full from `sure_score` on, below it in proportion. */
function certainty(score: number): number {
  return score >= keypoint_threshold ? Math.min(score / sure_score, 1) : 0;
}

type Centred = ReturnType<typeof centre>;

/** Distances from the weighted mean, their variance, and whether the shared keypoints are in more than one place. */
function centre(pose: Pose, shares: readonly number[]) {
  const meanX = sum(pose.map(([x], k) => shares[k]! * x));
  const meanY = sum(pose.map(([, y], k) => shares[k]! * y));
  const dx = pose.map(([x]) => x - meanX);
  const dy = pose.map(([, y]) => y - meanY);
  const variance = sum(shares.map((share, k) => share * (dx[k]! ** 2 + dy[k]! ** 2)));
  const size = sum(pose.map(([x, y]) => x * x + y * y));
  return { meanX, meanY, dx, dy, variance, isSpread: variance > 1e-12 * Math.max(size, 1e-300) };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
