/** The photos of a view: all their ids at once, and of each what it says once it is looked at. */

import type { Api, LibraryPhoto, View } from "../api";

const PAGE = 100;
const POLL_MS = 900;

export class Rows {
  ids: readonly number[] = [];
  private readonly known = new Map<number, LibraryPhoto>();
  private readonly asked = new Set<number>();
  private wanted: readonly number[] = [];
  private polling = false;

  constructor(
    private readonly api: Api,
    private readonly onChange: () => void,
  ) {}

  get(id: number): LibraryPhoto | undefined {
    return this.known.get(id);
  }

  put(photo: LibraryPhoto): void {
    this.known.set(photo.id, photo);
    this.onChange();
  }

  /** Ask which photos the view has; what is known of them stays until it is asked for again. */
  async open(view: View): Promise<void> {
    this.ids = await this.api.ids(view);
    this.asked.clear();
    this.onChange();
  }

  forgetAll(): void {
    this.asked.clear();
    this.want(this.wanted);
  }

  forget(ids: readonly number[]): void {
    for (const id of ids) this.asked.delete(id);
    this.want(this.wanted);
  }

  /** These are on the screen. */
  want(ids: readonly number[]): void {
    this.wanted = ids;
    const missing = ids.filter((id) => !this.asked.has(id));
    for (let start = 0; start < missing.length; start += PAGE)
      void this.fetch(missing.slice(start, start + PAGE));
    if (!this.polling) void this.poll();
  }

  private async fetch(ids: readonly number[]): Promise<void> {
    for (const id of ids) this.asked.add(id);
    try {
      for (const photo of await this.api.photos(ids)) this.known.set(photo.id, photo);
    } catch {
      // A server that is being restarted answers the next time.
      for (const id of ids) this.asked.delete(id);
      return;
    }
    this.onChange();
  }

  /** Photos on the screen that wait for their pose are asked for again. */
  private async poll(): Promise<void> {
    this.polling = true;
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      const waiting = this.wanted.filter((id) => {
        const photo = this.known.get(id);
        return !photo || photo.status === "pending";
      });
      if (waiting.length === 0) break;
      await this.fetch(waiting.slice(0, PAGE));
    }
    this.polling = false;
  }
}
