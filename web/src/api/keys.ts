import type { ConversationFilter } from "./client";

/** The names of everything in the query cache. */
export const keys = {
  me: ["me"] as const,
  setup: ["setup"] as const,
  users: ["users"] as const,
  numbers: ["numbers"] as const,
  lists: ["conversations"] as const,
  list: (filter: ConversationFilter) => ["conversations", filter] as const,
  conversations: ["conversation"] as const,
  conversation: (id: string) => ["conversation", id] as const,
  allMessages: ["messages"] as const,
  messages: (conversationId: string) => ["messages", conversationId] as const,
  contacts: ["contact"] as const,
  allNotes: ["notes"] as const,
  notes: (contactId: string) => ["notes", contactId] as const,
  contact: (id: string) => ["contact", id] as const,
};
