import { useEffect, useLayoutEffect, useState, type RefObject } from "react";

const lines = 8;

/** Lets a text box grow with its words, up to eight lines. */
export function useAutosize(box: RefObject<HTMLTextAreaElement | null>) {
  const [, again] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const style = getComputedStyle(element);
    const padding = parseFloat(style.paddingTop) + parseFloat(style.paddingBottom);
    element.style.height = "auto";
    const full = element.scrollHeight;
    const most = parseFloat(style.lineHeight) * lines + padding;
    element.style.height = `${Math.min(full, most)}px`;
    element.style.overflowY = full > most ? "auto" : "hidden";
  });
  useEffect(() => {
    const onResize = () => again((n) => n + 1);
    addEventListener("resize", onResize);
    return () => removeEventListener("resize", onResize);
  }, []);
}
