const hour = 3_600_000;
const day = 24 * hour;
const soon = 4 * hour;

export type Window =
  | { state: "open"; until: number; soon: boolean; hoursLeft: number; minutesLeft: number }
  | { state: "closed"; since: number | null };

type Times = { window_expires_at?: string | null; last_inbound_at?: string | null } | null | undefined;

/**
 * WhatsApp's customer service window: free replies for 24 hours after the
 * person's last message (Cloud API reference, messages). The server's own
 * figure wins; a conversation without an inbound message has none open.
 */
export function windowOf(times: Times, now: number): Window {
  const told = Date.parse(times?.window_expires_at ?? "");
  const inbound = Date.parse(times?.last_inbound_at ?? "");
  const until = Number.isFinite(told) ? told : inbound + day;
  if (!Number.isFinite(until)) return { state: "closed", since: null };
  const left = until - now;
  if (left <= 0) return { state: "closed", since: until };
  return { state: "open", until, soon: left <= soon, hoursLeft: Math.floor(left / hour), minutesLeft: Math.ceil(left / 60_000) };
}
