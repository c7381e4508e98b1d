/** What the desk asks of the server. */

import type { Pose } from "../pose/geometry";

export type Status = "pending" | "ready" | "no_person" | "failed";
export type ReviewState = "none" | "doubtful" | "approved" | "rejected";
export type Doubt = "nobody" | "several" | "unsure" | "cut";
export type State =
  "all" | "shown" | "doubtful" | "pending" | "no_person" | "failed" | "approved" | "rejected" | "trash";
export type Sort = "newest" | "oldest" | "title" | "least_sure";

export interface LibraryPhoto {
  id: number;
  title: string;
  credit: string;
  licence: string;
  tags: string[];
  collection_id: number;
  status: Status;
  reason: string;
  review: ReviewState;
  review_reason: string;
  doubts: Doubt[];
  corrected: boolean;
  trashed: boolean;
  days_left: number | null;
  url: string | null;
  thumbnail_url: string | null;
  width: number;
  height: number;
  looks_like: { id: number; title: string; url: string } | null; // a photo that was there before
  keypoints: Pose | null;
}

/** With everybody that the network found, and what was done to the photo, the latest first. */
export interface PhotoInFull extends LibraryPhoto {
  people: Pose[];
  history: Step[];
}

export type What =
  "approved" | "rejected" | "corrected" | "reopened" | "edited" | "trashed" | "restored" | "purged";

/** One change in the life of a photo. */
export interface Step {
  change: number;
  at: string;
  who: string;
  what: What;
  detail: string;
  undone: boolean;
  keypoints: Pose | null; // before it; null where it did not touch the pose
}

/** What somebody did to some photos at once. */
export interface Change {
  id: number;
  at: string;
  who: string;
  mine: boolean;
  what: What;
  detail: string;
  photos: number;
  undone: boolean;
  photo: number | null; // where it was a single one
  title: string | null;
}

/** How many photos changed, and by which number that can be taken back. */
export interface Done {
  changed: number;
  change?: number;
  kept?: number; // of what was taken back: changed by somebody since
}

export interface Collection {
  id: number;
  name: string;
  visible: boolean;
  photos: number;
  fixed: boolean;
}

export interface Verdict {
  review: ReviewState;
  keypoints: Pose | null;
  corrected: boolean;
  reason: string;
}

export interface Changes {
  title?: string;
  credit?: string;
  licence?: string;
  add_tags?: string[];
  remove_tags?: string[];
  collection_id?: number;
}

export interface Wish {
  keypoints: Pose;
  count: number;
  similarity: number;
}

export interface Import {
  collection: string;
  added: number;
  known: number;
  refused: Record<string, string>;
}

export interface View {
  words: string;
  state: State;
  collection: string;
  sort: Sort;
}

export interface Desk {
  api: string;
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

/** The server's own words on what went wrong. */
export class ServerError extends Error {}

export class Api {
  constructor(private readonly desk: Desk) {}

  ids = async (view: View) =>
    (await this.ask<{ ids: number[] }>("GET", `/ids?${new URLSearchParams({ ...view })}`)).ids;
  photos = async (ids: readonly number[]) =>
    (await this.ask<{ photos: LibraryPhoto[] }>("GET", `/photos?ids=${ids.join(",")}`)).photos;
  photo = async (id: number) => (await this.ask<{ photo: PhotoInFull }>("GET", `/photos/${id}`)).photo;
  counts = async () => (await this.ask<{ counts: Record<State, number> }>("GET", "/counts")).counts;
  edit = (ids: readonly number[], changes: Changes) =>
    this.ask<Done>("PATCH", "/photos", { ids, ...changes });
  trash = (ids: readonly number[]) => this.ask<Done>("POST", "/trash", { ids });
  restore = (ids: readonly number[]) => this.ask<Done>("POST", "/trash/restore", { ids });
  purge = (ids: readonly number[]) => this.ask<Done>("POST", "/trash/purge", { ids });
  decide = (id: number, verdict: Verdict) =>
    this.ask<{ photo: LibraryPhoto; change: number }>("PUT", `/photos/${id}/verdict`, verdict);
  changes = async () => (await this.ask<{ changes: Change[] }>("GET", "/changes")).changes;
  undo = (change: number) => this.ask<Done>("POST", `/changes/${change}/undo`);
  collections = async () =>
    (await this.ask<{ collections: Collection[] }>("GET", "/collections")).collections;
  makeCollection = async (name: string) =>
    (await this.ask<{ collection: Collection }>("POST", "/collections", { name })).collection;
  changeCollection = (id: number, changes: { name?: string; visible?: boolean }) =>
    this.ask("PATCH", `/collections/${id}`, changes);
  deleteCollection = (id: number) => this.ask("DELETE", `/collections/${id}`);
  takeArchive = (file: Blob) => this.ask<Import>("POST", "/archives", file);
  map = () =>
    this.ask<{ points: [id: number, x: number, y: number][]; is_coming: boolean; has_one: boolean }>(
      "GET",
      "/map",
    );
  missed = () => this.ask<{ kept: boolean; wanted: Wish[] }>("GET", "/missed");
  forgetMissed = () => this.ask("DELETE", "/missed");

  /** Where a file can be downloaded. */
  archiveUrl = (id: number) => `${this.desk.api}/collections/${id}/archive.zip`;
  cocoUrl = () => `${this.desk.api}/coco.zip`;

  private async ask<T>(method: string, path: string, body?: object): Promise<T> {
    const isFile = body instanceof Blob;
    const headers: Record<string, string> = { Accept: "application/json", "X-CSRFToken": this.desk.csrf };
    if (body) headers["Content-Type"] = isFile ? "application/zip" : "application/json";
    const init = { method, headers, ...(body && { body: isFile ? body : JSON.stringify(body) }) };
    const response = await fetch(this.desk.api + path, init);
    if (response.status === 204) return undefined as T;
    const answer = await response.json().catch(() => ({}));
    if (!response.ok)
      throw new ServerError(answer.error?.message ?? `The server answered ${response.status}.`);
    return answer;
  }
}
