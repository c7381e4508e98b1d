/** What the page asks of the server. */

import type { Pose } from "../pose/geometry";
import { asked, type Options } from "./options";
import { noteSent } from "./sent";

export interface Photo {
  id: number | string;
  url: string;
  thumbnail_url: string;
  title: string;
  credit: string;
  licence: string;
  tags: string[];
  width: number;
  height: number;
}

export interface Match {
  photo: Photo;
  similarity: number; // -1..1
  mirrored: boolean; // the photo flipped left to right is what looks like the pose
  keypoints: Pose; // in the photo's own pixels, not flipped
  agreement: number[];
}

/** What a search can be narrowed to. */
export interface Choices {
  collections: { id: number; name: string; photos: number }[];
  tags: { tag: string; photos: number }[];
}

/** The server has too much to do and says when to come again. */
export class ServerBusy extends Error {
  constructor(readonly retryAfterMs: number) {
    super(`the server is busy for ${retryAfterMs} ms`);
  }
}

const TIMEOUT_MS = 8_000;

/** The photos nearest to a pose, best first. */
export async function findMatches(pose: Pose, limit: number, options: Options): Promise<Match[]> {
  const body = JSON.stringify({ keypoints: pose.map(rounded), limit, distinct: true, ...asked(options) });
  noteSent(body);
  const response = await fetch("/api/match", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  // A pose of which too little is seen has no match; the next one may.
  if (response.status === 400 || response.status === 422) return [];
  const retryAfter = Number(response.headers.get("Retry-After") ?? Number.NaN);
  if (!response.ok && retryAfter >= 0) throw new ServerBusy(1_000 * retryAfter);
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Error(answer?.error?.message ?? `the server answered ${response.status}`);
  return answer.matches;
}

export async function findChoices(): Promise<Choices> {
  const response = await fetch("/api/choices", { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return response.json();
}

/** Whether this server keeps, as numbers, poses for which it has no good photo; asked once. */
export function keepsPoses(): Promise<boolean> {
  keeping ??= fetch("/api/health")
    .then((response) => response.json())
    .then(({ keeps_missed_poses }) => keeps_missed_poses === true)
    .catch(() => false);
  return keeping;
}

let keeping: Promise<boolean> | null = null;

/** A tenth of a pixel and a thousandth of a score are finer than any camera sees. */
const rounded = ([x, y, score]: Pose[number]) => [
  Math.round(x * 10) / 10,
  Math.round(y * 10) / 10,
  Math.round(score * 1000) / 1000,
];
