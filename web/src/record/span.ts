/** Rows first to end, end not among them. */
export type Span = { first: number; end: number };

/** Room above the first row of a list, in px. */
export const above = 4;

const beyond = 6; // rows at least on either side of those that are seen
const together = 4; // rows that come and go at once: the frames between change nothing

/**
 * The rows to have for what is seen of a list, by how far it is scrolled and how high it
 * is. Always as many: rows come at one end when they go at the other, in the same frame.
 */
export function spanOf(scrolled: number, seen: number, height: number): Span {
  const first = Math.floor(((scrolled - above) / height - beyond) / together) * together;
  const rows = Math.ceil(seen / height) + 2 * beyond + together;
  return { first: Math.max(0, first), end: Math.max(0, first + rows) };
}

/** Where to scroll to see a whole row: nowhere when it is seen already. */
export function stands(index: number, height: number, scrolled: number, seen: number): number {
  const top = index === 0 ? 0 : above + index * height;
  const bottom = above + (index + 1) * height;
  return top < scrolled ? top : Math.max(scrolled, bottom - seen);
}
