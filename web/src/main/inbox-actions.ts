import { useQueryClient } from "@tanstack/react-query";
import type { RefObject } from "react";
import { useTranslation } from "react-i18next";
import type { Action } from "@/actions/actions";
import type { Conversation } from "@/api/client";
import { enterProject } from "@/api/project";
import type { ListHandle } from "@/features/inbox/list";
import type { SearchHandle } from "@/features/inbox/header";
import { logOut, useSession } from "@/live/session";
import { useNav } from "@/place/nav";
import { goTab, tabs } from "@/place/place";
import { useAssignActions } from "./assign-actions";
import { useConversationActions } from "./conversation-actions";
import { settingsActions, useSettingsPlaces } from "./settings-places";

type Handles = {
  list: RefObject<ListHandle | null>;
  search: RefObject<SearchHandle | null>;
  conversation: Conversation | undefined;
  toggleDetails: () => void;
  detailsShown: boolean;
  toggleList: () => void;
  listShown: boolean;
  showKeys: () => void;
  showPalette: () => void;
  focusComposer: () => void;
  writeNote: () => void;
  openAssign: () => void;
  showTemplates: () => void;
  startConversation: () => void;
  toLatest: () => void;
  openSettings: (page?: string) => void;
  standalone: boolean;
};

/** To the person's other projects, and out. */
export function useAccountActions(): Action[] {
  const { t } = useTranslation();
  const { me, project } = useSession();
  const cache = useQueryClient();
  const others = me.projects.filter((p) => p.id !== project?.id);
  return [
    ...others.map((p): Action => ({ id: `project-${p.id}`, group: "go", icon: "store", label: t("action.project", { project: p.name }), enabled: true, run: () => enterProject(p) })),
    { id: "log-out", group: "app", icon: "out", label: t("account.log_out"), onRequest: true, enabled: true, run: () => void logOut(cache) },
  ];
}

/** The one list of what can be done in the inbox. */
export function useInboxActions({ list, search, conversation, toggleDetails, detailsShown, toggleList, listShown, showKeys, showPalette, focusComposer, showTemplates, startConversation, writeNote, openAssign, toLatest, openSettings, standalone }: Handles): Action[] {
  const { t } = useTranslation();
  const { may } = useSession();
  const account = useAccountActions();
  const settings = settingsActions(useSettingsPlaces(standalone), openSettings);
  const { place, go, back } = useNav();
  const assignTo = useAssignActions(conversation);
  const actionsOf = useConversationActions();
  const open = !!place.conversationId;

  return [
    { id: "next", group: "move", label: t("action.next"), shortcut: ["J", "ArrowDown"], enabled: true, run: () => list.current?.next() },
    { id: "previous", group: "move", label: t("action.previous"), shortcut: ["K", "ArrowUp"], enabled: true, run: () => list.current?.previous() },
    { id: "next-unread", group: "move", label: t("action.next_unread"), shortcut: ["Alt+ArrowDown"], enabled: true, run: () => list.current?.nextUnread(1) },
    { id: "previous-unread", group: "move", label: t("action.previous_unread"), shortcut: ["Alt+ArrowUp"], enabled: true, run: () => list.current?.nextUnread(-1) },
    { id: "open", group: "move", label: t("action.open"), shortcut: ["Enter"], enabled: true, run: () => list.current?.open() },
    { id: "search", group: "app", icon: "search", label: t("action.search"), shortcut: ["/"], enabled: true, run: () => search.current?.focus() },
    { id: "start", group: "app", icon: "plus", label: t("action.start"), shortcut: ["Shift+N"], enabled: may("message:send"), run: startConversation },
    { id: "reply", group: "write", icon: "reply", label: t("action.reply"), shortcut: ["R", "C"], enabled: open && may("message:send") && conversation?.status !== "ended", run: focusComposer },
    { id: "template", group: "write", icon: "template", label: t("action.template"), shortcut: ["T"], enabled: open && may("message:send") && conversation?.status !== "ended", run: showTemplates },
    { id: "note", group: "conversation", icon: "edit", label: t("action.note"), shortcut: ["N"], enabled: !!conversation && may("note:write"), run: writeNote },
    { id: "latest", group: "move", label: t("action.latest"), shortcut: ["End"], enabled: open, run: toLatest },
    ...actionsOf(conversation, openAssign),
    ...assignTo,
    { id: "details", group: "panels", label: t(detailsShown ? "details.hide" : "details.show"), shortcut: ["]"], enabled: open, run: toggleDetails },
    { id: "person", group: "conversation", icon: "user", label: t("action.person"), enabled: open, run: () => (detailsShown ? document.querySelector<HTMLElement>("aside .copy")?.focus() : toggleDetails()) },
    { id: "back", group: "move", label: t("action.back"), shortcut: ["Escape"], enabled: open, run: place.details ? back : () => go({ conversationId: undefined, details: false }) },
    { id: "inbox", group: "go", icon: "inbox", label: t("action.inbox"), shortcut: ["G I"], enabled: true, run: () => go({ ...goTab("all"), conversationId: undefined, details: false }) },
    ...tabs.map((tab): Action => ({ id: `tab-${tab}`, group: "go", icon: "inbox", label: t("action.tab", { tab: t(`tab.${tab}`) }), enabled: true, run: () => go(goTab(tab), { replace: true }) })),
    { id: "settings", group: "go", icon: "sliders", label: t("action.settings"), shortcut: ["G S"], enabled: true, run: () => openSettings() },
    ...settings.map((page) => ({ ...page, onRequest: true })),
    ...account,
    { id: "list", group: "panels", label: t(listShown ? "list.hide" : "list.show"), shortcut: ["["], enabled: open, run: toggleList },
    { id: "palette", group: "app", icon: "search", label: t("palette.title"), shortcut: ["Mod+K"], enabled: true, run: showPalette },
    { id: "keys", group: "app", icon: "kbd", label: t("keys.title"), shortcut: ["?"], enabled: true, run: showKeys },
  ];
}
