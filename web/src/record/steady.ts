export type Steady = { ids: string[]; waiting: number };

/**
 * Keeps rows where the pointer expects them. While held, known rows stay in
 * their places, older ones may be added at the end, and whatever would have
 * moved above counts as waiting; otherwise the new order is taken. Rows that
 * are leaving stand where they stood, held or not.
 */
export function steady(before: readonly string[], next: readonly string[], held: boolean, leaving: ReadonlySet<string> = new Set()): Steady {
  const there = new Set(next);
  if (!held || before.length === 0) {
    const ids = [...next];
    before.forEach((id, at) => leaving.has(id) && !there.has(id) && ids.splice(at, 0, id));
    return { ids, waiting: 0 };
  }
  const kept = before.filter((id) => there.has(id) || leaving.has(id));
  const known = new Set(kept);
  const anchor = kept.at(-1);
  const end = anchor === undefined ? -1 : lastKnown(next, known);
  const added = next.filter((id, i) => i > end && !known.has(id));
  const ids = [...kept, ...added];
  return { ids, waiting: waitingOf(ids, next) };
}

function lastKnown(next: readonly string[], known: Set<string>): number {
  for (let i = next.length - 1; i >= 0; i--) if (known.has(next[i] ?? "")) return i;
  return -1;
}

/** Rows that stand higher in the true order than on screen, or are not on screen at all. */
function waitingOf(shown: readonly string[], next: readonly string[]): number {
  const place = new Map(shown.map((id, i) => [id, i]));
  let waiting = 0;
  for (let i = next.length - 1, floor = Infinity; i >= 0; i--) {
    const at = place.get(next[i] ?? "");
    if (at === undefined || at > floor) waiting++;
    else floor = at;
  }
  return waiting;
}
