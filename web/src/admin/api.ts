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
  keypoints: Pose | null;
}

export interface Desk {
  endpoint: string;
  photos: string;
  uploads: string;
  maxMb: string;
  csrf: string;
}

export async function fetchPhotos(desk: Desk, ids: readonly number[]): Promise<LibraryPhoto[]> {
  const response = await fetch(`${desk.photos}?ids=${ids.join(",")}`);
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return (await response.json()).photos;
}

/** True where the photo is gone now, whoever deleted it. */
export async function deletePhoto(desk: Desk, id: string): Promise<boolean> {
  const headers = { "X-CSRFToken": desk.csrf };
  const response = await fetch(`${desk.endpoint}/${id}`, { method: "DELETE", headers }).catch(() => null);
  return response !== null && (response.ok || response.status === 404);
}
