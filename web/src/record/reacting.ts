import type { Message } from "@/api/client";

type Reaction = { message_id?: string; emoji?: string };
const onItsWay = ["queued", "sending"];

/**
 * The team's reactions that are on their way: the emoji by the id of the message it is for, "" for one that takes
 * the reaction back. The last one written counts.
 */
export function reactingOf(messages: readonly Message[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const message of messages) {
    if (message.type !== "reaction" || message.kapso.direction !== "outbound") continue;
    const { message_id: target, emoji = "" } = (message as { reaction?: Reaction }).reaction ?? {};
    if (!target) continue;
    if (onItsWay.includes(message.kapso.status ?? "")) found.set(target, emoji);
    else found.delete(target);
  }
  return found;
}

/** The reactions on a message, the team's as it will be. */
export function reactionsOf(message: Message, reacting: string | undefined) {
  const there = (message.kapso.reactions ?? []).filter((r) => r.emoji);
  if (reacting === undefined || message.kapso.revoked_at) return message.kapso.revoked_at ? [] : there;
  const others = there.filter((r) => r.direction !== "outbound");
  return reacting ? [...others, { emoji: reacting, direction: "outbound", from: "" }] : others;
}

/** The team's emoji on a message, "" for none. */
export const ownReaction = (message: Message, reacting: string | undefined): string =>
  reactionsOf(message, reacting).find((r) => r.direction === "outbound")?.emoji ?? "";

/** WhatsApp takes reactions to what it knows, for 30 days. */
export const reactable = (message: Message, now: number): boolean =>
  !message.kapso.revoked_at && message.id !== message.kapso.id && message.kapso.status !== "failed" && now - Number(message.timestamp) * 1000 < 30 * 24 * 3_600_000;
