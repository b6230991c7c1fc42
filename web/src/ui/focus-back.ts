import { useLayoutEffect, useRef } from "react";

const soon = 1000; // ms after which a window that is gone has surely given the focus back
let goneAt = -Infinity;

/** Whether a window is gone and has yet to give the focus back to a field: a key that comes in that moment is a letter for it, and no command. */
export const fieldIsComing = () => document.activeElement === document.body && performance.now() - goneAt < soon;

/** Gives the focus back to what had it, unless somebody has taken it elsewhere meanwhile: into what they write now, or what they opened since. */
export function focusBack(element: Element | null | undefined) {
  if (document.activeElement === document.body && element instanceof HTMLElement && element.isConnected) element.focus();
}

/** For onCloseAutoFocus of a window: gives the focus back to what had it. Radix knows its own trigger only, and ours opens from anywhere. */
export function useFocusBack() {
  const before = useRef(document.activeElement);
  useLayoutEffect(() => () => {
    if (before.current?.matches("input, textarea")) goneAt = performance.now();
  }, []);
  return (event: Event) => { // a moment later
    event.preventDefault();
    goneAt = -Infinity;
    focusBack(before.current);
  };
}
