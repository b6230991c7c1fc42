import { useQuery } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { ApiError, type Message } from "@/api/client";
import { keys } from "@/api/keys";
import { isComing, queries } from "./queries";
import { useSession } from "./session";

/**
 * Which message the answer that somebody has begun quotes; kept with its text,
 * also for their other devices. One that is gone when they come back is let go
 * of, and the text stays. coming: it is being fetched.
 */
export function useQuoted(conversationId: string) {
  const { drafts, live } = useSession();
  const id = useSyncExternalStore(drafts.subscribe, () => drafts.replyTo(conversationId));
  const query = useQuery({ ...queries.message(id), enabled: id !== "" });
  const found = id ? query.data : undefined;
  const missing = query.error instanceof ApiError && query.error.status === 404;
  const gone = id !== "" && (missing || found === null || (found && found.kapso.whatsapp_conversation_id !== conversationId));
  useEffect(() => {
    if (gone) drafts.reply(conversationId, "");
  }, [gone, drafts, conversationId]);
  return {
    quoted: (!gone && found) || null,
    coming: isComing(query),
    quote: (message: Message | null) => {
      if (message) live.cache.setQueryData(keys.message(message.id), message);
      drafts.reply(conversationId, message?.id ?? "");
    },
  };
}
