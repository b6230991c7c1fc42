import { useEffect, useRef, useState } from "react";
import { api, ApiError, type Conversation, type Message } from "@/api/client";
import { whyNot } from "@/i18n/failure";
import { useWords } from "@/i18n/words";
import { useSession } from "@/live/session";
import { attemptAfter, hasLeft } from "@/record/failure";
import { toast } from "@/ui/toast";
import type { BubbleActions } from "./bubble";
import { copyOf } from "./outgoing";

type Own = Pick<BubbleActions, "reply" | "jump" | "view" | "react" | "reload">;

/** What can be done with a message: the thread's own part, and sending it again. */
export function useBubbleActions(conversationId: string, conversation: Conversation | undefined, own: Own): BubbleActions {
  const { t } = useWords();
  const { live, outbox } = useSession();
  /** A message that never left is queued again; one that WhatsApp took and gave up is written anew, once. */
  const sendAgain = async (message: Message) => {
    if (hasLeft(message)) {
      if (conversation) outbox.send({ conversationId, phoneNumberId: conversation.phone_number_id, message: copyOf(message), clientId: attemptAfter(message) });
      return;
    }
    try {
      live.putMessage(conversationId, await api.retry(message.kapso.id));
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) own.reload(); // somebody else was faster: it is queued, or has left
      else toast(t("toast.failed", { why: whyNot(error) }));
    }
  };
  return useStable<BubbleActions>({
    ...own,
    retry: (clientId) => outbox.retry(clientId),
    drop: (clientId) => outbox.drop(clientId),
    again: (message) => void sendAgain(message),
  });
}

/** One object for the thread's life, so that bubbles needn't render again when only a callback is new. */
function useStable<T extends object>(latest: T): T {
  const ref = useRef(latest);
  useEffect(() => {
    ref.current = latest;
  });
  const [stable] = useState(() => Object.fromEntries(Object.keys(latest).map((k) => [k, (...args: unknown[]) => (ref.current[k as keyof T] as (...a: unknown[]) => unknown)(...args)])) as T);
  return stable;
}
