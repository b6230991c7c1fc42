import { gzipSync } from "node:zlib";
import type { Plugin, Rolldown } from "vite";

type Limit = { js: number; css: number };

/**
 * Fails the build when an entry needs more than its limit (kB gzip) at first
 * load: the entry chunk, everything that it imports statically, and the live
 * connection, which is a chunk of its own but asked for at once.
 */
export function budget(limits: Record<string, Limit>): Plugin {
  return {
    name: "budget",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      for (const [page, limit] of Object.entries(limits)) {
        const entry = Object.values(bundle).find((f) => f.type === "chunk" && f.isEntry && f.facadeModuleId?.endsWith(page));
        if (entry?.type !== "chunk") continue;
        const { js, css } = firstLoad(entry, bundle);
        this.info(`${page}: ${js.toFixed(1)} of ${limit.js} kB gzip JavaScript, ${css.toFixed(1)} of ${limit.css} kB gzip CSS at first load`);
        if (js > limit.js || css > limit.css) this.error(`${page} is over its budget`);
      }
    },
  };
}

function firstLoad(entry: Rolldown.OutputChunk, bundle: Rolldown.OutputBundle) {
  const seen = new Set<string>();
  const styles = new Set<string>();
  const visit = (name: string) => {
    const chunk = bundle[name];
    if (seen.has(name) || chunk?.type !== "chunk") return;
    seen.add(name);
    for (const sheet of (chunk as { viteMetadata?: { importedCss: Set<string> } }).viteMetadata?.importedCss ?? []) styles.add(sheet);
    chunk.imports.forEach(visit);
    chunk.dynamicImports.filter((n) => bundle[n]?.type === "chunk" && /live\/centrifuge/.test((bundle[n] as Rolldown.OutputChunk).facadeModuleId ?? "")).forEach(visit);
  };
  visit(entry.fileName);
  const size = (names: Set<string>) =>
    [...names].reduce((sum, name) => {
      const file = bundle[name];
      return sum + (file ? gzipSync(file.type === "chunk" ? file.code : file.source, { level: 9 }).length : 0);
    }, 0) / 1000;
  return { js: size(seen), css: size(styles) };
}
