import { useEffect, useState, useSyncExternalStore } from "react";
import type { Conversation } from "@/api/client";
import { useSession } from "@/live/session";
import { replyingTo, type Outgoing } from "../outgoing";

/**
 * Hands one message to the outbox and watches what becomes of it: gone once
 * the server has it, or once it waits there for the connection or for a
 * decision of the person's; a refusal comes back here, with its reason.
 */
export function useSending(conversation: Conversation, replyTo: string | undefined, onGone: () => void) {
  const { outbox } = useSession();
  const entries = useSyncExternalStore(outbox.subscribe, outbox.entries);
  const [clientId, setClientId] = useState<string>();
  const [refused, setRefused] = useState<string>();
  const entry = entries.find((e) => e.clientId === clientId);
  const held = entry?.problem?.kind === "stale" || (entry && entries.some((e) => e.conversationId === entry.conversationId && e.state === "waiting"));
  const why = entry?.problem?.kind === "refused" ? entry.problem.text : undefined;

  useEffect(() => {
    if (clientId === undefined) return;
    if (why !== undefined) {
      setRefused(why);
      outbox.drop(clientId);
      setClientId(undefined);
    } else if (!entry || held) {
      setClientId(undefined);
      onGone();
    }
  }, [clientId, entry, held, why, outbox, onGone]);

  return {
    busy: clientId !== undefined,
    refused,
    send: (outgoing: Outgoing) => {
      setRefused(undefined);
      const [first] = replyingTo([outgoing], replyTo);
      setClientId(outbox.send({ conversationId: conversation.id, phoneNumberId: conversation.phone_number_id, ...first! }).clientId);
    },
  };
}
