import type { InfiniteData } from "@tanstack/react-query";
import type { Activity, Conversation, ConversationFilter, Message, Page } from "@/api/client";
import { statusRank } from "@/record/ticks";
import { orderOf } from "@/record/thread";
import { moment } from "@/record/time";

/** Cached cursor lists. Pages keep their cursors when rows move, because a cursor names a row's values and not a place. */
export type Pages<T> = InfiniteData<Page<T>, unknown>;

/** Every loaded row once, in order. */
export function rowsIn<T>(pages: Pages<T> | undefined, idOf: (row: T) => string): T[] {
  const seen = new Set<string>();
  const rows: T[] = [];
  for (const page of pages?.pages ?? []) {
    for (const row of page.data) {
      const id = idOf(row);
      if (seen.has(id)) continue;
      seen.add(id);
      rows.push(row);
    }
  }
  return rows;
}

export const nextCursor = (page: Page<unknown>) => page.paging?.cursors?.after || undefined;

export const previousCursor = (page: Page<unknown>) => page.paging?.cursors?.before || undefined;

const replaceAt = <T>(pages: Pages<T>, page: number, data: T[]): Pages<T> => ({
  ...pages,
  pages: pages.pages.map((p, i) => (i === page ? { ...p, data } : p)),
});

function find<T>(pages: Pages<T>, test: (row: T) => boolean): [page: number, row: number] | null {
  for (let p = 0; p < pages.pages.length; p++) {
    const r = pages.pages[p]?.data.findIndex(test) ?? -1;
    if (r >= 0) return [p, r];
  }
  return null;
}

/** Puts a row before the first one that it precedes; leaves it out when its place isn't loaded yet, beyond either end. */
function insert<T>(pages: Pages<T>, row: T, precedes: (other: T) => boolean): Pages<T> {
  const spot = find(pages, precedes);
  const first = pages.pages[0];
  if (spot && spot[0] === 0 && spot[1] === 0 && first && previousCursor(first)) return pages;
  if (spot) {
    const data = [...(pages.pages[spot[0]]?.data ?? [])];
    data.splice(spot[1], 0, row);
    return replaceAt(pages, spot[0], data);
  }
  const last = pages.pages.length - 1;
  const end = pages.pages[last];
  if (!end || nextCursor(end)) return pages;
  return replaceAt(pages, last, [...end.data, row]);
}

const sameMessage = (a: Message) => (b: Message) =>
  a.kapso.id === b.kapso.id || (!!a.kapso.client_id && a.kapso.client_id === b.kapso.client_id);

/** Of two records of one message, what is known: a status never goes back. */
export const newerMessage = (old: Message, incoming: Message): Message =>
  statusRank(old.kapso.status) > statusRank(incoming.kapso.status) ? { ...incoming, kapso: { ...incoming.kapso, status: old.kapso.status, errors: old.kapso.errors } } : incoming;

/** Adds or updates a message. What an event told is the newest there is; an answer may be older than what events told. */
export function putMessage(pages: Pages<Message>, message: Message, told: boolean): Pages<Message> {
  const spot = find(pages, sameMessage(message));
  if (!spot) return insert(pages, message, (other) => orderOf(other) <= orderOf(message));
  const data = [...(pages.pages[spot[0]]?.data ?? [])];
  const old = data[spot[1]];
  data[spot[1]] = old && !told ? newerMessage(old, message) : message;
  return replaceAt(pages, spot[0], data);
}

const activeAt = (c: Conversation) => moment(c.last_active_at ?? c.created_at) || 0;
const precedes = (a: Conversation, b: Conversation) => activeAt(a) > activeAt(b) || (activeAt(a) === activeAt(b) && a.id > b.id);

/** Adds what happened to a conversation; an activity never changes. */
export const putActivity = (pages: Pages<Activity>, activity: Activity): Pages<Activity> =>
  find(pages, (other) => other.id === activity.id) ? pages : insert(pages, activity, (other) => other.at <= activity.at);

export function matches(c: Conversation, filter: ConversationFilter): boolean {
  if (filter.status && c.status !== filter.status) return false;
  if (filter.phone_number_id && c.phone_number_id !== filter.phone_number_id) return false;
  if (filter.unread && !((c.kapso?.unread_count ?? 0) > 0)) return false;
  if (filter.contact_id && c.kapso?.contact_id !== filter.contact_id) return false;
  if (filter.assigned_user_id && c.kapso.assigned_user_id !== filter.assigned_user_id) return false;
  return !filter.unassigned || !c.kapso.assigned_user_id;
}

/** Whether a conversation that is in a list stays there: one that was only read does, until the list is asked for again. */
const stays = (c: Conversation, filter: ConversationFilter) => matches(c, { ...filter, unread: false });

/** The loaded conversations that belong to their list. */
export const belonging = (pages: Pages<Conversation> | undefined, filter: ConversationFilter) => rowsIn(pages, (c) => c.id).filter((c) => stays(c, filter));

/** Updates, moves or adds a conversation. One that no longer belongs to the list keeps its place, so that a screen can say what became of it. */
export function putConversation(pages: Pages<Conversation>, c: Conversation, filter: ConversationFilter): Pages<Conversation> {
  const spot = find(pages, (other) => other.id === c.id);
  if (!spot) return matches(c, filter) ? insert(pages, c, (other) => precedes(c, other)) : pages;
  const data = [...(pages.pages[spot[0]]?.data ?? [])];
  const [old] = data.splice(spot[1], 1);
  const moves = stays(c, filter) && old && !(stays(old, filter) && activeAt(old) === activeAt(c));
  if (moves) return insert(replaceAt(pages, spot[0], data), c, (other) => precedes(c, other));
  data.splice(spot[1], 0, c);
  return replaceAt(pages, spot[0], data);
}
