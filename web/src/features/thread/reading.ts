import { useEffect } from "react";
import { api, ApiError, type Conversation, type Message } from "@/api/client";
import { useSession } from "@/live/session";

const glance = 400; // ms in view before something counts as read
const again = 3000; // ms before the server is told once more

/** Marks a conversation read while it is really looked at: open, in a visible and focused window. */
export function useReading(conversation: Conversation | undefined, messages: readonly Message[]) {
  const { live } = useSession();
  const unread = conversation?.kapso?.unread_count ?? 0;
  const newest = messages.findLast((m) => m.kapso.direction !== "outbound")?.kapso.id;
  const id = conversation?.id;
  useEffect(() => {
    if (!id || !newest || unread === 0) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let left = false;
    const look = () => {
      clearTimeout(timer);
      if (document.visibilityState === "visible" && document.hasFocus()) timer = setTimeout(() => void mark(), glance);
    };
    const mark = async () => {
      try {
        const { data } = await api.markRead(id, newest);
        if (data) live.put(data);
      } catch (error) {
        if (!left && error instanceof ApiError && error.passing) timer = setTimeout(look, again);
      }
    };
    look();
    addEventListener("focus", look);
    document.addEventListener("visibilitychange", look);
    return () => {
      left = true;
      clearTimeout(timer);
      removeEventListener("focus", look);
      document.removeEventListener("visibilitychange", look);
    };
  }, [id, newest, unread, live]);
}
