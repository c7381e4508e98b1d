/**
 * Runs the page's own smoothing outside a browser, for tests/benchmarks/smoothing.py: reads
 * {height, frames: [{pose, timeMs}], filters: [settings or null for the page's own]} from standard input and writes
 * the poses that each filter makes of the frames.
 */

import process from "node:process";
import { text } from "node:stream/consumers";
import { fileURLToPath, URL } from "node:url";
import { createServer } from "vite";

const vite = await createServer({
  configFile: fileURLToPath(new URL("../vite.config.ts", import.meta.url)),
  server: { middlewareMode: true, watch: null, ws: false },
  logLevel: "error",
});
const { PoseSmoother } = await vite.ssrLoadModule("/src/tracking/smoothing.ts");
const { height, frames, filters } = JSON.parse(await text(process.stdin));
const smoothed = filters.map((settings) => {
  const smoother = new PoseSmoother(settings ?? undefined);
  return frames.map(({ pose, timeMs }) => smoother.smooth(pose, height, timeMs));
});
process.stdout.write(JSON.stringify(smoothed));
await vite.close();
