/** What the page remembers on this device. A browser may forbid that; then it only forgets. */

/** For good, or for as long as the tab is open. */
type Storage = "localStorage" | "sessionStorage";

export function recall(key: string, storage: Storage = "localStorage"): string | null {
  try {
    return window[storage].getItem(key);
  } catch {
    return null;
  }
}

export function forget(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}

export function remember(key: string, value: string, storage: Storage = "localStorage"): void {
  try {
    window[storage].setItem(key, value);
  } catch {
    // Nothing is lost but the memory.
  }
}
