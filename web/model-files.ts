import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** Serves the networks' files at `/model/` during development and copies them there in a build. */
export function modelFiles(folder: string): Plugin {
  const names = () => (existsSync(folder) ? filesBelow(folder) : []);
  return {
    name: "model-files",
    configureServer(server) {
      server.middlewares.use("/model", (request, response) => {
        const name = (request.url ?? "").replace(/^\/|\?.*$/g, "");
        if (names().includes(name)) return response.end(readFileSync(join(folder, name)));
        response.statusCode = 404;
        response.end();
      });
    },
    generateBundle() {
      if (names().length === 0) this.warn(`${folder} is empty: the page will say that its model is missing`);
      for (const name of names()) {
        this.emitFile({ type: "asset", fileName: `model/${name}`, source: readFileSync(join(folder, name)) });
      }
    },
  };
}

/** Names with forward slashes, relative to the folder. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    );
}
