import { useCallback, useLayoutEffect, useRef, useState, type RefObject } from "react";
import { flushSync } from "react-dom";
import { lacks, spanOf, stands, type Span } from "@/record/span";

const screen = 900; // px, until the scroller's height is known

/**
 * Which rows of a long list are in the document: those that are seen and some on either
 * side. They are of one height, so that only a scroll that reaches the next few rows
 * renders anything. Rows that are still out of sight are rendered between two frames,
 * and those that are needed before the next one at once: neither a fling nor a list that
 * is shown again has a gap. shown: there is a list to look at.
 */
export function useInView(scroller: RefObject<HTMLElement | null>, height: number, shown: boolean) {
  const [span, setSpan] = useState<Span>(() => spanOf(0, screen, height));
  const asked = useRef(span);
  const drawn = useRef(span);
  useLayoutEffect(() => {
    drawn.current = span;
  }, [span]);

  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const look = (put: (draw: () => void) => void) => {
      const next = spanOf(box.scrollTop, box.clientHeight, height);
      const needed = lacks(drawn.current, box.scrollTop, box.clientHeight, height);
      if (!needed && next.first === asked.current.first && next.end === asked.current.end) return;
      asked.current = next;
      const draw = () => setSpan(next);
      if (needed) put(draw);
      else draw();
    };
    look((draw) => draw());
    const atOnce = () => look(flushSync);
    const watch = new ResizeObserver(atOnce);
    watch.observe(box);
    box.addEventListener("scroll", atOnce, { passive: true });
    return () => {
      watch.disconnect();
      box.removeEventListener("scroll", atOnce);
    };
  }, [scroller, height, shown]);

  /** Scrolls just as far as it takes to see a row. */
  const reveal = useCallback((index: number) => {
    const box = scroller.current;
    if (box) box.scrollTop = stands(index, height, box.scrollTop, box.clientHeight);
  }, [scroller, height]);

  return { ...span, reveal };
}
