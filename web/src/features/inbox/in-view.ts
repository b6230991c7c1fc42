import { useLayoutEffect, useRef, useState, type RefObject } from "react";
import { flushSync } from "react-dom";
import { spanOf, type Span } from "@/record/span";

const screen = 900; // px, until the scroller's height is known
const top = 32; // px that a list may be scrolled and still count as at its top

/**
 * Which rows of a long list are in the document: those that are seen and some on either
 * side. They are of one height (in px), so that only a scroll that reaches the next few
 * rows renders anything. onScrolled is told whether the list is away from its top: at first, and when that changes.
 */
export function useInView(scroller: RefObject<HTMLElement | null>, height: number, onScrolled: (away: boolean) => void): Span {
  const [span, setSpan] = useState<Span>(() => spanOf(0, screen, height));
  const last = useRef(span);

  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    let away = box.scrollTop > top;
    onScrolled(away); // a list that is shown anew may stand elsewhere than the one before it
    const look = () => {
      if (box.scrollTop > top !== away) onScrolled((away = !away));
      const next = spanOf(box.scrollTop, box.clientHeight, height);
      if (next.first === last.current.first && next.end === last.current.end) return;
      last.current = next;
      setSpan(next);
    };
    look();
    const atOnce = () => flushSync(look); // before the frame is painted: neither a fling nor a list that is shown again has a gap
    const watch = new ResizeObserver(atOnce);
    watch.observe(box);
    box.addEventListener("scroll", atOnce, { passive: true });
    return () => {
      watch.disconnect();
      box.removeEventListener("scroll", atOnce);
    };
  }, [scroller, height, onScrolled]);

  return span;
}
