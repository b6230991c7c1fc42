import { useInfiniteQuery, type UseInfiniteQueryResult } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { Activity, Conversation, Message } from "@/api/client";
import { rowsIn } from "@/live/cursor";
import { useFurther } from "@/live/further";
import { asMessage } from "@/live/outbox";
import { isComing, queries } from "@/live/queries";
import { usePeople, useSession } from "@/live/session";
import { activitiesOf, firstUnreadOf, isNews, keptRows, keyOf, orderOf, rowsOf, type Row } from "@/record/thread";
import { moment } from "@/record/time";

/** What is loaded of a thread, from its newest message on or around an older one, and the ways to further pages. */
export function useLoaded(conversationId: string, around: string | undefined, conversation: Conversation | undefined) {
  const { me } = useSession();
  const people = usePeople();
  const query = useInfiniteQuery(queries.messages(conversationId, around));
  const atEnd = !query.hasPreviousPage;
  const all = useThreadMessages(conversationId, query.data, atEnd);
  const older = useFurther(query.hasNextPage && !query.isFetchNextPageError, query.fetchNextPage);
  const newer = useFurther(query.hasPreviousPage && !query.isFetchPreviousPageError, query.fetchPreviousPage);
  const { firstUnread, looking } = useFirstUnread(query, older, !around, all, conversation);
  const messages = looking ? nothing : all;
  const { activities, coming } = useActivities(conversationId, messages, query.isSuccess && !query.hasNextPage, query.isSuccess && atEnd);
  const before = useRef<Row[]>([]);
  const rows = useMemo(() => (before.current = keptRows(before.current, rowsOf(messages, me.user.id, firstUnread, people, activities))), [messages, me.user.id, firstUnread, people, activities]);
  return { query, messages, rows, atEnd, firstUnread, waiting: query.isPending || looking || coming, older, newer };
}

/** Server messages, oldest first, and what is still on its way out below them. */
function useThreadMessages(conversationId: string, data: Parameters<typeof rowsIn<Message>>[0], atEnd: boolean) {
  const { outbox, me } = useSession();
  const entries = useSyncExternalStore(outbox.subscribe, outbox.entries);
  const stored = useMemo(() => rowsIn(data, (m) => m.kapso.id).reverse(), [data]);
  return useMemo(() => {
    if (!atEnd) return stored;
    const known = new Set(stored.map(keyOf));
    const pending = entries.filter((e) => e.conversationId === conversationId && !known.has(e.clientId));
    return pending.length ? [...stored, ...pending.map((e) => ({ ...asMessage(e, me.user), entry: e }))] : stored;
  }, [stored, entries, conversationId, me.user, atEnd]);
}

/** What else happened while the messages that are loaded were written, oldest first. */
function useActivities(conversationId: string, messages: Message[], atStart: boolean, atEnd: boolean) {
  const query = useInfiniteQuery(queries.activities(conversationId));
  const { data, hasNextPage, isError, fetchNextPage } = query;
  const older = useFurther(hasNextPage && !isError, fetchNextPage);
  const all = useMemo(() => rowsIn(data, (a) => a.id).reverse(), [data]);
  const activities: readonly Activity[] = useMemo(() => activitiesOf(all, messages, atStart, atEnd), [all, messages, atStart, atEnd]);
  const oldest = messages[0];
  const reaches = !atStart && all[0] !== undefined && oldest !== undefined && moment(all[0].at) < orderOf(oldest);
  useEffect(() => {
    if (!reaches) older();
  }, [reaches, older]);
  return { activities, coming: isComing(query) };
}

const nothing: Message[] = [];
const lookThrough = 250; // messages for the first unread one

/** Looked for once on open, in older messages too, so that the line stays where it was until the person leaves. */
function useFirstUnread({ isSuccess, hasNextPage, isFetchNextPageError }: UseInfiniteQueryResult, older: () => void, fromTheEnd: boolean, messages: Message[], conversation: Conversation | undefined) {
  const [found, setFound] = useState<string | null>();
  const unread = conversation?.kapso?.unread_count ?? 0;
  const open = found === undefined && isSuccess && fromTheEnd && conversation !== undefined;
  const further = hasNextPage && !isFetchNextPageError && messages.length < lookThrough;
  const looking = open && further && messages.filter(isNews).length < unread;
  useEffect(() => {
    if (looking) older();
  }, [looking, older]);
  const value = open && !looking ? firstUnreadOf(messages, unread) : found;
  useEffect(() => {
    if (value !== undefined && found === undefined) setFound(value);
  }, [value, found]);
  return { firstUnread: value ?? null, looking };
}
