import { useEffect, type RefObject } from "react";
import type { Row } from "@/record/thread";

const band = 36; // px from the top edge, in which a day stays while its messages pass

/** The day that stays at the top gives way while a line of words passes, which stands in the middle as it does. */
export function useCrossing(scroller: RefObject<HTMLElement | null>, rows: readonly Row[], shown: boolean) {
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const crossing = new Set<Element>();
    let lines: IntersectionObserver | undefined;
    const give = (passed: IntersectionObserverEntry[]) => {
      for (const { target, isIntersecting } of passed) crossing[isIntersecting ? "add" : "delete"](target);
      const days = new Set([...crossing].map((line) => line.closest(".day")));
      for (const day of box.getElementsByClassName("day")) day.classList.toggle("crossed", days.has(day));
    };
    const sizes = new ResizeObserver(() => {
      lines?.disconnect();
      crossing.clear();
      lines = new IntersectionObserver(give, { root: box, rootMargin: `0px 0px ${band - box.clientHeight}px` });
      for (const line of box.querySelectorAll(".newline, .sys")) lines.observe(line);
    });
    sizes.observe(box);
    return () => {
      sizes.disconnect();
      lines?.disconnect();
    };
  }, [scroller, rows, shown]);
}
