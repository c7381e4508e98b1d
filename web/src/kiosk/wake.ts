/** Keeps the screen on while the mirror is live: nobody touches anything while they pose. */

export class WakeLock {
  private wanted = false;
  private lock: WakeLockSentinel | null = null;
  /** One change after the other: a lock is given back once. */
  private changes = Promise.resolve();

  constructor() {
    // The browser takes the lock away from a page that is not seen.
    document.addEventListener("visibilitychange", () => this.update());
  }

  hold(wanted: boolean): void {
    this.wanted = wanted;
    this.update();
  }

  private update(): void {
    this.changes = this.changes.then(() => this.change()).catch(() => {});
  }

  private async change(): Promise<void> {
    if (!this.wanted) {
      await this.lock?.release();
      this.lock = null;
    } else if (!document.hidden && "wakeLock" in navigator && (!this.lock || this.lock.released)) {
      // Refused on a low battery, say; then the screen may go dark.
      this.lock = await navigator.wakeLock.request("screen").catch(() => null);
    }
  }
}
