import { useCallback, useLayoutEffect, useRef, useState, type RefObject } from "react";
import { flushSync } from "react-dom";
import { spanOf, stands, type Span } from "@/record/span";

const screen = 900; // px, until the scroller's height is known

/**
 * Which rows of a long list are in the document: those that are seen and some on either
 * side. They are of one height, so that only a scroll that reaches the next few rows
 * renders anything. shown: there is a list to look at.
 */
export function useInView(scroller: RefObject<HTMLElement | null>, height: number, shown: boolean) {
  const [span, setSpan] = useState<Span>(() => spanOf(0, screen, height));
  const last = useRef(span);
  const look = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    const next = spanOf(box.scrollTop, box.clientHeight, height);
    if (next.first === last.current.first && next.end === last.current.end) return;
    last.current = next;
    setSpan(next);
  }, [scroller, height]);

  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    look();
    const atOnce = () => flushSync(look); // before the frame is painted: neither a fling nor a list that is shown again has a gap
    const watch = new ResizeObserver(atOnce);
    watch.observe(box);
    box.addEventListener("scroll", atOnce, { passive: true });
    return () => {
      watch.disconnect();
      box.removeEventListener("scroll", atOnce);
    };
  }, [scroller, look, shown]);

  /** Scrolls just as far as it takes to see a row. */
  const reveal = useCallback((index: number) => {
    const box = scroller.current;
    if (box) box.scrollTop = stands(index, height, box.scrollTop, box.clientHeight);
  }, [scroller, height]);

  return { ...span, reveal };
}
