import { createContext, useContext, useEffect, useLayoutEffect, useRef, useSyncExternalStore } from "react";
import { keep, kept } from "@/record/kept";
import { fieldIsComing } from "@/ui/focus-back";
import { actionFor, begins, inOverlay, isSingleKey, isWriting, pressName, type Action } from "./actions";

const secondKey = 1000; // ms in which it must follow the first
const writingOn = 1500; // ms between two keys of somebody who hasn't noticed yet

const Context = createContext<readonly Action[]>([]);
export const ActionsProvider = Context;

/** The action list of the screen, by id. */
export function useAction(id: string): Action | undefined {
  return useContext(Context).find((a) => a.id === id);
}
export const useActions = () => useContext(Context);

/**
 * Runs the actions by their keys: while nobody writes, and those with Ctrl or ⌘ also meanwhile.
 * here tells at each key whether others are meant, where the focus is.
 */
export function useKeys(actions: readonly Action[], here?: () => readonly Action[] | undefined) {
  const latest = useRef(() => actions);
  useLayoutEffect(() => { // a key may come before the other effects: it is for what is on screen
    latest.current = () => here?.() ?? actions;
  });
  useEffect(() => {
    let first = ""; // of two keys
    let forget: ReturnType<typeof setTimeout> | undefined;
    const interrupted = new Interrupted();
    let writesOn = false;
    const onAnyKey = (event: KeyboardEvent) => { // an input method's too, which nothing else hears
      if (!isModifier(event)) writesOn = interrupted.writes(event);
    };
    const find = (press: string): Action | "more" | undefined => {
      const meant = latest.current();
      return actionFor(meant, press) ?? (begins(meant, press) ? "more" : undefined);
    };
    const onKey = (event: KeyboardEvent) => {
      const pressed = pressName(event);
      if (isModifier(event)) return;
      const before = first;
      first = "";
      if (writesOn || event.defaultPrevented || !listens(event, pressed)) return;
      const found = (before && find(`${before} ${pressed}`)) || find(pressed);
      if (!found) return;
      event.preventDefault();
      if (found !== "more") return found.run();
      first = pressed;
      clearTimeout(forget);
      forget = setTimeout(() => (first = ""), secondKey);
    };
    addEventListener("keydown", onAnyKey, true);
    addEventListener("keydown", onKey);
    return () => {
      removeEventListener("keydown", onAnyKey, true);
      removeEventListener("keydown", onKey);
      clearTimeout(forget);
    };
  }, []);
}

const isModifier = ({ key }: KeyboardEvent) => /^(Shift|Control|Alt|Meta)$/.test(key);

/**
 * Somebody whose box went away while they wrote in it, because a colleague
 * closed the conversation, its window ended, or the customer wrote and ended
 * the choice of a template. They write on for a moment, and none of those
 * letters is a command.
 */
class Interrupted {
  #box: HTMLElement | null = null;
  #at = 0;

  writes({ target, key, timeStamp, ctrlKey, metaKey }: KeyboardEvent): boolean {
    const inBox = target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.closest("[data-composer]") !== null);
    const goesOn = !inBox && this.#box !== null && !this.#box.isConnected && target === document.body && timeStamp - this.#at < writingOn && !ctrlKey && !metaKey;
    const done = key === "Escape" || (key === "Enter" && target instanceof HTMLInputElement); // with what they wrote
    this.#box = done ? null : inBox ? target : goesOn ? this.#box : null;
    this.#at = timeStamp;
    return goesOn;
  }
}

/** Whether a press is for the actions and not for what has the focus. */
function listens(event: KeyboardEvent, pressed: string): boolean {
  if (document.querySelector(".scrim") || fieldIsComing()) return false; // a window is open, which may have lost the focus, or was a moment ago
  if (pressed.startsWith("Mod+")) return !inOverlay(event.target);
  if (isWriting(event.target)) return false;
  if (isSingleKey(pressed) && !singleKeys.on()) return false;
  const onControl = event.target instanceof Element && event.target.closest("button, a, video, audio") !== null;
  return !onControl || (pressed !== "Enter" && !pressed.startsWith("Arrow")); // the control's own keys
}

const listeners = new Set<() => void>();

/** This person's switch for single keys, in this browser. */
export const singleKeys = {
  on: () => kept("single-keys") !== "off",
  set(on: boolean) {
    keep("single-keys", on ? null : "off");
    listeners.forEach((tell) => tell());
  },
};

export const useSingleKeys = () => useSyncExternalStore((tell) => (listeners.add(tell), () => void listeners.delete(tell)), singleKeys.on);
