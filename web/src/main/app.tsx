import { lazy, Suspense, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNumbers, useSession } from "@/live/session";
import { browserAddress } from "@/place/address";
import { NavProvider, useAddressNav } from "@/place/nav";
import type { IconName } from "@/ui/icon";
import { Gate } from "./gate";
import { InboxPage } from "./inbox-page";
import { Rail, type RailItem } from "./rail";
import { start } from "./start";

// The main app, below /app: log-in and set-up, the inbox, and what is around it.
const Simulator = lazy(() => import("./simulator"));
const Settings = lazy(() => import("./settings"));
const LoginRoute = lazy(() => import("@/features/account/login").then((m) => ({ default: m.LoginRoute })));
const InvitationPage = lazy(() => import("@/features/account/invitation"));
const SetupPage = lazy(() => import("@/features/account/setup").then((m) => ({ default: m.SetupPage })));

const address = browserAddress("/app");
const settingsPath = (page: string) => `/settings/${page}`;
const settingsHref = (page: string) => address.href(settingsPath(page));
const goSettings = (page: string, replace?: boolean) => address.go(settingsPath(page), replace);
const openSettings = (page?: string) => (page ? goSettings(page) : address.go("/settings"));
const toInbox = { href: address.href("/"), open: () => address.go("/") };
const arrived = () => address.go("/", true);

type Part = "inbox" | "simulator" | "settings";

function MainRail({ current }: { current: Part }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const { data: numbers, isLoading } = useNumbers();
  const simulated = current === "simulator" || numbers?.some((n) => n.kind === "sandbox");
  const item = (name: Part, path: string, icon: IconName): RailItem =>
    ({ href: address.href(path), label: t(`rail.${name}`), icon, current: current === name, onClick: () => address.go(path) });
  const phone = simulated && may("simulator:use") ? [item("simulator", "/simulator", "phone")] : [];
  const after = isLoading && phone.length === 0 && may("simulator:use") ? [] : [item("settings", "/settings", "sliders")]; // not to be moved by the phone
  return <Rail items={[item("inbox", "/", "inbox"), ...phone, ...after]} />;
}

function InboxRoute() {
  return <InboxPage rail={<MainRail current="inbox" />} onSettings={openSettings} />;
}

/** Every page can lead to a place in the inbox. */
function Placed({ children }: { children: ReactNode }) {
  return <NavProvider value={useAddressNav(address)}>{children}</NavProvider>;
}

/** What is behind the log-in. The session goes on from one page to the next, with what is still being sent. */
function Inside({ part, page }: { part: string | undefined; page: string }) {
  if (part !== "simulator" && part !== "settings") return <InboxRoute />;
  return (
    <Suspense fallback={<div className="root" aria-busy="true" />}>
      {part === "simulator"
        ? <Simulator rail={<MainRail current="simulator" />} openInbox={toInbox.open} openSettings={openSettings} />
        : <Settings rail={<MainRail current="settings" />} current={page} href={settingsHref} go={goSettings} inbox={toInbox} />}
    </Suspense>
  );
}

// An inbox seat works in the standalone inbox, which is another page.
const accepted = (role: string) => (role === "inbox" ? location.assign("/inbox/") : arrived());
const Alone = ({ children }: { children: ReactNode }) => <Suspense fallback={<div className="center" />}>{children}</Suspense>;

function App() {
  const [, part, page = ""] = address.useAddress().path.split("/");
  switch (part) {
    case "login": return <Alone><LoginRoute onDone={arrived} /></Alone>;
    case "invitation": return <Alone><InvitationPage onDone={accepted} /></Alone>;
    case "setup": return <Alone><SetupPage onDone={arrived} /></Alone>;
    default: return <Gate><Placed><Inside part={part} page={page} /></Placed></Gate>;
  }
}

start(<App />);
