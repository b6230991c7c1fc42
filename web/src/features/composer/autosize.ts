import { useEffect, useLayoutEffect, useState, type RefObject } from "react";

const lines = 8;
const byItself = CSS.supports("field-sizing", "content");

/** Lets a text box grow with its words, up to eight lines, where the browser doesn't by itself. */
export function useAutosize(box: RefObject<HTMLTextAreaElement | null>) {
  const [, again] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || byItself) return;
    const style = getComputedStyle(element);
    const padding = parseFloat(style.paddingTop) + parseFloat(style.paddingBottom);
    element.style.height = "auto";
    const full = element.scrollHeight;
    const most = parseFloat(style.lineHeight) * lines + padding;
    element.style.height = `${Math.min(full, most)}px`;
    element.style.overflowY = full > most ? "auto" : "hidden";
  });
  useEffect(() => {
    if (byItself) return;
    const onResize = () => again((n) => n + 1);
    addEventListener("resize", onResize);
    return () => removeEventListener("resize", onResize);
  }, []);
}
