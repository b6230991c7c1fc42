import { describe, expect, it } from "vitest";
import { keptTraffic, withMessage, withTraffic } from "@/features/simulator/cache";
import { answer, sectionsOf } from "@/features/simulator/choices";
import { obj, list, str } from "@/record/foreign";
import { addressOf, grouped, replyTitle, shown, waiting, wordsOf } from "@/features/simulator/content";
import type { Customer, PhoneMessage, Traffic } from "@/features/simulator/control";
import { otherRules, ruleOf, virtualNow } from "@/features/simulator/faults";
import { messageOf, nothingFilled } from "@/features/simulator/kinds";
import { readingChange, readingOf } from "@/features/simulator/person";
import { wentWrong } from "@/features/simulator/traffic";

const message = (over: Partial<PhoneMessage>): PhoneMessage => ({
  id: "m1", seq: 1, customer: "c1", from: "business", type: "text", at: "2026-05-12T09:00:00Z", state: "delivered", on_phone: true, seen: false,
  content: { body: "Hello" }, voice: false, business_reaction: "", customer_reaction: "", edited_at: null, revoked_at: null, ...over,
});
const line = (over: Partial<Traffic>): Traffic => ({ seq: 1, at: "2026-05-12T09:00:00Z", kind: "outbound", summary: "", status: 200, ms: 3, ...over });

describe("the chat", () => {
  it("puts a message in the order of the simulator and replaces a known one", () => {
    const one = withMessage([message({ id: "a", seq: 1 }), message({ id: "c", seq: 3 })], message({ id: "b", seq: 2 }));
    expect(one.map((m) => m.id)).toEqual(["a", "b", "c"]);
    expect(withMessage(one, message({ id: "b", seq: 2, state: "read" })).map((m) => m.state)).toEqual(["delivered", "read", "delivered"]);
  });

  it("shows what is on the phone, without the messages that change another", () => {
    const all = [message({ id: "a" }), message({ id: "b", on_phone: false, state: "sent" }), message({ id: "c", type: "reaction" }), message({ id: "d", on_phone: false, state: "failed" })];
    expect(shown(all).map((m) => m.id)).toEqual(["a"]);
    expect(waiting(all)).toBe(1);
  });

  it("groups by sender and five minutes", () => {
    const all = [message({}), message({ at: "2026-05-12T09:04:00Z" }), message({ at: "2026-05-12T09:10:00Z" }), message({ at: "2026-05-12T09:10:01Z", from: "customer" })];
    expect(all.map((_, i) => grouped(all, i))).toEqual([{ first: true, last: false }, { first: false, last: true }, { first: true, last: true }, { first: true, last: true }]);
  });

  it("reads foreign content without trusting its shape", () => {
    for (const odd of [null, undefined, 7, "x", [], { body: { text: [] } }]) {
      expect(str(odd, "body")).toBe("");
      expect(list(odd, "rows")).toEqual([]);
      expect(typeof obj(odd)).toBe("object");
      expect(wordsOf(message({ content: odd }))).toBe("");
    }
  });

  it("finds the words of each kind", () => {
    expect(wordsOf(message({}))).toBe("Hello");
    expect(wordsOf(message({ type: "image", content: { caption: "A leg" } }))).toBe("A leg");
    expect(wordsOf(message({ type: "template", template: { body: "Booked" } }))).toBe("Booked");
    expect(wordsOf(message({ type: "contacts", content: [{ name: { formatted_name: "Inês" } }] }))).toBe("Inês");
    expect(wordsOf(message({ revoked_at: "2026-05-12T09:01:00Z" }))).toBe("");
    const reply = message({ type: "interactive", content: { type: "list_reply", list_reply: { id: "t1", title: "Morning" } } });
    expect([wordsOf(reply), replyTitle(reply)]).toEqual(["Morning", "Morning"]);
  });

  it("names a customer by number, username or user id", () => {
    const same = (raw: string) => raw;
    expect(addressOf({ phone: "+15550104821", username: "l", bsuid: "US.1" }, same)).toBe("+15550104821");
    expect(addressOf({ phone: "", username: "aya", bsuid: "US.1" }, same)).toBe("@aya");
    expect(addressOf({ phone: "", username: "", bsuid: "US.1" }, same)).toBe("US.1");
  });
});

describe("what is sent", () => {
  it("leaves to the simulator what is not filled in", () => {
    expect(messageOf("location", nothingFilled)).toEqual({ type: "location" });
    expect(messageOf("location", { ...nothingFilled, latitude: "x", longitude: "2" })).toEqual({ type: "location" });
    expect(messageOf("location", { ...nothingFilled, latitude: "0", longitude: "-8.6", place: "Porto" })).toEqual({ type: "location", location: { latitude: 0, longitude: -8.6, name: "Porto" } });
    expect(messageOf("contacts", { ...nothingFilled, name: "Inês" })).toMatchObject({ contacts: [{ name: { formatted_name: "Inês" }, phones: [] }] });
    expect(messageOf("sticker", { ...nothingFilled, caption: "no" })).toEqual({ type: "sticker" });
    expect(messageOf("image", { ...nothingFilled, caption: " yes " })).toEqual({ type: "image", caption: "yes" });
  });

  it("answers by id, by title without one, and keeps sections apart", () => {
    expect(answer(message({}), { kind: "button_reply", id: "a", title: "Yes" })).toEqual({ type: "choice", message_id: "m1", id: "a" });
    expect(answer(message({}), { kind: "template_button", id: "", title: "Yes" })).toEqual({ type: "choice", message_id: "m1", title: "Yes" });
    const row = (id: string, section?: string) => ({ kind: "list_reply", id, title: id, section });
    expect(sectionsOf([row("1", "A"), row("2", "A"), row("3", "B"), row("4")]).map((s) => [s.title, s.rows.length])).toEqual([["A", 2], ["B", 1], ["", 1]]);
  });
});

describe("the switches", () => {
  it("turns the way of reading into two switches and back", () => {
    for (const how of ["once", "shown", "never"] as const) expect(readingOf(readingChange(how) as Customer)).toBe(how);
  });

  it("tells presets from other rules", () => {
    const faults = [{ id: "1", kind: "delay", name: "Slow receipts", hits: 0 }, { id: "2", kind: "drop", hits: 1 }];
    expect(ruleOf(faults, "Slow receipts")?.id).toBe("1");
    expect(otherRules(faults).map((f) => f.id)).toEqual(["2"]);
  });

  it("runs the virtual clock by its factor", () => {
    expect(virtualNow({ now: "2026-05-12T00:00:00Z", factor: 60, readAt: 1000 }, 2000)).toBe(Date.parse("2026-05-12T00:01:00Z"));
  });
});

describe("the traffic", () => {
  it("keeps the newest lines on top, each once, and not too many", () => {
    const log = withTraffic([line({ seq: 3 }), line({ seq: 1 })], line({ seq: 2 }));
    expect(log.map((l) => l.seq)).toEqual([3, 2, 1]);
    expect(withTraffic(log, line({ seq: 2 }))).toHaveLength(3);
    const many = Array.from({ length: keptTraffic }, (_, i) => line({ seq: keptTraffic - i }));
    expect(withTraffic(many, line({ seq: keptTraffic + 1 }))).toHaveLength(keptTraffic);
  });

  it("marks failures", () => {
    expect([line({}), line({ status: 500 }), line({ status: undefined }), line({ error: "cut off" }), line({ kind: "fault", status: undefined })].map(wentWrong)).toEqual([false, true, true, true, false]);
  });
});
