import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { modelFiles } from "./model-files.ts";
import { precacheList } from "./precache-list.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = "http://127.0.0.1:8000";

export default defineConfig({
  root: here("."),
  plugins: [modelFiles(here("../converter/weights/tfjs")), precacheList(here("public"))],
  resolve: {
    alias: {
      "#contract": here("../converter/pose"),
      "#weights": here("../converter/weights"),
      "#gallery": here("../server/gallery/images"),
      "#media": here("media"),
    },
  },
  worker: { format: "es" },
  build: {
    outDir: here("../server/page"),
    emptyOutDir: true,
    manifest: true,
    // The content security policy allows no data: fonts, and a picture as a file is cached for good.
    assetsInlineLimit: 0,
    // TensorFlow.js is one file per backend and loads in the worker, after the page.
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      input: [here("index.html"), here("src/admin/desk.ts"), here("src/device/sw.ts")],
      output: {
        // A service worker's scope is the folder of its own address.
        entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
      },
    },
  },
  server: {
    fs: { allow: [here("..")] },
    proxy: { "/api": server, "/photos": server, "/admin": server },
  },
  test: { include: ["tests/**/*.test.ts"] },
});
