import { lazy, Suspense, useMemo, useSyncExternalStore } from "react";
import { NavProvider, type Nav } from "@/place/nav";
import { moved as movedTo, placeUrl, readPlace, type Place } from "@/place/place";
import { Gate } from "./gate";
import { InboxPage } from "./inbox-page";
import { start } from "./start";

// The standalone inbox, below /inbox: the same panels without anything around them, and without the router.
const Settings = lazy(() => import("./settings"));
const base = "/inbox";
const moved = new Set<() => void>();
let steps = 0; // of ours in the browser's history: going back must not leave the inbox

addEventListener("popstate", () => {
  steps = Math.max(0, steps - 1);
  moved.forEach((tell) => tell());
});
const subscribe = (tell: () => void) => (moved.add(tell), () => void moved.delete(tell));
const current = () => location.pathname + location.search;
const placeNow = () => readPlace(location.pathname.slice(base.length), location.search);

const move = (change: Partial<Place>, replace: boolean) => moveTo(base + placeUrl(movedTo(placeNow(), change)), replace);

function moveTo(url: string, replace = false) {
  if (url === current()) return;
  if (replace) history.replaceState(null, "", url);
  else {
    history.pushState(null, "", url);
    steps++;
  }
  moved.forEach((tell) => tell());
}

function useHistoryNav(): Nav {
  const address = useSyncExternalStore(subscribe, current);
  return useMemo(() => {
    const [path = "", query = ""] = address.split("?");
    const place = readPlace(path.slice(base.length), query);
    return {
      place,
      href: (change) => base + placeUrl(movedTo(placeNow(), change)),
      go: (change, how) => move(change, how?.replace ?? false),
      back: () => (steps > 0 ? history.back() : move(place.details ? { details: false } : { conversationId: undefined }, true)),
    };
  }, [address]);
}

const settingsUrl = (page: string) => `${base}/settings/${page}`;
const goSettings = (page: string, replace?: boolean) => moveTo(settingsUrl(page), replace);
const toInbox = { href: `${base}/`, open: () => moveTo(`${base}/`) };

function Inbox() {
  const nav = useHistoryNav();
  const settings = /^\/inbox\/settings(?:\/([a-z-]+))?/.exec(useSyncExternalStore(subscribe, current));
  if (settings) return <Gate><Suspense fallback={<div className="root" aria-busy="true" />}><Settings standalone current={settings[1] ?? ""} href={settingsUrl} go={goSettings} inbox={toInbox} /></Suspense></Gate>;
  return <Gate><NavProvider value={nav}><InboxPage onSettings={() => goSettings("profile")} /></NavProvider></Gate>;
}

start(<Inbox />);
