import { lazy, type ComponentType, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Action } from "@/actions/actions";
import { useSession } from "@/live/session";
import SettingsFrame, { type SettingsPage } from "@/features/settings/frame";
import { PageKeys } from "./page-keys";
import { Part } from "./part";

const page = (load: () => Promise<{ default: ComponentType }>) => {
  const Page = lazy(load);
  return () => <Part late={<div className="late" aria-busy="true" />}><Page /></Part>;
};
const Members = page(() => import("@/features/settings/members"));
const Numbers = page(() => import("@/features/settings/numbers"));
const CannedReplies = page(() => import("@/features/settings/canned-replies"));
const Keys = page(() => import("@/features/settings/keys"));
const Profile = page(() => import("@/features/settings/profile"));
const Audit = page(() => import("@/features/settings/audit"));

type Props = { rail?: ReactNode; standalone?: boolean; current: string; href: (page: string) => string; go: (page: string, replace?: boolean) => void; inbox: { href: string; open: () => void } };

/** The settings' pages: which there are, and who sees them. The standalone inbox has the person's own only. */
export default function Settings({ standalone, current, go, ...frame }: Props) {
  const { t } = useTranslation();
  const { project, may } = useSession();
  const seat = standalone || project?.role === "inbox";
  const pages: SettingsPage[] = [
    { id: "members", section: "project", label: t("settings.members"), allowed: !seat && may("member:manage"), Page: Members },
    { id: "numbers", section: "project", label: t("settings.numbers"), allowed: !seat && may("number:manage"), Page: Numbers },
    { id: "canned-replies", section: "project", label: t("settings.canned"), allowed: !standalone && may("canned_reply:read"), Page: CannedReplies },
    { id: "audit", section: "project", label: t("settings.audit"), allowed: !seat && may("audit:read"), Page: Audit },
    { id: "keys", section: "developers", label: t("settings.keys"), allowed: !seat && may("key:manage"), Page: Keys },
    { id: "profile", section: "you", label: t("settings.profile"), allowed: true, Page: Profile },
  ];
  const first = pages.find((page) => page.allowed)?.id ?? "profile";
  const places = pages.filter((page) => page.allowed).map(({ id, label }): Action => ({ id: `settings-${id}`, group: "go", icon: "sliders", label, enabled: true, run: () => go(id) }));
  return (
    <PageKeys openInbox={frame.inbox.open} openSettings={() => go(first)} more={places}>
      <SettingsFrame {...frame} go={go} pages={pages} current={current || first} />
    </PageKeys>
  );
}
