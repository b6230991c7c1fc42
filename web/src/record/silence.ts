import type { Message } from "@/api/client";
import { keyOf, orderOf } from "./thread";

/** A message of which nothing was heard for longer than usual. */
export type Silence = { kind: "sent" | "queued"; since: number };

// WhatsApp's receipts come within seconds (webhook latency: half within 250 ms). After ten minutes a phone that is
// on would have told; much earlier every lift and tunnel would be news.
const receiptWithin = 10 * 60_000;
// A message to somebody may wait for its turn for about two minutes after a burst (pair rate limit).
const leavesWithin = 3 * 60_000;
const reportedFor = 30 * 24 * 3_600_000; // WhatsApp gives up by then, without telling (sending, undelivered messages)

/**
 * The one message whose silence is worth a line: the newest outbound one, and
 * only while the person has not written since, which shows that they are there.
 */
export function silenceOf(messages: readonly Message[], now: number): { key: string; silence: Silence } | null {
  for (let i = messages.length - 1; i >= 0; i--) {
    const message = messages[i]!;
    if (message.type === "reaction" || message.type === "system") continue;
    if (message.kapso.direction !== "outbound") return null;
    const { status, outcome } = message.kapso;
    if (outcome === "unknown" || (status !== "sent" && status !== "queued")) return null;
    const since = orderOf(message);
    const age = now - since;
    if (age < (status === "sent" ? receiptWithin : leavesWithin) || age > reportedFor) return null;
    return { key: keyOf(message), silence: { kind: status, since } };
  }
  return null;
}
