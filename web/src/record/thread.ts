import type { Activity, Message } from "@/api/client";
import { moment } from "./time";

/** What a thread shows from top to bottom. */
export type Row =
  | { kind: "day"; key: string; at: number }
  | { kind: "unread"; key: string }
  | { kind: "system"; key: string; message: Message }
  | { kind: "activity"; key: string; activity: Activity; at: number }
  | { kind: "bubble"; key: string; message: Message; first: boolean; tail: boolean; by: By };

/** Who stands above a group: nobody, a member of the team, the phone app, or an automation. */
export type By = { kind: "none" } | { kind: "member"; name: string } | { kind: "phone_app" } | { kind: "program" };

const pause = 5 * 60_000; // a longer one begins a new group

/** A message is known by our id and by WhatsApp's. */
export const isMessage = (message: Message, id: string) => message.id === id || message.kapso.id === id;

/** The moment that orders a message: the earlier of WhatsApp's time, which has whole seconds, and our receipt. */
export function orderOf(message: Message): number {
  const sent = moment(message.timestamp);
  const received = moment(message.kapso.created_at);
  if (!Number.isFinite(sent)) return Number.isFinite(received) ? received : 0;
  return Number.isFinite(received) ? Math.min(received, sent + 999) : sent;
}

export const shownAt = (message: Message) => {
  const sent = moment(message.timestamp);
  return Number.isFinite(sent) ? sent : orderOf(message);
};

const senderOf = (message: Message) =>
  message.kapso.direction === "outbound" ? `out:${message.kapso.sent_by?.id ?? message.kapso.origin ?? ""}` : `in:${message.from ?? ""}`;

type Names = ReadonlyMap<string, string>;
const nobody: Names = new Map();

/**
 * Messages oldest first into rows, with what else happened (oldest first) in
 * its place by time. A reaction stands on its target and makes no row.
 */
export function rowsOf(messages: readonly Message[], viewerId: string, firstUnread: string | null, people = nobody, activities: readonly Activity[] = []): Row[] {
  const rows: Row[] = [];
  let day = "";
  let last: Extract<Row, { kind: "bubble" }> | null = null;
  let next = 0;
  const begin = (at: number) => {
    const date = new Date(at).toDateString();
    if (date === day) return;
    rows.push({ kind: "day", key: `day ${date}`, at });
    day = date;
    last = null;
  };
  const happened = (until: number) => {
    for (let activity = activities[next]; activity && moment(activity.at) < until; activity = activities[++next]) {
      begin(moment(activity.at));
      rows.push({ kind: "activity", key: activity.id, activity, at: moment(activity.at) });
      last = null;
    }
  };
  for (const message of messages) {
    if (message.type === "reaction") continue;
    happened(orderOf(message));
    const at = shownAt(message);
    begin(at);
    if (message.kapso.id === firstUnread) {
      rows.push({ kind: "unread", key: "unread" });
      last = null;
    }
    if (message.type === "system") {
      rows.push({ kind: "system", key: message.kapso.id, message });
      last = null;
      continue;
    }
    const joins: boolean = last !== null && senderOf(last.message) === senderOf(message) && at - shownAt(last.message) < pause;
    if (joins && last) last.tail = false;
    last = { kind: "bubble", key: keyOf(message), message, first: !joins, tail: true, by: joins ? { kind: "none" } : byOf(message, viewerId, people) };
    rows.push(last);
  }
  happened(Infinity);
  return rows;
}

/** What happened while the messages that are loaded were written; the thread's ends hold what is before and after them too. */
export function activitiesOf(activities: readonly Activity[], messages: readonly Message[], atStart: boolean, atEnd: boolean): readonly Activity[] {
  const [oldest, newest] = [messages[0], messages.at(-1)];
  if (!oldest || !newest) return atStart && atEnd ? activities : [];
  const [from, to] = [atStart ? -Infinity : orderOf(oldest), atEnd ? Infinity : orderOf(newest)];
  return activities.filter((a) => moment(a.at) >= from && moment(a.at) <= to);
}

/** next, with the same objects where a row is as it was before: what shows it needn't be drawn anew. */
export function keptRows(before: readonly Row[], next: readonly Row[]): Row[] {
  const known = new Map(before.map((row) => [row.key, row]));
  return next.map((row) => {
    const old = known.get(row.key);
    return old && isSame(old, row) ? old : row;
  });
}

function isSame(a: Row, b: Row): boolean {
  switch (a.kind) {
    case "day":
      return b.kind === "day" && a.at === b.at;
    case "unread":
      return b.kind === "unread";
    case "system":
      return b.kind === "system" && a.message === b.message;
    case "activity":
      return b.kind === "activity" && a.activity === b.activity;
    case "bubble":
      return b.kind === "bubble" && a.message === b.message && a.first === b.first && a.tail === b.tail && isSameBy(a.by, b.by);
  }
}

const isSameBy = (a: By, b: By) => a.kind === b.kind && (a.kind !== "member" || b.kind !== "member" || a.name === b.name);

/** Rows by day; a day keeps its key when older messages of it are loaded. */
export function daysOf(rows: readonly Row[]): { key: string; rows: Row[] }[] {
  const days: { key: string; rows: Row[] }[] = [];
  const seen = new Map<string, number>();
  for (const row of rows) {
    if (row.kind === "day") {
      const times = seen.get(row.key) ?? 0; // messages that arrive late can begin the same day twice
      seen.set(row.key, times + 1);
      days.push({ key: times ? `${row.key} ${times}` : row.key, rows: [] });
    }
    days.at(-1)?.rows.push(row);
  }
  return days;
}

/** A sent message keeps the key that it had while it was only on this screen. */
export const keyOf = (message: Message) => message.kapso.client_id || message.kapso.id;

function byOf(message: Message, viewerId: string, people: ReadonlyMap<string, string>): By {
  if (message.kapso.direction !== "outbound") return { kind: "none" };
  const author = message.kapso.sent_by;
  if (author) return author.id === viewerId ? { kind: "none" } : { kind: "member", name: people.get(author.id) ?? "" };
  if (message.kapso.origin === "business_app") return { kind: "phone_app" };
  return message.kapso.client_id ? { kind: "none" } : { kind: "program" };
}

/** Whether a message counts among the unread ones until it is seen. */
export const isNews = (message: Message) => message.kapso.direction !== "outbound" && message.type !== "reaction";

/**
 * The message above which "New messages" stands: with n unread, the n-th
 * inbound message from the end; null when nothing is unread or it isn't loaded.
 */
export function firstUnreadOf(messages: readonly Message[], unread: number): string | null {
  if (unread <= 0) return null;
  let left = unread;
  let found: string | null = null;
  for (let i = messages.length - 1; i >= 0 && left > 0; i--) {
    const message = messages[i];
    if (!message || !isNews(message)) continue;
    found = message.kapso.id;
    left--;
  }
  return found;
}
