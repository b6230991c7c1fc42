import { expect, test } from "vitest";
import type { Message } from "@/api/client";
import { ownReaction, reactable, reactingOf, reactionsOf } from "@/record/reacting";

const reaction = (target: string, emoji: string, status: string, direction = "outbound") =>
  ({ type: "reaction", id: `${target}${emoji}`, reaction: { message_id: target, emoji }, kapso: { id: `${target}${emoji}${status}`, direction, status } }) as unknown as Message;
const message = (kapso: object, more: object = {}) => ({ type: "text", id: "wamid.1", timestamp: "1000", kapso: { id: "1", direction: "inbound", ...kapso }, ...more }) as unknown as Message;

test("the last reaction that is on its way counts, until it has arrived or failed", () => {
  expect(reactingOf([reaction("a", "👍", "queued"), reaction("a", "❤️", "queued"), reaction("b", "", "queued"), reaction("c", "👍", "received", "inbound")])).toEqual(new Map([["a", "❤️"], ["b", ""]]));
  expect(reactingOf([reaction("a", "👍", "queued"), reaction("a", "❤️", "sent")]).size).toBe(0);
  expect(reactingOf([reaction("a", "👍", "failed")]).size).toBe(0);
});

test("the team has one reaction, which a new one replaces and an empty one takes back", () => {
  const both = message({ reactions: [{ emoji: "🙏", direction: "inbound", from: "1" }, { emoji: "👍", direction: "outbound", from: "2" }] });
  const emoji = (reacting?: string) => reactionsOf(both, reacting).map((r) => r.emoji);
  expect(emoji()).toEqual(["🙏", "👍"]);
  expect(emoji("😂")).toEqual(["🙏", "😂"]);
  expect(emoji("")).toEqual(["🙏"]);
  expect([ownReaction(both, undefined), ownReaction(both, "😂"), ownReaction(both, "")]).toEqual(["👍", "😂", ""]);
  expect(reactionsOf(message({ revoked_at: "x", reactions: both.kapso.reactions }), "😂")).toEqual([]);
});

test("one can react to what WhatsApp knows, for 30 days", () => {
  const day = 24 * 3_600_000;
  expect(reactable(message({}), 1_000_000 + 29 * day)).toBe(true);
  expect(reactable(message({}), 1_000_000 + 31 * day)).toBe(false);
  expect(reactable(message({ id: "wamid.1" }), 1_000_000)).toBe(false);
  expect(reactable(message({ revoked_at: "x" }), 1_000_000)).toBe(false);
  expect(reactable(message({ status: "failed" }), 1_000_000)).toBe(false);
});
