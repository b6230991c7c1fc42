import { useTranslation } from "react-i18next";
import type { Action } from "@/actions/actions";
import type { Section } from "@/features/settings/frame";
import { useSession } from "@/live/session";

export type SettingsPlace = { id: "members" | "numbers" | "canned-replies" | "audit" | "keys" | "profile"; section: Section; label: string; allowed: boolean };

/** The settings' pages: which there are, and who sees them. The standalone inbox has the person's own only. */
export function useSettingsPlaces(standalone = false): SettingsPlace[] {
  const { t } = useTranslation();
  const { project, may } = useSession();
  const seat = standalone || project?.role === "inbox";
  return [
    { id: "members", section: "project", label: t("settings.members"), allowed: !seat && may("member:manage") },
    { id: "numbers", section: "project", label: t("settings.numbers"), allowed: !seat && may("number:manage") },
    { id: "canned-replies", section: "project", label: t("settings.canned"), allowed: !standalone && may("canned_reply:read") },
    { id: "audit", section: "project", label: t("settings.audit"), allowed: !seat && may("audit:read") },
    { id: "keys", section: "developers", label: t("settings.keys"), allowed: !seat && may("key:manage") },
    { id: "profile", section: "you", label: t("settings.profile"), allowed: true },
  ];
}

/** To each page that the person may see. */
export const settingsActions = (places: SettingsPlace[], go: (page: string) => void): Action[] =>
  places.filter((p) => p.allowed).map(({ id, label }) => ({ id: `settings-${id}`, group: "go", icon: "sliders", label, enabled: true, run: () => go(id) }));
