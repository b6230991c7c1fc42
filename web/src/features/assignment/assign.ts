import { useTranslation } from "react-i18next";
import { api, type Conversation } from "@/api/client";
import { whyNot } from "@/i18n/failure";
import { usePeople, useSession } from "@/live/session";
import { shortName } from "@/record/names";
import { toast } from "@/ui/toast";

/** Puts a person, or nobody, in charge of a conversation, and offers to take it back. */
export function useAssign() {
  const { t } = useTranslation();
  const { live, me } = useSession();
  const people = usePeople();

  const textFor = (userId: string | null) => {
    if (!userId) return t("toast.unassigned");
    return userId === me.user.id ? t("toast.assigned_me") : t("toast.assigned", { name: shortName(people.get(userId) ?? t("by.member")) });
  };
  return async function assign(conversation: Conversation, userId: string | null, notes?: string, undoable = true): Promise<void> {
    const before = conversation.kapso.assigned_user_id;
    try {
      await change(conversation.id, userId, notes);
      const now = await api.conversation(conversation.id);
      live.put(now);
      if (before === userId) return;
      toast(undoable ? textFor(userId) : t("toast.undone"), undoable ? { label: t("undo"), run: () => void assign(now, before, undefined, false) } : undefined);
    } catch (error) {
      toast(t("toast.failed", { why: whyNot(error) }));
    }
  };
}

/** The newest assignment is the active one, if any is: an older one ends before the next begins. */
async function change(conversationId: string, userId: string | null, notes: string | undefined) {
  const [newest] = await api.assignments(conversationId);
  const active = newest?.active ? newest : undefined;
  if (!userId) return active && api.changeAssignment(conversationId, active.id, { active: false });
  if (!active) return api.assign(conversationId, userId, notes);
  // A note was for the person before.
  return api.changeAssignment(conversationId, active.id, { user_id: userId, notes: notes ?? (active.user_id === userId ? undefined : "") });
}
