import { useTranslation } from "react-i18next";
import type { Action } from "@/actions/actions";
import { api, ApiError, type Conversation } from "@/api/client";
import { useAssign } from "@/features/assignment/assign";
import { whyNot } from "@/i18n/failure";
import { useSession } from "@/live/session";
import { useNav } from "@/place/nav";
import { nameOf, shortName } from "@/record/names";
import { toClipboard } from "@/ui/clipboard";
import { toast } from "@/ui/toast";

/** What can be done with one conversation, the open one or any row of the list. `openAssign` shows the members to choose from. */
export function useConversationActions(): (target: Conversation | undefined, openAssign: () => void) => Action[] {
  const { t } = useTranslation();
  const { live, may, me } = useSession();
  const assign = useAssign();
  const { place, go, goInTab } = useNav();
  const mayWrite = may("conversation:write");

  const setStatus = async (target: Conversation, status: "active" | "ended") => {
    try {
      live.put(await api.setStatus(target.id, status));
      const undo = { label: t("undo"), run: () => void setStatus({ ...target, status }, status === "ended" ? "active" : "ended") };
      const name = place.conversationId !== target.id && shortName(nameOf(target)); // it could be taken for the open one
      const [done, doneOf] = status === "ended" ? (["toast.closed", "toast.closed_of"] as const) : (["toast.reopened", "toast.reopened_of"] as const);
      toast(name ? t(doneOf, { name }) : t(done), undo);
    } catch (error) {
      const other = error instanceof ApiError && error.code === "another_conversation_active" ? error.fields.conversation_id : undefined;
      if (other) return toast(t("toast.another_active"), { label: t("toast.open_other"), run: () => go({ conversationId: other, details: false }) });
      toast(t("toast.failed", { why: whyNot(error) }));
    }
  };
  const markUnread = async (target: Conversation) => {
    try {
      if (place.conversationId === target.id) go({ conversationId: undefined, details: false }); // an open one would be read again at once
      const { data } = await api.markUnread(target.id);
      if (data) live.put(data);
    } catch (error) {
      toast(t("toast.failed", { why: whyNot(error) }));
    }
  };
  const copyLink = (target: Conversation) =>
    void toClipboard(new URL(`/inbox/c/${target.id}`, location.origin).href).then(() => toast(t("copy.done")), () => toast(t("copy.failed")));

  return (target, openAssign) => [
    { id: "assign", group: "conversation", icon: "user", label: t("action.assign"), shortcut: ["A"], enabled: mayWrite && target !== undefined, run: openAssign },
    { id: "assign-me", group: "conversation", icon: "user", label: t("action.assign_me"), shortcut: ["M"], enabled: mayWrite && target !== undefined && target.kapso.assigned_user_id !== me.user.id, run: () => target && void assign(target, me.user.id) },
    { id: "close", group: "conversation", icon: "check", label: t("action.close"), shortcut: ["E"], enabled: mayWrite && target?.status === "active", run: () => target && void setStatus(target, "ended") },
    { id: "reopen", group: "conversation", icon: "refresh", label: t("action.reopen"), shortcut: ["Shift+E"], enabled: mayWrite && target?.status === "ended", run: () => target && void setStatus(target, "active") },
    { id: "unread", group: "conversation", icon: "unread", label: t("action.unread"), shortcut: ["U"], enabled: !!target?.kapso?.last_inbound_at, run: () => target && void markUnread(target) },
    { id: "in-tab", group: "conversation", icon: "ext", label: t("action.in_tab"), enabled: !!target, run: () => target && goInTab({ conversationId: target.id, details: false }) },
    { id: "copy-link", group: "conversation", icon: "copy", label: t("action.copy_link"), enabled: !!target, run: () => target && copyLink(target) },
  ];
}
