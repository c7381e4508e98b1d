/** Keeps the screen on while the mirror is live: nobody touches anything while they pose. */

export class WakeLock {
  private wanted = false;
  private lock: WakeLockSentinel | null = null;

  constructor() {
    // The browser takes the lock away from a page that is not seen.
    document.addEventListener("visibilitychange", () => void this.update());
  }

  hold(wanted: boolean): void {
    this.wanted = wanted;
    void this.update();
  }

  private async update(): Promise<void> {
    if (!this.wanted) {
      await this.lock?.release();
      this.lock = null;
    } else if (!document.hidden && "wakeLock" in navigator && (!this.lock || this.lock.released)) {
      // Refused on a low battery, say; then the screen may go dark.
      this.lock = await navigator.wakeLock.request("screen").catch(() => null);
    }
  }
}
