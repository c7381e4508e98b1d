/** How often the server is asked: as fast as it likes, more slowly when it is busy or silent, and back again. */

const SHORTEST_MS = 125;
const LONGEST_MS = 2_000;
/** After a refusal the page asks half as often, and finds its way back within some twenty answers. */
const SLOWER = 2;
const FASTER = 0.9;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 8_000;

export class Pace {
  /** From one question to the next. */
  intervalMs = SHORTEST_MS;
  /** Questions in a row that were not answered. */
  failures = 0;

  /** Chance keeps all the pages that were refused at once from coming back at once. */
  constructor(private readonly random: () => number = Math.random) {}

  answered(): void {
    this.failures = 0;
    this.intervalMs = Math.max(this.intervalMs * FASTER, SHORTEST_MS);
  }

  /** The server has too much to do; returns the milliseconds to wait, never fewer than it asked for. */
  busy(retryAfterMs: number): number {
    this.failures++;
    this.intervalMs = Math.min(this.intervalMs * SLOWER, LONGEST_MS);
    return retryAfterMs * (1 + this.random());
  }

  /** The server did not answer; returns the milliseconds to wait. */
  silent(): number {
    const longest = Math.min(FIRST_RETRY_MS * 2 ** this.failures++, LONGEST_RETRY_MS);
    return longest * (1 - this.random() / 2);
  }
}
