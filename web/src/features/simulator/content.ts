import { list, obj, str } from "@/record/foreign";
import type { PhoneMessage } from "./control";

const hidden = new Set(["edit", "revoke", "reaction"]); // they change another message

/** What the phone shows, oldest first. */
export const shown = (messages: readonly PhoneMessage[]) => messages.filter((m) => m.on_phone && !hidden.has(m.type));

/** Messages that are on their way while the phone is offline. */
export const waiting = (messages: readonly PhoneMessage[]) => messages.filter((m) => m.from === "business" && !m.on_phone && m.state === "sent").length;

/** The words of a message, for its quote; "" when it has none. */
export function wordsOf(m: PhoneMessage): string {
  if (m.revoked_at) return "";
  const c = m.content;
  if (m.type === "text") return str(c, "body");
  if (m.type === "template") return str(m.template, "body");
  if (m.type === "button") return str(c, "text");
  if (m.type === "interactive") return str(obj(c, "body"), "text") || replyTitle(m);
  if (m.type === "location") return str(c, "name");
  if (m.type === "contacts") return str(obj(list(c)[0], "name"), "formatted_name");
  if (m.type === "system") return str(c, "body");
  return str(c, "caption") || m.media?.filename || "";
}

/** What the customer tapped; "" for anything else. */
export function replyTitle(m: PhoneMessage): string {
  const c = obj(m.content);
  return str(c.button_reply, "title") || str(c.list_reply, "title");
}

const groupGap = 5 * 60_000; // ms between messages of one group

/** Whether a message begins a group of one sender, and whether it ends one. */
export function grouped(messages: readonly PhoneMessage[], i: number): { first: boolean; last: boolean } {
  const apart = (a: PhoneMessage | undefined, b: PhoneMessage | undefined) =>
    !a || !b || a.from !== b.from || a.type === "system" || b.type === "system" || Date.parse(b.at) - Date.parse(a.at) > groupGap;
  return { first: apart(messages[i - 1], messages[i]), last: apart(messages[i], messages[i + 1]) };
}

/** How a customer is told apart on screen: a phone number, else a username, else the user id. */
export const addressOf = (c: { phone: string; username: string; bsuid: string }, phoneText: (raw: string) => string) =>
  c.phone ? phoneText(c.phone) : c.username ? `@${c.username}` : c.bsuid;
