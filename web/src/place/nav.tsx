import { createContext, useContext } from "react";
import type { Place } from "./place";

/** How the inbox moves about; the main app gives its router's way, the standalone inbox the browser's history. */
export type Nav = {
  place: Place;
  /** Changes parts of the place. A replaced step can't be gone back to. */
  go: (change: Partial<Place>, how?: { replace?: boolean }) => void;
  back: () => void;
  href: (change: Partial<Place>) => string;
};

const Context = createContext<Nav | null>(null);
export const NavProvider = Context;

export function useNav(): Nav {
  const nav = useContext(Context);
  if (!nav) throw new Error("useNav outside of an inbox");
  return nav;
}
