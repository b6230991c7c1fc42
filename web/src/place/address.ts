import { useSyncExternalStore } from "react";

/** The part of the browser's address that belongs to an app: what comes after its own path. */
export type Address = { path: string; query: string };

const listeners = new Set<() => void>();
const tell = () => listeners.forEach((listener) => listener());
addEventListener("popstate", tell);
const subscribe = (listener: () => void) => (listeners.add(listener), () => void listeners.delete(listener));

// How many steps of ours lie before this one. The history keeps it over a reload, so that going back never leaves the app.
const steps = (): number => (history.state as { steps?: number } | null)?.steps ?? 0;

/** How an app below a path ("/app") reads and changes the browser's address. */
export function browserAddress(base: string) {
  const text = () => location.pathname.slice(base.length) + location.search;
  const read = (): Address => ({ path: location.pathname.slice(base.length) || "/", query: location.search });
  function go(to: string, replace = false) {
    if (to === text()) return;
    if (replace) history.replaceState(history.state, "", base + to);
    else history.pushState({ steps: steps() + 1 }, "", base + to);
    tell();
  }
  return {
    href: (to: string) => base + to,
    read,
    go,
    /** Goes to where somebody came from, or, when that is not in the app, to a place instead. */
    back: (instead: string) => (steps() > 0 ? history.back() : go(instead, true)),
    useAddress: (): Address => {
      useSyncExternalStore(subscribe, text);
      return read();
    },
  };
}

export type BrowserAddress = ReturnType<typeof browserAddress>;
