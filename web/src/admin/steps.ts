/** What this curator did and can take back, the latest last; the server keeps it, so a reload loses nothing. */

import type { Api, Change, Done } from "./api";

type Step = Pick<Change, "id" | "what" | "photo">;

export class Steps {
  private readonly own: Step[] = [];

  constructor(private readonly api: Api) {}

  async load(): Promise<void> {
    const own = (await this.api.changes()).filter(({ mine, undone }) => mine && !undone);
    this.own.splice(0, this.own.length, ...own.reverse());
  }

  add(step: Step): void {
    this.own.push(step);
  }

  /** The last one, of those of a kind where that is given. */
  last(isWanted: (step: Step) => boolean = () => true): Step | undefined {
    return [...this.own].reverse().find(isWanted);
  }

  async undo({ id }: { id: number }): Promise<Done> {
    // Whatever the answer is, it is not asked for twice.
    const place = this.own.findIndex((step) => step.id === id);
    if (place >= 0) this.own.splice(place, 1);
    return this.api.undo(id);
  }
}
