import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Row } from "@/record/thread";

const followWithin = 80; // px from the end: what arrives is followed
const awayFrom = 200; // px from the end: the way back is shown
const loadAhead = 800; // px before the start, or the end of what is loaded: more messages are asked for
const flashFor = 1200; // ms

type Ends = {
  older: () => void;
  newer: () => void;
  atEnd: boolean; // the newest message is loaded
  toUnread: boolean;
  target: string | null; // the key of the row to open at
};

/** The first element that reaches below an edge. They stand one under the other, so that halving finds it. */
function firstBelow(all: HTMLCollectionOf<Element>, edge: number): number {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (all[middle]!.getBoundingClientRect().bottom > edge) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The first message that reaches below an edge. It is looked for in its chunk alone: to measure in one that is far away, the browser would have to lay it out. */
function messageBelow(box: HTMLElement, edge: number): Element | undefined {
  const chunks = box.getElementsByClassName("chunk"); // kept by the browser from one call to the next
  for (let i = firstBelow(chunks, edge); i < chunks.length; i++) {
    const messages = chunks[i]!.getElementsByClassName("keyed");
    const found = messages[firstBelow(messages, edge)];
    if (found) return found;
  }
  return undefined;
}

const sizesOf = (box: HTMLElement) => `${box.scrollHeight} ${box.clientHeight}`;

/**
 * Where the reader is. At the end, new messages are followed; anywhere else
 * the message at the top edge stays exactly where it is, whatever is added or
 * changes above and below.
 */
export function useScroll(rows: readonly Row[], { older, newer, atEnd, toUnread, target }: Ends) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const anchor = useRef<{ element: Element; at: number } | null>(null); // at: px from the start of the content, which scrolling doesn't change
  const opened = useRef(false);
  const sizes = useRef(""); // of the content and the box, when the place was last held or measured
  const shown = useRef<string | null>(null); // the target that was opened at
  const [away, setAway] = useState(false);
  const [seenTo, setSeenTo] = useState<string | null>(null);
  const lastKey = rows.at(-1)?.key ?? null;

  const placeOf = (element: Element) => element.getBoundingClientRect().top - (content.current?.getBoundingClientRect().top ?? 0);

  const note = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    const found = messageBelow(box, box.getBoundingClientRect().top);
    anchor.current = found ? { element: found, at: placeOf(found) } : null;
  }, []);

  const hold = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    if (following.current) box.scrollTop = box.scrollHeight;
    else if (anchor.current?.element.isConnected) {
      const at = placeOf(anchor.current.element);
      if (Math.abs(at - anchor.current.at) >= 1) {
        box.scrollTop += at - anchor.current.at;
        anchor.current.at = at;
      }
    }
    sizes.current = sizesOf(box);
  }, []);

  const flash = useCallback((key: string) => {
    const element = scroller.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
    if (!element) return false;
    following.current = false;
    element.scrollIntoView({ block: "center" });
    note(); // now, or sizes that change before the scroll event would lead back
    element.classList.remove("flash");
    void element.offsetWidth;
    element.classList.add("flash");
    setTimeout(() => element.classList.remove("flash"), flashFor);
    return true;
  }, [note]);

  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box || rows.length === 0) return;
    if (target !== null && target !== shown.current) {
      opened.current = true;
      shown.current = target;
      if (flash(target)) return;
    }
    if (target === null) shown.current = null;
    if (!opened.current) {
      opened.current = true;
      const mark = toUnread ? box.querySelector<HTMLElement>("[data-unread]") : null;
      box.scrollTop = box.scrollHeight;
      const end = box.scrollTop;
      mark?.scrollIntoView({ block: "nearest" });
      following.current = box.scrollTop === end;
    } else hold();
    note();
  }, [rows, hold, note, toUnread, target, flash]);

  const measure = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    // A scroll event may come between a change of size and its observer: the reader has moved by the scroll alone.
    if (sizes.current !== sizesOf(box)) hold();
    sizes.current = sizesOf(box);
    const left = box.scrollHeight - box.scrollTop - box.clientHeight;
    following.current = atEnd && left <= followWithin;
    setAway(left > awayFrom);
    note();
    if (box.scrollTop < loadAhead) older();
    if (left < loadAhead) newer();
  }, [note, hold, older, newer, atEnd]);

  // What is there when the thread opens is no news, even to somebody who begins further up.
  useEffect(() => {
    if (following.current || (seenTo === null && atEnd)) setSeenTo(lastKey);
  }, [lastKey, away, seenTo, atEnd]);

  // Pictures, fonts, a growing composer or a turned phone change sizes without new rows.
  const ready = rows.length > 0;
  useEffect(() => {
    if (!scroller.current || !content.current) return;
    const watch = new ResizeObserver(() => {
      hold();
      measure();
    });
    watch.observe(scroller.current);
    watch.observe(content.current);
    return () => watch.disconnect();
  }, [hold, measure, ready]);

  const toLatest = useCallback(() => {
    following.current = true;
    const box = scroller.current;
    box?.scrollTo({ top: box.scrollHeight });
  }, []);

  const at = seenTo === null ? -1 : rows.findIndex((r) => r.key === seenTo);
  const missed = away && at >= 0 ? rows.slice(at + 1).filter((r) => r.kind === "bubble").length : 0;
  return { scroller, content, away, missed, onScroll: measure, toLatest, flash };
}
