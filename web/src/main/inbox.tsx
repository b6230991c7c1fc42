import { lazy, Suspense } from "react";
import { browserAddress } from "@/place/address";
import { NavProvider, useAddressNav } from "@/place/nav";
import { Gate } from "./gate";
import { InboxPage } from "./inbox-page";
import { start } from "./start";

// The standalone inbox, below /inbox: the same panels without anything around them.
const Settings = lazy(() => import("./settings"));
const address = browserAddress("/inbox");

const settingsPath = (page: string) => `/settings/${page}`;
const settingsHref = (page: string) => address.href(settingsPath(page));
const goSettings = (page: string, replace?: boolean) => address.go(settingsPath(page), replace);
const toInbox = { href: address.href("/"), open: () => address.go("/") };

function Inbox() {
  const nav = useAddressNav(address);
  const settings = /^\/settings(?:\/([a-z-]+))?/.exec(address.useAddress().path);
  return (
    <Gate>
      <NavProvider value={nav}>
        {settings
          ? <Suspense fallback={<div className="root" aria-busy="true" />}><Settings standalone current={settings[1] ?? ""} href={settingsHref} go={goSettings} inbox={toInbox} /></Suspense>
          : <InboxPage onSettings={(page = "profile") => goSettings(page)} />}
      </NavProvider>
    </Gate>
  );
}

start(<Inbox />);
