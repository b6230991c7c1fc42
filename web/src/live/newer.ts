import { useInfiniteQuery } from "@tanstack/react-query";
import type { Conversation } from "@/api/client";
import { useNav } from "@/place/nav";
import { belonging } from "./cursor";
import { queries } from "./queries";
import { useSession } from "./session";

/** How to go on from a closed conversation in the active one with the same contact, with what was begun here; undefined while there is none. */
export function useNewer(ended: Conversation): (() => void) | undefined {
  const { drafts, picked, recordings, begun } = useSession();
  const { go } = useNav();
  const open = { status: "active", contact_id: ended.kapso.contact_id, phone_number_id: ended.phone_number_id };
  const query = useInfiniteQuery(queries.list(open));
  const newer = belonging(query.data, open)[0];
  return newer && (() => {
    for (const kept of [drafts, picked, recordings, begun]) void kept.carry(ended.id, newer.id);
    go({ conversationId: newer.id, details: false });
  });
}
