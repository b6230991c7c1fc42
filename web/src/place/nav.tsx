import { createContext, useContext, useMemo } from "react";
import type { BrowserAddress } from "./address";
import { moved, placeUrl, readPlace, type Place } from "./place";

/** How the inbox moves about. */
export type Nav = {
  place: Place;
  /** Changes parts of the place. A replaced step can't be gone back to. */
  go: (change: Partial<Place>, how?: { replace?: boolean }) => void;
  back: () => void;
  href: (change: Partial<Place>) => string;
  /** Shows a place in a tab of its own. */
  goInTab: (change: Partial<Place>) => void;
};

const Context = createContext<Nav | null>(null);
export const NavProvider = Context;

export function useNav(): Nav {
  const nav = useContext(Context);
  if (!nav) throw new Error("useNav outside of an inbox");
  return nav;
}

/** The inbox in the browser's address. How to move stays the same object: only the place is new with each step. */
export function useAddressNav(address: BrowserAddress): Nav {
  const { path, query } = address.useAddress();
  const moves = useMemo(() => {
    const here = () => {
      const now = address.read();
      return readPlace(now.path, now.query);
    };
    const to = (change: Partial<Place>) => placeUrl(moved(here(), change));
    const href = (change: Partial<Place>) => address.href(to(change));
    return {
      href,
      goInTab: (change: Partial<Place>) => void open(href(change), "_blank", "noopener"),
      go: (change: Partial<Place>, how?: { replace?: boolean }) => address.go(to(change), how?.replace),
      back: () => address.back(to(here().details ? { details: false } : { conversationId: undefined })),
    };
  }, [address]);
  return useMemo(() => ({ place: readPlace(path, query), ...moves }), [path, query, moves]);
}
