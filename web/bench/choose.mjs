/**
 * Runs the page's own choice of a photo outside a browser, for tests/benchmarks/calm.py: reads
 * [{pose, timeMs, matches}] from standard input and writes the choice after each.
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
const { Chooser } = await vite.ssrLoadModule("/src/match/chooser.ts");
const takes = JSON.parse(await text(process.stdin));
const choices = takes.map((answers) => {
  const chooser = new Chooser();
  return answers.map(({ pose, timeMs, matches }) => chooser.choose(matches, pose, timeMs));
});
process.stdout.write(JSON.stringify(choices));
await vite.close();
