import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** Empties the output folder before a build, except for the committed page. */
export function keepPlaceholder(dist: string): Plugin {
  return {
    name: "keep-placeholder",
    apply: "build",
    buildStart() {
      for (const name of readdirSync(dist)) {
        if (name !== "placeholder.html") rmSync(join(dist, name), { recursive: true });
      }
    },
  };
}
