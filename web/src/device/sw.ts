/**
 * Keeps the page and the network on the device. All files of one build form one set, which is fetched whole before it
 * replaces the last; the API and the photos always come from the server.
 */

import {
  cleanupOutdatedCaches,
  matchPrecache,
  precacheAndRoute,
  type PrecacheEntry,
} from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { NetworkOnly } from "workbox-strategies";

declare const self: {
  /** Every file of the build; `precache-list.ts` writes it in. */
  __PRECACHE_LIST: PrecacheEntry[];
  skipWaiting(): Promise<void>;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
};

/** What `offline.ts` says. A service worker is one file, so the two share no module. */
const USE_NEWEST = "use-newest";
/** A server that takes longer than this is as good as away, for the page that is here already. */
const SERVER_TIMEOUT_SECONDS = 4;

// Not `/`: the page itself comes from the server while there is one, so that nobody sees last month's.
precacheAndRoute(self.__PRECACHE_LIST, { directoryIndex: "", cleanURLs: false });
cleanupOutdatedCaches();

const fromServer = new NetworkOnly({ networkTimeoutSeconds: SERVER_TIMEOUT_SECONDS });
registerRoute(
  new NavigationRoute(
    async (options) => {
      try {
        return await fromServer.handle(options);
      } catch (error) {
        const kept = await matchPrecache("/index.html");
        if (!kept) throw error;
        return kept;
      }
    },
    { allowlist: [/^\/(\?|$)/] },
  ),
);

self.addEventListener("message", ({ data }) => {
  if (data === USE_NEWEST) void self.skipWaiting();
});
