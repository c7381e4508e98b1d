/** Follows uploaded photos until the server has looked at each of them. */

import { type Desk, fetchPhotos, type LibraryPhoto } from "./api";

const POLL_MS = 700;

export class Watch {
  private readonly ids = new Set<number>();
  private readonly unseen = new Set<number>();
  private running = false;

  constructor(
    private readonly desk: Desk,
    private readonly onPhoto: (photo: LibraryPhoto) => void,
  ) {}

  /** A photo that the page does not show yet. */
  arrive(id: number): void {
    this.unseen.add(id);
    this.follow(id);
  }

  follow(id: number): void {
    this.ids.add(id);
    if (!this.running) void this.run();
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.ids.size > 0) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      // A server that is being restarted answers the next time.
      const photos = await fetchPhotos(this.desk, [...this.ids]).catch(() => null);
      if (photos) this.settle(photos);
    }
    this.running = false;
  }

  private settle(photos: readonly LibraryPhoto[]): void {
    const there = new Set(photos.map(({ id }) => id));
    for (const id of this.ids) if (!there.has(id)) this.ids.delete(id);
    for (const photo of photos) {
      const isNew = this.unseen.delete(photo.id);
      const isSettled = photo.status !== "pending";
      if (isSettled) this.ids.delete(photo.id);
      if (isNew || isSettled) this.onPhoto(photo);
    }
  }
}
