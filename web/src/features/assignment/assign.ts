import { useTranslation } from "react-i18next";
import { api, type Assignment, type Conversation } from "@/api/client";
import { whyNot } from "@/i18n/failure";
import { usePeople, useSession } from "@/live/session";
import { shortName } from "@/record/names";
import { toast } from "@/ui/toast";

/** What is under way, by conversation: a key that is pressed twice is no second wish at once. */
const underWay = new Map<string, Promise<unknown>>();

/** Puts a person, or nobody, in charge of a conversation, and offers to take it back. */
export function useAssign() {
  const { t } = useTranslation();
  const { live, me } = useSession();
  const people = usePeople();

  const textFor = (userId: string | null) => {
    if (!userId) return t("toast.unassigned");
    return userId === me.user.id ? t("toast.assigned_me") : t("toast.assigned", { name: shortName(people.get(userId) ?? t("by.member")) });
  };
  const run = async (id: string, step: () => Promise<void>) => {
    const turn = (underWay.get(id) ?? Promise.resolve()).then(step).catch((error: unknown) => toast(t("toast.failed", { why: whyNot(error) })));
    underWay.set(id, turn);
    await turn;
    if (underWay.get(id) === turn) underWay.delete(id);
  };
  const undo = (id: string, userId: string | null, before: string | null) => run(id, async () => {
    const active = await activeOf(id);
    if ((active?.user_id ?? null) !== userId) return toast(t("toast.assigned_since"));
    await change(id, active, before);
    live.put(await api.conversation(id));
    toast(t("toast.undone"));
  });
  return (conversation: Conversation, userId: string | null, notes?: string) => run(conversation.id, async () => {
    const active = await activeOf(conversation.id);
    const before = active?.user_id ?? null;
    await change(conversation.id, active, userId, notes);
    live.put(await api.conversation(conversation.id));
    if (before !== userId) toast(textFor(userId), { label: t("undo"), run: () => void undo(conversation.id, userId, before) });
  });
}

/** The newest assignment is the active one, if any is: an older one ends before the next begins. */
async function activeOf(conversationId: string): Promise<Assignment | undefined> {
  const [newest] = await api.assignments(conversationId);
  return newest?.active ? newest : undefined;
}

async function change(conversationId: string, active: Assignment | undefined, userId: string | null, notes?: string) {
  if (!userId) return active && api.changeAssignment(conversationId, active.id, { active: false });
  if (!active) return api.assign(conversationId, userId, notes);
  if (active.user_id === userId) return notes === undefined ? undefined : api.changeAssignment(conversationId, active.id, { notes });
  return api.changeAssignment(conversationId, active.id, { user_id: userId, notes: notes ?? "" }); // a note was for the person before
}
