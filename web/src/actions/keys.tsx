import { createContext, useContext, useEffect, useRef } from "react";
import { actionFor, beginsChord, isWriting, pressName, type Action } from "./actions";

const chordTime = 1000; // ms in which the second key must follow
const Context = createContext<readonly Action[]>([]);
export const ActionsProvider = Context;

/** The action list of the screen, by id. */
export function useAction(id: string): Action | undefined {
  return useContext(Context).find((a) => a.id === id);
}
export const useActions = () => useContext(Context);

/** Runs the actions by their keys while nobody writes. */
export function useKeys(actions: readonly Action[]) {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    let first = ""; // of two keys in a row, as in "G S"
    let forget: ReturnType<typeof setTimeout> | undefined;
    const onKey = (event: KeyboardEvent) => {
      const before = first;
      first = "";
      if (event.defaultPrevented || event.isComposing || isWriting(event.target)) return;
      const pressed = pressName(event);
      const onControl = event.target instanceof Element && event.target.closest("button, a, video, audio") !== null;
      if (onControl && (pressed === "Enter" || pressed.startsWith("Arrow"))) return; // the control's own keys
      const action = (before && actionFor(latest.current, `${before} ${pressed}`)) || actionFor(latest.current, pressed);
      if (!action) {
        if (!beginsChord(latest.current, pressed)) return;
        first = pressed;
        clearTimeout(forget);
        forget = setTimeout(() => (first = ""), chordTime);
        return;
      }
      event.preventDefault();
      action.run();
    };
    addEventListener("keydown", onKey);
    return () => {
      removeEventListener("keydown", onKey);
      clearTimeout(forget);
    };
  }, []);
}
