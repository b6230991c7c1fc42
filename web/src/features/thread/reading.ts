import { useEffect } from "react";
import { api, type Conversation, type Message } from "@/api/client";
import { useSession } from "@/live/session";

const glance = 400; // ms in view before something counts as read

/** Marks a conversation read while it is really looked at: open, in a visible and focused window. */
export function useReading(conversation: Conversation | undefined, messages: readonly Message[]) {
  const { live } = useSession();
  const unread = conversation?.kapso?.unread_count ?? 0;
  const newest = messages.findLast((m) => m.kapso.direction !== "outbound")?.kapso.id;
  const id = conversation?.id;
  useEffect(() => {
    if (!id || !newest || unread === 0) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      if (document.visibilityState === "visible" && document.hasFocus()) timer = setTimeout(mark, glance);
    };
    const mark = () => {
      void api.markRead(id, newest).then(({ data }) => data && live.put(data), () => undefined); // tried again with the next message or focus
    };
    look();
    addEventListener("focus", look);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearTimeout(timer);
      removeEventListener("focus", look);
      document.removeEventListener("visibilitychange", look);
    };
  }, [id, newest, unread, live]);
}
