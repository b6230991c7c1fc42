/** A part of a text: its start and length in UTF-16 code units. */
export type Range = [start: number, length: number];

/** How well a text answers what was typed: 0 begins with it, 1 has a word that does, 2 has it inside. */
export type Match = { rank: 0 | 1 | 2; ranges: Range[] };

const plainLetter = (letter: string) => letter.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** The text without marks and capitals, and where each of its units comes from. */
function plain(text: string) {
  let folded = "";
  const origin: number[] = [];
  let at = 0;
  for (const letter of text) {
    const piece = plainLetter(letter);
    for (let i = 0; i < piece.length; i++) origin.push(at);
    folded += piece;
    at += letter.length;
  }
  origin.push(text.length);
  return { folded, origin };
}

/** Finds every word of a query in a text, whatever its capitals and accents; null when one is missing. */
export function match(text: string, query: string): Match | null {
  const words = plain(query).folded.split(/\s+/).filter(Boolean);
  if (words.length === 0) return { rank: 0, ranges: [] };
  const { folded, origin } = plain(text);
  const ranges: Range[] = [];
  let rank: Match["rank"] = 2;
  for (const word of words) {
    let from = folded.indexOf(word);
    if (from < 0) return null;
    if (word === words[0]) rank = rankAt(folded, word, from);
    for (; from >= 0; from = folded.indexOf(word, from + word.length)) {
      const start = origin[from]!;
      ranges.push([start, origin[from + word.length]! - start]);
    }
  }
  return { rank, ranges: apart(ranges) };
}

function rankAt(folded: string, word: string, first: number): Match["rank"] {
  if (first === 0) return 0;
  for (let from = first; from >= 0; from = folded.indexOf(word, from + 1)) {
    if (/[\s\p{P}]/u.test(folded[from - 1] ?? " ")) return 1;
  }
  return 2;
}

/** In order and without overlaps, so that each can be marked. */
function apart(ranges: Range[]): Range[] {
  const out: Range[] = [];
  for (const [start, length] of ranges.filter((r) => r[1] > 0).sort((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last && start < last[0] + last[1]) last[1] = Math.max(last[1], start + length - last[0]);
    else out.push([start, length]);
  }
  return out;
}
