/** What the desk asks of the server. */

import type { Pose } from "../pose/geometry";

export type Status = "pending" | "ready" | "no_person" | "failed";

export interface LibraryPhoto {
  id: number;
  title: string;
  status: Status;
  reason: string;
  thumbnail_url: string | null;
  width: number | null;
  height: number | null;
  looks_like: { id: number; title: string; url: string } | null; // a photo that was there before
  keypoints: Pose | null;
}

export interface Desk {
  endpoint: string;
  progress: string;
  revision: string; // of the library, when the page was made
  uploads: string;
  maxMb: string;
  maxVideoMb: string;
  csrf: string;
}

export interface Video {
  id: number;
  title: string;
  status: Status;
  reason: string;
  frames: number;
}

export interface Progress {
  revision: number;
  counts: Record<Status, number>;
  photos: LibraryPhoto[];
  videos: Video[];
}

/** What has changed after a revision, and these photos. */
export async function fetchProgress(desk: Desk, since: number, ids: readonly number[]): Promise<Progress> {
  const response = await fetch(`${desk.progress}?since=${since}&ids=${ids.join(",")}`);
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return await response.json();
}

/** True where the photo is gone now, whoever deleted it. */
export async function deletePhoto(desk: Desk, id: string): Promise<boolean> {
  const headers = { "X-CSRFToken": desk.csrf };
  const response = await fetch(`${desk.endpoint}/${id}`, { method: "DELETE", headers }).catch(() => null);
  return response !== null && (response.ok || response.status === 404);
}
