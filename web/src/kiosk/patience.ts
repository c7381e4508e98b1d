/** An end to waiting, counted in the page's own seconds: a computer that slept has not kept anybody waiting. */

const TICK_MS = 1_000;

export class SilenceError extends Error {
  constructor(what: string, seconds: number) {
    super(`${what} has been silent for ${seconds} seconds`);
    this.name = "SilenceError";
  }
}

/**
 * The answer, or a SilenceError after so many ticks in which `counts` was true. A timer that was due while the
 * computer slept fires once on waking, so a jump of the clock is one tick and no more.
 */
export function withPatience<T>(
  what: string,
  answer: Promise<T>,
  seconds: number,
  counts: () => boolean = () => true,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let waited = 0;
    const timer = setInterval(() => {
      if (counts()) waited++;
      if (waited < seconds) return;
      clearInterval(timer);
      reject(new SilenceError(what, seconds));
    }, TICK_MS);
    answer.then(resolve, reject).finally(() => clearInterval(timer));
  });
}
