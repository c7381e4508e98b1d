/** Registers the service worker, which keeps page and network on the device, and brings in a new build at a good moment. */

const USE_NEWEST = "use-newest";

export function keepOnDevice(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  // Whoever comes first has the network to load; what is for the next visit can wait.
  // Not after the `load` event: in a language that had to be fetched first, that has passed by now.
  setTimeout(() => void register(), 3_000);
  // A page of the last build that asks for a file which only that one had.
  addEventListener("vite:preloadError", () => location.reload());
}

/** Has the server a newer build than the one on the device? Fetched in the background, it is there at the next look. */
export async function isOutdated(): Promise<boolean> {
  const registration = await navigator.serviceWorker?.getRegistration();
  void registration?.update().catch(() => {});
  return registration?.waiting != null;
}

async function register(): Promise<void> {
  try {
    const { waiting } = await navigator.serviceWorker.register("/sw.js");
    // This page has just come from the server, so it is of the newest build itself.
    waiting?.postMessage(USE_NEWEST);
  } catch (error) {
    console.warn(error);
  }
}
