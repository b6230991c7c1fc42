/** A word behind a sign (a slash, a colon) that is being typed at the caret; `from` is the sign's place. */
export type Typed = { from: number; word: string };

/** What stands behind a slash at the caret; null when nothing does. A slash inside a word, as in an address, begins nothing. */
export function typedAt(text: string, caret: number): Typed | null {
  const match = /(?:^|\s)\/([\p{L}\p{M}\p{N}_-]{0,40})$/u.exec(text.slice(0, caret));
  return match ? { from: caret - match[1]!.length - 1, word: match[1]! } : null;
}

type Reply = { shortcut: string; text: string };

/** Those whose shortcut begins with what was typed, then those that have it anywhere. */
export function fitting<R extends Reply>(replies: readonly R[], word: string, most = 8): R[] {
  const wanted = word.toLowerCase();
  const begins = replies.filter((r) => r.shortcut.startsWith(wanted));
  const within = replies.filter((r) => !r.shortcut.startsWith(wanted) && `${r.shortcut} ${r.text.toLowerCase()}`.includes(wanted));
  return [...begins, ...within].slice(0, most);
}

/** Puts what is known into places such as {{contact.name}}; others stay to be seen and filled in. */
export function filledIn(text: string, known: Record<string, string>): string {
  return text.replace(/\{\{\s*([a-z_.]+)\s*\}\}/g, (place, name: string) => known[name] || place);
}

/** From where to where in a text. */
export type Stretch = { from: number; to: number };

/** What was typed, its sign included: what is chosen takes its place. */
export const stretchOf = ({ from, word }: Typed): Stretch => ({ from, to: from + 1 + word.length });
