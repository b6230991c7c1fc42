import { useCallback, useMemo, useRef, useState, type RefObject } from "react";
import type { Conversation, ConversationFilter } from "@/api/client";
import { goneBy, type Gone } from "@/record/gone";
import { steady, type Steady } from "@/record/steady";

const none: ReadonlySet<string> = new Set();

/**
 * The loaded conversations in an order that doesn't move under the pointer.
 * What left the list stays in its place, marked, while the pointer is over the
 * list, and the row that the keys stand on until they go on. held says that
 * something else needs the rows where they are.
 */
export function useSteady(loaded: Conversation[], filter: ConversationFilter, scroller: RefObject<HTMLElement | null>, keyed: string | null, held: boolean) {
  const [hovered, setHovered] = useState(false);
  const [scrolled, setScrolled] = useState(false);
  const [forced, setForced] = useState(0);
  const resetKey = JSON.stringify(filter);
  const shown = useRef<{ key: string; forced: number; ids: string[] }>({ key: resetKey, forced, ids: [] });
  const { present, gone } = useMemo(() => sort(loaded, filter), [loaded, filter]);
  const still = hovered || held;
  const result: Steady = useMemo(() => {
    const before = shown.current;
    const same = before.key === resetKey && before.forced === forced;
    const leaving = still ? new Set(gone.keys()) : keyed !== null && gone.has(keyed) ? new Set([keyed]) : none;
    const next = steady(same ? before.ids : [], present, still || scrolled, leaving);
    shown.current = { key: resetKey, forced, ids: next.ids };
    return next;
  }, [present, gone, still, scrolled, keyed, forced, resetKey]);
  const byId = useMemo(() => new Map(loaded.map((c) => [c.id, c])), [loaded]);
  const items = useMemo(() => result.ids.flatMap((id) => byId.get(id) ?? []), [result, byId]);
  const take = useCallback(() => {
    setForced((n) => n + 1);
    scroller.current?.scrollTo({ top: 0 });
  }, [scroller]);
  return { items, gone, waiting: result.waiting, take, setHovered, setScrolled };
}

function sort(loaded: Conversation[], filter: ConversationFilter) {
  const gone = new Map<string, Gone>();
  const present: string[] = [];
  for (const c of loaded) {
    const why = goneBy(c, filter);
    if (why) gone.set(c.id, why);
    else present.push(c.id);
  }
  return { present, gone };
}
