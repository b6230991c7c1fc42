import { describe, expect, it } from "vitest";
import { daysOf, firstUnreadOf, orderOf, rowsOf } from "@/record/thread";
import { message } from "./make";

const out = { direction: "outbound", status: "sent", sent_by: { id: "u1" } } as const;
const shape = (messages: Parameters<typeof rowsOf>[0], unread: string | null = null) =>
  rowsOf(messages, "u1", unread).map((r) => (r.kind === "bubble" ? `${r.message.kapso.id}${r.first ? "^" : ""}${r.tail ? "_" : ""}` : r.kind)).join(" ");

describe("rows of a thread", () => {
  it("groups one sender's messages within five minutes", () => {
    expect(shape([message(1), message(2), message(8), message(9, {}, out), message(10, {}, { ...out, sent_by: { id: "u2" } })])).toBe("day m1^ m2_ m8^_ m9^_ m10^_");
  });
  it("breaks a group at a day, at the unread line and at a system line", () => {
    expect(shape([message(1), message(2), message(3), message(4, { type: "system" }), message(5), message(1441)], "m2")).toBe("day m1^_ unread m2^ m3_ system m5^_ day m1441^_");
  });
  it("makes no row of a reaction", () => {
    expect(shape([message(1), message(2, { type: "reaction" }), message(3)])).toBe("day m1^ m3_");
  });
  it("names who wrote, except oneself", () => {
    const by = (kapso: object) => rowsOf([message(1, {}, { ...out, ...kapso })], "u1", null, new Map([["u3", "Inés"]])).flatMap((r) => (r.kind === "bubble" ? [r.by] : []))[0];
    expect(by({})).toEqual({ kind: "none" });
    expect(by({ sent_by: { id: "u2" } })).toEqual({ kind: "member", name: "" });
    expect(by({ sent_by: { id: "u3" } })).toEqual({ kind: "member", name: "Inés" });
    expect(by({ sent_by: null, origin: "business_app" })).toEqual({ kind: "phone_app" });
    expect(by({ sent_by: null })).toEqual({ kind: "program" });
  });
  it("keeps a day's key when older messages come", () => {
    const keys = (from: number) => daysOf(rowsOf([message(from), message(100), message(1500)], "u1", null)).map((d) => d.key);
    expect(keys(1)).toEqual(keys(90));
    expect(new Set(daysOf(rowsOf([message(1), message(1500), message(2)], "u1", null)).map((d) => d.key)).size).toBe(3);
  });
});

it("orders by the earlier of WhatsApp's time and our receipt", () => {
  const late = message(1, {}, { created_at: new Date(2026, 4, 12, 3).toISOString() });
  expect(orderOf(late)).toBe(Number(late.timestamp) * 1000 + 999);
  const early = message(60, {}, { created_at: new Date(2026, 4, 12, 0, 30).toISOString() });
  expect(orderOf(early)).toBe(new Date(2026, 4, 12, 0, 30).getTime());
});

it.each([[0, null], [1, "m5"], [2, "m2"], [9, "m1"]])("puts the line for %i unread above %s", (unread, want) => {
  const messages = [message(1), message(2), message(3, {}, out), message(4, { type: "reaction" }), message(5)];
  expect(firstUnreadOf(messages, unread)).toBe(want);
});
