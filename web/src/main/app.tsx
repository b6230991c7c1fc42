import { createRootRoute, createRoute, createRouter, Outlet, RouterProvider, useRouter, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNumbers, useSession } from "@/live/session";
import { NavProvider, type Nav } from "@/place/nav";
import { moved, placeUrl, readPlace, type Place } from "@/place/place";
import type { IconName } from "@/ui/icon";
import { Gate } from "./gate";
import { InboxPage } from "./inbox-page";
import { Rail, type RailItem } from "./rail";
import { start } from "./start";

// The main app, below /app: log-in and set-up, the inbox, and what is around it.
const base = "/app";
const SimulatorPage = lazy(() => import("@/features/simulator/page"));
const Settings = lazy(() => import("./settings"));
const LoginRoute = lazy(() => import("@/features/account/login").then((m) => ({ default: m.LoginRoute })));
const InvitationPage = lazy(() => import("@/features/account/invitation"));
const SetupPage = lazy(() => import("@/features/account/setup").then((m) => ({ default: m.SetupPage })));

function useRouterNav(): Nav {
  const router = useRouter();
  const path = useRouterState({ select: (s) => s.location.pathname });
  const query = useRouterState({ select: (s) => s.location.searchStr });
  const place = useMemo(() => readPlace(path, query), [path, query]);
  return useMemo(() => {
    const address = (change: Partial<Place>) => base + placeUrl(moved(readPlace(router.state.location.pathname, router.state.location.searchStr), change));
    return {
      place,
      href: address,
      go: (change, how) => (how?.replace ? router.history.replace(address(change)) : router.history.push(address(change))),
      back: () => (router.history.canGoBack() ? router.history.back() : router.history.replace(address(place.details ? { details: false } : { conversationId: undefined }))),
    };
  }, [router, place]);
}

type Part = "inbox" | "simulator" | "settings";

function MainRail({ current }: { current: Part }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const { data: numbers } = useNumbers();
  const router = useRouter();
  const simulated = current === "simulator" || numbers?.some((n) => n.kind === "sandbox");
  const item = (name: Part, path: string, icon: IconName): RailItem =>
    ({ href: base + path, label: t(`rail.${name}`), icon, current: current === name, onClick: () => router.history.push(base + path) });
  return <Rail items={[item("inbox", "/", "inbox"), ...(simulated && may("simulator:use") ? [item("simulator", "/simulator", "phone")] : []), item("settings", "/settings", "sliders")]} />;
}

function InboxRoute() {
  const nav = useRouterNav();
  const router = useRouter();
  return <Gate><NavProvider value={nav}><InboxPage rail={<MainRail current="inbox" />} onSettings={() => router.history.push(`${base}/settings`)} onNumbers={() => router.history.push(`${base}/settings/numbers`)} /></NavProvider></Gate>;
}

function SimulatorRoute() {
  const router = useRouter();
  return <Gate><Suspense fallback={<div className="root" aria-busy="true" />}><SimulatorPage rail={<MainRail current="simulator" />} onInbox={() => router.history.push(`${base}/`)} /></Suspense></Gate>;
}

function SettingsRoute() {
  const router = useRouter();
  const current = useRouterState({ select: (s) => /^\/settings\/([a-z-]+)/.exec(s.location.pathname)?.[1] ?? "" });
  const href = (page: string) => `${base}/settings/${page}`;
  const go = useCallback((page: string, replace?: boolean) => (replace ? router.history.replace(href(page)) : router.history.push(href(page))), [router]);
  return (
    <Gate>
      <Suspense fallback={<div className="root" aria-busy="true" />}>
        <Settings rail={<MainRail current="settings" />} current={current} href={href} go={go} inbox={{ href: `${base}/`, open: () => router.history.push(`${base}/`) }} />
      </Suspense>
    </Gate>
  );
}

function LinkRoute() {
  const router = useRouter();
  const done = useCallback(() => router.history.replace(`${base}/`), [router]);
  return <Suspense fallback={<div className="center" />}><LoginRoute onDone={done} /></Suspense>;
}

function InvitationRoute() {
  const router = useRouter();
  // An inbox seat works in the standalone inbox, which is another page.
  const done = (role: string) => (role === "inbox" ? location.assign("/inbox/") : router.history.replace(`${base}/`));
  return <Suspense fallback={<div className="center" />}><InvitationPage onDone={done} /></Suspense>;
}

function SetupRoute() {
  const router = useRouter();
  return <Suspense fallback={<div className="center" />}><SetupPage onDone={() => router.history.replace(`${base}/`)} /></Suspense>;
}

const root = createRootRoute({ component: Outlet, notFoundComponent: InboxRoute });
const routes = [
  createRoute({ getParentRoute: () => root, path: "/", component: InboxRoute }),
  createRoute({ getParentRoute: () => root, path: "/c/$id", component: InboxRoute }),
  createRoute({ getParentRoute: () => root, path: "/login", component: LinkRoute }),
  createRoute({ getParentRoute: () => root, path: "/invitation", component: InvitationRoute }),
  createRoute({ getParentRoute: () => root, path: "/setup", component: SetupRoute }),
  createRoute({ getParentRoute: () => root, path: "/simulator", component: SimulatorRoute }),
  createRoute({ getParentRoute: () => root, path: "/settings", component: SettingsRoute }),
  createRoute({ getParentRoute: () => root, path: "/settings/$page", component: SettingsRoute }),
];
const router = createRouter({ routeTree: root.addChildren(routes), basepath: base, parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)), stringifySearch: (values) => { const text = new URLSearchParams(values as Record<string, string>).toString(); return text && `?${text}`; } });

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

start(<RouterProvider router={router} />);
