import { useEffect } from "react";

/** What this tab shows, for whoever decides about a notification. */
type Looking = { conversationId: string | undefined; open: ((conversationId: string) => void) | undefined };

export const looking: Looking = { conversationId: undefined, open: undefined };

/** Tells which conversation is open, and how another one is opened here. */
export function useLooking(conversationId: string | undefined, open: (conversationId: string) => void) {
  useEffect(() => {
    looking.conversationId = conversationId;
    looking.open = open;
    return () => {
      looking.conversationId = looking.open = undefined;
    };
  }, [conversationId, open]);
}

/** Somebody has this conversation before their eyes, in this tab. */
export const seesHere = (conversationId: string) => looking.conversationId === conversationId && document.visibilityState === "visible" && document.hasFocus();
