import { expect, it } from "vitest";
import type { LiveEvent } from "@/api/client";
import { arrivalsOf, isArrival } from "@/features/notifications/watch";

const event = (pos: number, conversation: string, more: object = {}, type = "message.received", message: object = {}) =>
  ({ pos, type, data: { message: { type: "text", kapso: { direction: "inbound", origin: "cloud_api", whatsapp_conversation_id: conversation, ...more }, ...message } } }) as unknown as LiveEvent;

it("tells of new words of a customer only", () => {
  expect(isArrival(event(1, "a"))).toBe(true);
  expect(isArrival(event(1, "a", { direction: "outbound" }))).toBe(false);
  expect(isArrival(event(1, "a", { origin: "history_sync" }))).toBe(false);
  expect(isArrival(event(1, "a", { revoked_at: "2030-01-01T00:00:00Z" }))).toBe(false);
  expect(isArrival(event(1, "a", {}, "message.changed"))).toBe(false);
  for (const type of ["reaction", "system"]) expect(isArrival(event(1, "a", {}, "message.received", { type }))).toBe(false);
});

it("makes one arrival of a conversation's burst", () => {
  const arrivals = arrivalsOf([event(1, "a"), event(2, "b"), event(3, "a"), event(4, "a")]);
  expect(arrivals.map((a) => [a.conversationId, a.count, a.pos])).toEqual([["a", 3, 4], ["b", 1, 2]]);
});
