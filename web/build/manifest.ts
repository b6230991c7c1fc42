import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const icon = "icon.svg";

/**
 * Writes manifest.webmanifest, by which a browser offers to install the app,
 * and links it from each page with the colours of the window around it. Its
 * name stays; the icon in it has the hashed name of the pages' own.
 */
export function manifest(): Plugin {
  let base = "/";
  let light = "";
  let dark = "";
  return {
    name: "manifest",
    apply: "build",
    configResolved(config) {
      base = config.base;
      const tokens = readFileSync(join(config.root, "src/ui/tokens.css"), "utf8");
      const grounds = [...tokens.matchAll(/--bg: (#[0-9a-f]{6});/g)].map((found) => found[1]);
      [light = "", dark = ""] = grounds;
      if (!dark) throw new Error("no ground of both themes in tokens.css");
    },
    transformIndexHtml: () => [
      { tag: "link", attrs: { rel: "manifest", href: `${base}manifest.webmanifest` }, injectTo: "head" },
      { tag: "meta", attrs: { name: "theme-color", media: "(prefers-color-scheme: light)", content: light }, injectTo: "head" },
      { tag: "meta", attrs: { name: "theme-color", media: "(prefers-color-scheme: dark)", content: dark }, injectTo: "head" },
    ],
    generateBundle(_, bundle) {
      const file = Object.values(bundle).find((one) => one.type === "asset" && one.names.includes(icon))?.fileName;
      if (!file) throw new Error(`${icon} is not in the build`);
      const source = {
        id: base, name: "Relevo", short_name: "Relevo", description: "Team inbox for WhatsApp", lang: "en",
        start_url: base, scope: "/", display: "standalone", theme_color: light, background_color: light,
        icons: [{ src: base + file, type: "image/svg+xml", sizes: "any", purpose: "any" }],
      };
      this.emitFile({ type: "asset", fileName: "manifest.webmanifest", source: JSON.stringify(source) });
    },
  };
}
