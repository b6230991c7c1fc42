import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import type { Conversation, Message } from "@/api/client";
import { useWords } from "@/i18n/words";
import { useSession } from "@/live/session";
import { failureOf } from "@/record/failure";
import { reactingOf } from "@/record/reacting";
import { toast } from "@/ui/toast";

/** The team's reactions in a thread: what is on its way, how to send one, and a word about one that didn't arrive. */
export function useReacting(conversation: Conversation | undefined, messages: readonly Message[]) {
  const { t } = useWords();
  const { outbox } = useSession();
  const entries = useSyncExternalStore(outbox.subscribe, outbox.entries);
  const id = conversation?.id;
  useEffect(() => {
    for (const { clientId, conversationId, message, problem } of entries) {
      if (message.type !== "reaction" || conversationId !== id || !problem) continue;
      outbox.drop(clientId); // it has no bubble in which it could wait for a decision
      toast(t("message.react_failed", { why: problem.text }));
    }
  }, [entries, id, outbox, t]);

  const waited = useRef(new Set<string>());
  useEffect(() => {
    for (const message of messages) {
      if (message.type !== "reaction" || message.kapso.direction !== "outbound") continue;
      if (message.kapso.status === "queued") waited.current.add(message.kapso.id);
      else if (waited.current.delete(message.kapso.id) && message.kapso.status === "failed") toast(t("message.react_failed", { why: failureOf(message)?.cause ?? "" }));
    }
  }, [messages, t]);

  const react = (message: Message, emoji: string) => {
    if (conversation) outbox.send({ conversationId: conversation.id, phoneNumberId: conversation.phone_number_id, message: { type: "reaction", reaction: { message_id: message.id, emoji } } });
  };
  return { reacting: useMemo(() => reactingOf(messages), [messages]), react };
}
