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
};

const Context = createContext<Nav | null>(null);
export const NavProvider = Context;

export function useNav(): Nav {
  const nav = useContext(Context);
  if (!nav) throw new Error("useNav outside of an inbox");
  return nav;
}

/** The inbox in the browser's address. */
export function useAddressNav(address: BrowserAddress): Nav {
  const { path, query } = address.useAddress();
  return useMemo(() => {
    const place = readPlace(path, query);
    const to = (change: Partial<Place>) => {
      const now = address.read();
      return placeUrl(moved(readPlace(now.path, now.query), change));
    };
    return {
      place,
      href: (change) => address.href(to(change)),
      go: (change, how) => address.go(to(change), how?.replace),
      back: () => address.back(to(place.details ? { details: false } : { conversationId: undefined })),
    };
  }, [address, path, query]);
}
