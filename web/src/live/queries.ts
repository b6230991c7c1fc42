import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, ApiError, type CannedReply, type ConversationFilter, type Hit, type Message, type MessagePlace, type TemplatePage } from "@/api/client";
import { keys } from "@/api/keys";
import { inEnvelope } from "@/record/envelope";
import type { Applier } from "./apply";
import { nextCursor, previousCursor } from "./cursor";

export const listPage = 30;
export const threadPage = 50;
const hitPage = 30;
const peoplePage = 5;
const notesPage = 20;

/** One more try for what may pass; none for what the server refused. */
export const retry = (failures: number, error: unknown) => failures < 2 && error instanceof ApiError && error.passing;

const asPlace = (end: "after" | "before", cursor: string | undefined): MessagePlace | undefined => (cursor ? { [end]: cursor } : undefined);

/** Whether a question that was asked for the first time has no answer yet. One that failed once isn't waited for: its next try may take long. */
export const isComing = ({ isLoading, failureCount }: { isLoading: boolean; failureCount: number }) => isLoading && failureCount === 0;

/** Reads of server state; the applier puts over them what events told while they were on their way. */
export const queries = {
  list: (filter: ConversationFilter) =>
    infiniteQueryOptions({
      queryKey: keys.list(filter),
      queryFn: ({ pageParam, signal }) => api.conversations(filter, pageParam, listPage, signal),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: nextCursor,
    }),
  search: (text: string, type: Hit["type"]) =>
    infiniteQueryOptions({
      queryKey: keys.search(text, type),
      queryFn: ({ pageParam, signal }) => api.search(text, type, pageParam, type === "message" ? hitPage : peoplePage, signal),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: nextCursor,
      staleTime: 5_000,
      gcTime: 60_000,
    }),
  /** A thread from its newest message on, or from around an older one in both directions. */
  messages: (conversationId: string, around?: string) =>
    infiniteQueryOptions({
      queryKey: keys.messages(conversationId, around),
      queryFn: async ({ pageParam, signal }) => {
        const answer = await api.messages(conversationId, pageParam, threadPage, signal);
        return { ...answer, data: answer.data.map((m, i) => inEnvelope(m, `${JSON.stringify(pageParam)} ${i}`)) };
      },
      initialPageParam: (around ? { around } : {}) as MessagePlace,
      getNextPageParam: (last) => asPlace("after", nextCursor(last)),
      getPreviousPageParam: (first) => asPlace("before", previousCursor(first)),
    }),
  /** A message by itself; null for one that was deleted. */
  message: (id: string) =>
    queryOptions({
      queryKey: keys.message(id),
      queryFn: async ({ signal }): Promise<Message | null> => {
        const message = inEnvelope(await api.message(id, signal), id);
        return message.kapso.revoked_at ? null : message;
      },
      staleTime: 60_000,
    }),
  activities: (id: string) =>
    infiniteQueryOptions({
      queryKey: keys.activities(id),
      queryFn: ({ pageParam, signal }) => api.activities(id, pageParam, signal),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: nextCursor,
    }),
  /** How many open conversations each colleague has; asked for anew whenever it is looked at. */
  loads: () => queryOptions({ queryKey: keys.loads, queryFn: ({ signal }) => api.loads(signal), staleTime: 0 }),
  /** How many conversations each tab has; events say when to count anew. */
  counts: () => queryOptions({ queryKey: keys.counts, queryFn: ({ signal }) => api.counts(signal) }),
  conversation: (live: Applier, id: string) =>
    queryOptions({
      queryKey: keys.conversation(id),
      queryFn: async ({ signal }) => {
        if (live.erased.has(id)) throw new ApiError(404, "not_found", "Erased");
        return api.conversation(id, signal);
      },
      placeholderData: live.known(id),
    }),
  contact: (id: string) => queryOptions({ queryKey: keys.contact(id), queryFn: ({ signal }) => api.contact(id, signal), staleTime: 60_000 }),
  notes: (contactId: string) =>
    infiniteQueryOptions({
      queryKey: keys.notes(contactId),
      queryFn: ({ pageParam, signal }) => api.notes(contactId, pageParam, notesPage, signal),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: nextCursor,
    }),
  numbers: () => queryOptions({ queryKey: keys.numbers, queryFn: ({ signal }) => api.phoneNumbers(signal), staleTime: 300_000 }),
  health: () => queryOptions({ queryKey: keys.health, queryFn: ({ signal }) => api.numberHealth(signal), staleTime: 300_000 }),
  templates: (phoneNumberId: string) => queryOptions({ queryKey: keys.templates(phoneNumberId), queryFn: ({ signal }) => allTemplates(phoneNumberId, signal), staleTime: 60_000 }),
  cannedReplies: () => queryOptions({ queryKey: keys.cannedReplies, queryFn: ({ signal }) => allCannedReplies(signal), staleTime: 300_000 }),
  users: () => queryOptions({ queryKey: keys.users, queryFn: ({ signal }) => api.users(signal), staleTime: 300_000 }),
  me: () => queryOptions({ queryKey: keys.me, queryFn: ({ signal }) => api.session(signal), staleTime: Infinity }),
  setup: () => queryOptions({ queryKey: keys.setup, queryFn: ({ signal }) => api.setup(signal), staleTime: 0 }),
};

/** Every template of a number's account; an account has few, and people search in them as they type. */
async function allTemplates(phoneNumberId: string, signal: AbortSignal): Promise<TemplatePage> {
  const all = await api.templates(phoneNumberId, 1, signal);
  for (let page = 2; page <= all.meta.total_pages; page++) all.data.push(...(await api.templates(phoneNumberId, page, signal)).data);
  return all;
}

async function allCannedReplies(signal: AbortSignal): Promise<CannedReply[]> {
  const first = await api.cannedReplies(1, signal);
  for (let page = 2; page <= first.meta.total_pages; page++) first.data.push(...(await api.cannedReplies(page, signal)).data);
  return first.data;
}
