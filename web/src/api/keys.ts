import type { ConversationFilter } from "./client";

/** The names of everything in the query cache. */
export const keys = {
  me: ["me"] as const,
  setup: ["setup"] as const,
  users: ["users"] as const,
  invitations: ["invitations"] as const,
  numbers: ["numbers"] as const,
  health: ["health"] as const,
  check: (numberId: string) => ["check", numberId] as const,
  lists: ["conversations"] as const,
  list: (filter: ConversationFilter) => ["conversations", filter] as const,
  counts: ["counts"] as const,
  conversations: ["conversation"] as const,
  search: (text: string, type: string) => ["search", text, type] as const,
  conversation: (id: string) => ["conversation", id] as const,
  allMessages: ["messages"] as const,
  /** Every loaded part of a thread. */
  thread: (conversationId: string) => ["messages", conversationId] as const,
  /** The part that ends at the newest message, or the one that was opened around an older one. */
  messages: (conversationId: string, around?: string) => ["messages", conversationId, around ?? ""] as const,
  quoted: ["message"] as const,
  /** One message by itself, by the id that somebody answers. */
  message: (id: string) => ["message", id] as const,
  contacts: ["contact"] as const,
  allNotes: ["notes"] as const,
  notes: (contactId: string) => ["notes", contactId] as const,
  activities: (conversationId: string) => ["activities", conversationId] as const,
  allActivities: ["activities"] as const,
  loads: ["loads"] as const,
  allTemplates: ["templates"] as const,
  templates: (phoneNumberId: string) => ["templates", phoneNumberId] as const,
  cannedReplies: ["canned_replies"] as const,
  contact: (id: string) => ["contact", id] as const,
};
