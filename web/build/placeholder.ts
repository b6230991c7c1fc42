import { existsSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Plugin } from "vite";

/** Empties the output folder before a build, except for the committed page. */
export function keepPlaceholder(): Plugin {
  let dist = "";
  return {
    name: "keep-placeholder",
    apply: "build",
    configResolved(config) {
      dist = resolve(config.root, config.build.outDir);
    },
    buildStart() {
      if (!existsSync(dist)) return;
      for (const name of readdirSync(dist)) {
        if (name !== "placeholder.html") rmSync(join(dist, name), { recursive: true });
      }
    },
  };
}
