import type { Conversation, ConversationFilter } from "@/api/client";

/** What took a conversation out of a list. */
export type Gone = "closed" | "reopened" | "assigned" | "unassigned";

/** Why a conversation that was in a list belongs to it no more; undefined while it does. */
export function goneBy({ status, kapso }: Conversation, filter: ConversationFilter): Gone | undefined {
  if (filter.status && status !== filter.status) return status === "ended" ? "closed" : "reopened";
  const person = kapso.assigned_user_id;
  if (filter.unassigned && person) return "assigned";
  if (filter.assigned_user_id && person !== filter.assigned_user_id) return person ? "assigned" : "unassigned";
  return undefined;
}
