/** Sends poses to be matched: the newest wins, one request at a time, and a stopped server is asked again. */

import type { Match } from "./api";
import type { Pose } from "./pose/geometry";

export interface MatcherEvents {
  onMatches(matches: Match[], pose: Pose): void;
  /** Called with true when the server stops answering, with false when it is back. */
  onServerSilent(silent: boolean): void;
}

const MIN_INTERVAL_MS = 125;
const RETRY_MS = 1_000;

export class Matcher {
  private newest: Pose | null = null;
  private running = false;
  private silent = false;
  private generation = 0;

  constructor(
    private readonly findMatches: (pose: Pose) => Promise<Match[]>,
    private readonly events: MatcherEvents,
    private readonly wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  ) {}

  offer(pose: Pose): void {
    this.newest = pose;
    if (!this.running) void this.run();
  }

  /** Forgets what is waiting; an answer still on its way is dropped. */
  clear(): void {
    this.newest = null;
    this.generation++;
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.newest) {
      const { newest: pose, generation } = this;
      this.newest = null;
      await Promise.all([this.ask(pose), this.wait(MIN_INTERVAL_MS)]);
      if (!this.silent) continue;
      await this.wait(RETRY_MS);
      // A still photo offers its pose only once, so the question stays open.
      if (generation === this.generation) this.newest ??= pose;
    }
    this.running = false;
  }

  private async ask(pose: Pose): Promise<void> {
    const generation = this.generation;
    try {
      const matches = await this.findMatches(pose);
      this.setSilent(false);
      if (generation === this.generation) this.events.onMatches(matches, pose);
    } catch {
      this.setSilent(true);
    }
  }

  private setSilent(silent: boolean): void {
    if (silent !== this.silent) this.events.onServerSilent(silent);
    this.silent = silent;
  }
}
