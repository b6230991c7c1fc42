import type { Message } from "@/api/client";

export type Tick = "clock" | "sent" | "delivered" | "read" | "played" | "failed";

/** The mark of an outbound status; none for an inbound message. */
export function tickOf(direction: string | null | undefined, status: string | null | undefined): Tick | null {
  if (direction !== "outbound") return null;
  switch (status) {
    case "sent":
    case "delivered":
    case "read":
    case "played":
    case "failed":
      return status;
    default:
      return "clock"; // queued, pending, sending
  }
}

export const isOutbound = (message: Message) => message.kapso.direction === "outbound";

// "failed" stands between sent and delivered: a receipt from the phone proves a failure wrong.
const ranks: Record<string, number> = { queued: 0, pending: 0, sent: 1, failed: 2, delivered: 3, read: 4, played: 5 };
export const statusRank = (status: string | null | undefined) => ranks[status ?? ""] ?? 0;
