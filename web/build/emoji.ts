import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

type Source = { label: string; hexcode: string; emoji: string; tags?: string[]; group?: number; order?: number; version: number; skins?: { emoji: string; tone?: number | number[] }[] };
type Codes = Record<string, string | string[]>;

/** Emoji of later versions show as an empty box on phones and systems of the last years. */
const newest = 15;
const components = 2; // the group of skin tones and hair, which are no emoji of their own

/**
 * The module `virtual:emoji`: each emoji with its name, short names, search
 * words, group and skin tones, as short as it can be written. Made from
 * emojibase's data (CLDR names; short names of GitHub, then emojibase's own).
 */
export function emoji(): Plugin {
  const id = "virtual:emoji";
  return {
    name: "emoji",
    resolveId: (wanted) => (wanted === id ? `\0${id}` : undefined),
    load: (wanted) => (wanted === `\0${id}` ? `export default JSON.parse(${JSON.stringify(JSON.stringify(rows()))})` : undefined),
  };
}

function rows() {
  const require = createRequire(import.meta.url);
  const read = <T>(file: string) => JSON.parse(readFileSync(require.resolve(`emojibase-data/en/${file}.json`), "utf8")) as T;
  const [github, own] = [read<Codes>("shortcodes/github"), read<Codes>("shortcodes/emojibase")];
  return read<Source[]>("data")
    .filter((e) => e.group !== undefined && e.group !== components && e.version <= newest)
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
    .map(({ emoji, label, hexcode, tags = [], group, skins = [] }) => {
      const codes = [...new Set([github[hexcode] ?? [], own[hexcode] ?? []].flat())];
      const tones = skins.filter((s) => typeof s.tone === "number").map((s) => s.emoji);
      return [emoji, label, codes.join(" "), tags.join(" "), group, ...(tones.length ? [tones.join(" ")] : [])];
    });
}
