import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { enterProject } from "@/api/project";
import { logOut, useSession } from "@/live/session";
import { initialsOf, tintOf } from "@/record/tint";
import { Avatar } from "@/ui/avatar";
import { choice, Menu, type MenuEntry } from "@/ui/menu";
import { setTheme, useTheme, type Theme } from "@/ui/theme";

/** The person's own menu: who is logged in, light or dark, keys, log out. */
export function AccountMenu({ onKeys, onSettings, small }: { onKeys?: () => void; onSettings?: () => void; small?: boolean }) {
  const { t } = useTranslation();
  const { me, project } = useSession();
  const cache = useQueryClient();
  const theme = useTheme();
  const enter = (id: string) => {
    const chosen = me.projects.find((p) => p.id === id);
    if (chosen && id !== project?.id) enterProject(chosen);
  };
  const trigger = (
    <button type="button" className="avatar-button" aria-label={t("account.menu", { name: me.user.name })} title={me.user.name}>
      <Avatar initials={initialsOf(me.user.name)} tint={tintOf(me.user.id)} size={small ? 24 : 28} />
    </button>
  );
  const who = (
    <div className="px-2 py-1.5">
      <b className="block font-medium trunc" dir="auto">{me.user.name}</b>
      <span className="muted block text-label trunc">{me.user.email}</span>
      {project && <span className="muted block text-label trunc">{t("account.project", { project: project.name, role: project.role })}</span>}
    </div>
  );
  const entries: MenuEntry[] = [
    { kind: "note", content: who },
    { kind: "line" },
    ...(me.projects.length > 1 ? [choice(t("account.projects"), project?.id ?? "", enter, me.projects.map((p) => ({ value: p.id, label: p.name }))), { kind: "line" } as const] : []),
    choice<Theme>(t("account.theme"), theme, setTheme, [{ value: "system", label: t("account.theme.system") }, { value: "light", label: t("account.theme.light") }, { value: "dark", label: t("account.theme.dark") }]),
    { kind: "line" },
    ...(onSettings ? [{ kind: "item", icon: "sliders", label: t("account.settings"), onSelect: onSettings } as const] : []),
    ...(onKeys ? [{ kind: "item", icon: "kbd", shortcut: "?", label: t("keys.title"), onSelect: onKeys } as const] : []),
    { kind: "item", icon: "out", label: t("account.log_out"), onSelect: () => void logOut(cache) },
  ];
  return <Menu trigger={trigger} entries={entries} side={small ? "bottom" : "right"} />;
}
