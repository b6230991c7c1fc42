import type { Typed } from "./canned";

/** Short names stand without their colons; `tones` are the five skin tones from light to dark, where there are any. */
export type Emoji = { emoji: string; name: string; codes: readonly string[]; words: string; group: number; tones: readonly string[] };
/** 0 is the yellow that means none; 1 to 5 go from light to dark. */
export type Tone = 0 | 1 | 2 | 3 | 4 | 5;

export const inTone = (emoji: Emoji, tone: Tone) => emoji.tones[tone - 1] ?? emoji.emoji;

/**
 * The short name behind a colon that is being typed at the caret. It has two
 * letters or more, and nothing that one writes otherwise begins it: a time, an
 * address and a smiley have no such colon.
 */
export function shortNameAt(text: string, caret: number): Typed | null {
  const match = /(?:^|[^\p{L}\p{N}:/])(:((?:\p{L}{2}|[+-]\d|\d\d\d)[\p{L}\p{N}_+-]{0,30}))$/u.exec(text.slice(0, caret));
  return match ? { from: caret - match[1]!.length, word: match[2]! } : null;
}

/** The one that has exactly this short name. */
export const named = (all: readonly Emoji[], code: string) => all.find((e) => e.codes.includes(code.toLowerCase()));

/** Emoji that have every word of what was typed, best first: by whole short name, its beginning, the words of their names, then their other words. */
export function findEmoji(all: readonly Emoji[], typed: string, most = Infinity): Emoji[] {
  const words = typed.toLowerCase().split(/[\s_]+/).filter(Boolean);
  const code = words.join("_");
  if (!code) return all.slice(0, most);
  const ranks: Emoji[][] = [[], [], [], []];
  for (const emoji of all) {
    const rank = rankOf(emoji, code, words);
    if (rank !== null) ranks[rank]!.push(emoji);
  }
  ranks[1]!.sort((a, b) => codeFor(a, code).length - codeFor(b, code).length); // :he is sooner :heart: than :hear_no_evil:
  return ranks.flat().slice(0, most);
}

/** Of an emoji's short names the one that answers what was typed. */
export const codeFor = ({ codes }: Emoji, typed: string) =>
  codes.find((c) => c === typed) ?? codes.find((c) => c.startsWith(typed)) ?? codes.find((c) => c.includes(typed)) ?? codes[0] ?? "";

function rankOf({ codes, name, words: tags }: Emoji, code: string, words: readonly string[]): number | null {
  if (codes.includes(code)) return 0;
  if (codes.some((c) => c.startsWith(code))) return 1;
  const called = ` ${codes.join(" ").replaceAll("_", " ")} ${name.toLowerCase()} `;
  const has = (text: string) => words.every((word) => text.includes(` ${word}`));
  return has(called) ? 2 : has(called + tags) ? 3 : null;
}

/** Adds to those used last: newest first, each once. */
export const usedLast = (before: readonly string[], emoji: string, most = 24) => [emoji, ...before.filter((e) => e !== emoji)].slice(0, most);
