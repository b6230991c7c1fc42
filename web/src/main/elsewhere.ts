import { useEffect } from "react";
import { api, ApiError } from "@/api/client";
import { enterProject } from "@/api/project";
import { useSession } from "@/live/session";

/** A link may lead to a conversation in another project of the person: this tab opens it there. */
export function useElsewhere(conversationId: string | undefined, error: unknown) {
  const { me, project, live } = useSession();
  const missing = error instanceof ApiError && error.status === 404;
  useEffect(() => {
    if (!conversationId || !missing || live.erased.has(conversationId)) return;
    const looking = new AbortController();
    const look = async () => {
      for (const other of me.projects) {
        if (other.id === project?.id || looking.signal.aborted) continue;
        const found = await api.conversation(conversationId, looking.signal, other.id).catch(() => undefined);
        if (found) return enterProject(other, location.pathname + location.search);
      }
    };
    void look();
    return () => looking.abort();
  }, [conversationId, missing, me, project, live]);
}
