/** Sends poses to be matched: the newest wins, one request at a time, and a stopped server is asked again. */

import type { Pose } from "../pose/geometry";
import { type Match, ServerBusy } from "./api";
import { Pace } from "./pace";

export interface MatcherEvents {
  onMatches(matches: Match[], pose: Pose): void;
  /** Called with true when the server stops answering or stays busy, with false when it is back. */
  onServerSilent(silent: boolean): void;
}

/** A busy server is silent to the visitor once it has refused so often in a row. */
const REFUSALS_BORNE = 3;

export class Matcher {
  private newest: Pose | null = null;
  private running = false;
  private silent = false;
  private generation = 0;

  constructor(
    private readonly findMatches: (pose: Pose) => Promise<Match[]>,
    private readonly events: MatcherEvents,
    private readonly wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
    private readonly pace = new Pace(),
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
      const [pauseMs] = await Promise.all([this.ask(pose), this.wait(this.pace.intervalMs)]);
      if (pauseMs === 0) continue;
      await this.wait(pauseMs);
      // A still photo offers its pose only once, so the question stays open.
      if (generation === this.generation) this.newest ??= pose;
    }
    this.running = false;
  }

  /** Returns the milliseconds to leave the server in peace. */
  private async ask(pose: Pose): Promise<number> {
    const generation = this.generation;
    let matches: Match[];
    try {
      matches = await this.findMatches(pose);
    } catch (error) {
      const isBusy = error instanceof ServerBusy;
      const pauseMs = isBusy ? this.pace.busy(error.retryAfterMs) : this.pace.silent();
      this.setSilent(!isBusy || this.silent || this.pace.failures > REFUSALS_BORNE);
      return pauseMs;
    }
    this.pace.answered();
    this.setSilent(false);
    if (generation === this.generation) this.events.onMatches(matches, pose);
    return 0;
  }

  private setSilent(silent: boolean): void {
    if (silent !== this.silent) this.events.onServerSilent(silent);
    this.silent = silent;
  }
}
