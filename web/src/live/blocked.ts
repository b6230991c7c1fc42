import { useQuery } from "@tanstack/react-query";
import type { Conversation } from "@/api/client";
import { isComing, queries } from "./queries";

/** Whether the conversation's own number has blocked its person; another number may have, which doesn't matter here. Undefined while that isn't known. */
export function useBlocked(conversation: Conversation | undefined): boolean | undefined {
  const id = conversation?.kapso.group_id ? undefined : conversation?.kapso.contact_id;
  const contact = useQuery({ ...queries.contact(id ?? ""), enabled: !!id });
  if (!conversation || isComing(contact)) return undefined;
  const blocking: unknown = contact.data?.blocked_phone_number_ids;
  return Array.isArray(blocking) && blocking.includes(conversation.phone_number_id); // a record that can't be read keeps nobody from the thread
}
