import { lazy, type ComponentType, type ReactNode } from "react";
import SettingsFrame from "@/features/settings/frame";
import { PageKeys } from "./page-keys";
import { Part } from "./part";
import { settingsActions, useSettingsPlaces, type SettingsPlace } from "./settings-places";

const page = (load: () => Promise<{ default: ComponentType }>) => {
  const Page = lazy(load);
  return () => <Part late={<div className="late" aria-busy="true" />}><Page /></Part>;
};
const pageOf: Record<SettingsPlace["id"], ComponentType> = {
  members: page(() => import("@/features/settings/members")),
  numbers: page(() => import("@/features/settings/numbers")),
  "canned-replies": page(() => import("@/features/settings/canned-replies")),
  audit: page(() => import("@/features/settings/audit")),
  keys: page(() => import("@/features/settings/keys")),
  profile: page(() => import("@/features/settings/profile")),
};

type Props = { rail?: ReactNode; standalone?: boolean; current: string; href: (page: string) => string; go: (page: string, replace?: boolean) => void; inbox: { href: string; open: () => void } };

/** The settings, with the keys and the palette of every page. */
export default function Settings({ standalone, current, go, ...frame }: Props) {
  const places = useSettingsPlaces(standalone);
  const pages = places.map((place) => ({ ...place, Page: pageOf[place.id] }));
  const first = places.find((place) => place.allowed)?.id ?? "profile";
  return (
    <PageKeys openInbox={frame.inbox.open} openSettings={() => go(first)} more={settingsActions(places, go)}>
      <SettingsFrame {...frame} go={go} pages={pages} current={current || first} />
    </PageKeys>
  );
}
