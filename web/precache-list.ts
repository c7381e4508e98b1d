import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { Plugin } from "vite";

const PLACEHOLDER = "self.__PRECACHE_LIST";
/** The curator's desk needs its server; Vite's own list of files is for that server. */
const NOT_FOR_VISITORS = /^(sw\.js|\.vite\/|assets\/desk-)|\.map$/;
const HASHED = /^assets\//;

/** Writes the list of the build's files, each with a revision unless its name has one, into the service worker. */
export function precacheList(publicFolder: string): Plugin {
  return {
    name: "precache-list",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const worker = bundle["sw.js"];
        if (worker?.type !== "chunk") return;
        const built = Object.values(bundle)
          .filter(({ fileName }) => !NOT_FOR_VISITORS.test(fileName))
          .map((file) => entry(file.fileName, file.type === "chunk" ? file.code : file.source));
        const copied = filesIn(publicFolder).map((path) =>
          entry(relative(publicFolder, path), readFileSync(path)),
        );
        worker.code = worker.code.replace(PLACEHOLDER, () => JSON.stringify([...built, ...copied]));
      },
    },
  };
}

function filesIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true }) as string[];
  return names.map((name) => join(folder, name)).filter((path) => statSync(path).isFile());
}

function entry(name: string, content: string | Uint8Array): { url: string; revision: string | null } {
  const revision = createHash("sha256").update(content).digest("hex").slice(0, 16);
  return { url: `/${name}`, revision: HASHED.test(name) ? null : revision };
}
