/** After a trouble, tries again by itself: when what was missing comes back, and in a kiosk also after a while. */

import type { Trouble } from "./trouble";

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 30_000;
/** From then on a kiosk opens its page anew, if there is a server to open it from. */
const TRIES_BEFORE_RELOAD = 5;

export class Retry {
  private ending = new AbortController();
  private tries = 0;

  constructor(private readonly isUnattended: boolean) {}

  /** Waits for a reason to try again; the next trouble or `rest` ends the waiting. */
  after({ name }: Trouble, tryAgain: () => void): void {
    this.rest();
    const { signal } = this.ending;
    const tryOnce = () => {
      if (!signal.aborted) tryAgain();
    };
    if (name.startsWith("camera-")) void whenCameraIsAdded(tryOnce, signal);
    if (name === "model-missing") window.addEventListener("online", tryOnce, { signal });
    if (!this.isUnattended) return;
    document.addEventListener("visibilitychange", () => document.hidden || tryOnce(), { signal });
    const timer = setTimeout(() => void this.tryOrReload(tryOnce), waitMs(this.tries++));
    signal.addEventListener("abort", () => clearTimeout(timer));
  }

  /** Nothing is to be tried: something else was started. */
  rest(): void {
    this.ending.abort();
    this.ending = new AbortController();
  }

  succeeded(): void {
    this.tries = 0;
  }

  private async tryOrReload(tryAgain: () => void): Promise<void> {
    if (this.tries > TRIES_BEFORE_RELOAD && (await serverAnswers())) location.reload();
    else tryAgain();
  }
}

export function waitMs(triesBefore: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** triesBefore);
}

/**
 * A camera that was taken away is no reason to open another one: only one that is added. Browsers tell of a change
 * a moment before the new one can be opened.
 */
async function whenCameraIsAdded(onAdded: () => void, signal: AbortSignal): Promise<void> {
  const devices = navigator.mediaDevices;
  if (!devices) return;
  let before = await countCameras();
  devices.addEventListener(
    "devicechange",
    async () => {
      const now = await countCameras();
      if (now > before) setTimeout(onAdded, 500);
      before = now;
    },
    { signal },
  );
}

async function countCameras(): Promise<number> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter(({ kind }) => kind === "videoinput").length;
}

async function serverAnswers(): Promise<boolean> {
  const answer = await fetch("/api/health", { cache: "no-store" }).catch(() => null);
  return answer !== null && answer.status < 500;
}
