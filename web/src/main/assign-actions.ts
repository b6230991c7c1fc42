import { useTranslation } from "react-i18next";
import type { Action } from "@/actions/actions";
import type { Conversation } from "@/api/client";
import { useAssign } from "@/features/assignment/assign";
import { usePeople, useSession } from "@/live/session";

/** Puts each of the others in charge of the open conversation, found by their names. */
export function useAssignActions(conversation: Conversation | undefined): Action[] {
  const { t } = useTranslation();
  const { may, me } = useSession();
  const people = usePeople();
  const assign = useAssign();
  if (!may("conversation:write")) return [];
  const whyNot = (userId: string) => {
    if (!conversation) return t("assign.none_open");
    if (conversation.status === "ended") return t("assign.closed");
    return conversation.kapso.assigned_user_id === userId ? t("assign.current") : undefined;
  };
  return [...people].filter(([id]) => id !== me.user.id).map(([id, name]) => {
    const why = whyNot(id);
    return {
      id: `assign-${id}`, group: "conversation", icon: "user", label: t("action.assign_to", { name }), onRequest: true,
      enabled: why === undefined, why, run: () => conversation && void assign(conversation, id),
    };
  });
}
