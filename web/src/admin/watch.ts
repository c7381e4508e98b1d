/** Follows the server's work while there is any: one small question a second, however many photos wait. */

import { type Desk, fetchProgress, type LibraryPhoto, type Progress, type Status, type Video } from "./api";

const POLL_MS = 1000;
const IDS_AT_ONCE = 50;

interface Listeners {
  /** A photo that has arrived or changed. */
  photo(photo: LibraryPhoto): void;
  /** A video that has been looked at. */
  video(video: Video): void;
  counts(counts: Record<Status, number>): void;
}

export class Watch {
  private readonly photos = new Set<number>(); // arrived, but not seen yet
  private readonly videos = new Set<number>(); // not looked at yet
  private revision: number;
  private running = false;

  constructor(
    private readonly desk: Desk,
    private readonly on: Listeners,
  ) {
    this.revision = Number(desk.revision);
  }

  photoArrived(id: number): void {
    this.photos.add(id);
    this.follow();
  }

  videoArrived(id: number): void {
    this.videos.add(id);
    this.follow();
  }

  /** Until nothing waits any more. */
  follow(): void {
    if (!this.running) void this.run();
  }

  private async run(): Promise<void> {
    this.running = true;
    for (let busy = true; busy;) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      const ids = [...this.photos].slice(0, IDS_AT_ONCE);
      // A server that is being restarted answers the next time.
      const progress = await fetchProgress(this.desk, this.revision, ids).catch(() => null);
      if (progress) busy = this.take(progress, ids);
    }
    this.running = false;
  }

  /** Tells what is new; whether there is more to wait for. */
  private take({ revision, counts, photos, videos }: Progress, asked: readonly number[]): boolean {
    this.revision = revision;
    for (const id of asked) this.photos.delete(id);
    for (const photo of [...photos].reverse()) this.on.photo(photo);
    for (const video of videos) {
      if (video.status !== "pending" && this.videos.delete(video.id)) this.on.video(video);
    }
    this.on.counts(counts);
    const videosWait = videos.some(({ status }) => status === "pending");
    return counts.pending > 0 || videosWait || this.photos.size > 0;
  }
}
