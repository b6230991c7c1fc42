import { describe, expect, it } from "vitest";
import { countText } from "@/record/count";
import { goneBy } from "@/record/gone";
import { judge, kindOf, limitText } from "@/record/limits";
import { linkPieces, safeHref } from "@/record/links";
import { phoneText } from "@/record/phone";
import { previewOf, previewOfLast, previewOfMessage } from "@/record/preview";
import { sizeText } from "@/record/size";
import { stepFrom } from "@/record/step";
import { steady } from "@/record/steady";
import { tickOf, statusRank } from "@/record/ticks";
import { dayText, daysAgo, deadlineText, lengthText, moment, rowTime } from "@/record/time";
import { initialsOf, tintOf } from "@/record/tint";
import { windowOf } from "@/record/window";
import { conversation, message } from "./make";

const hour = 3_600_000;
const words = { today: "Today", yesterday: "Yesterday", tomorrow: "tomorrow" };

describe("ticks", () => {
  it.each([["queued", "clock"], ["pending", "clock"], ["sent", "sent"], ["delivered", "delivered"], ["read", "read"], ["played", "played"], ["failed", "failed"], [undefined, "clock"]])("%s is %s", (status, tick) => {
    expect(tickOf("outbound", status)).toBe(tick);
  });
  it("gives an inbound message none", () => expect(tickOf("inbound", "received")).toBeNull());
  it("ranks a failure below a receipt and above sent", () => {
    expect(["queued", "sent", "failed", "delivered", "read", "played"].map(statusRank)).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe("window", () => {
  const now = Date.UTC(2026, 4, 12, 12);
  const at = (h: number) => new Date(now + h * hour).toISOString();
  it("believes the server", () => expect(windowOf({ window_expires_at: at(20), last_inbound_at: at(-30) }, now)).toMatchObject({ state: "open", soon: false, hoursLeft: 20 }));
  it("counts 24 hours otherwise", () => expect(windowOf({ last_inbound_at: at(-23) }, now)).toMatchObject({ state: "open", soon: true, hoursLeft: 1, minutesLeft: 60 }));
  it("is closed at its end", () => expect(windowOf({ window_expires_at: at(0) }, now)).toEqual({ state: "closed", since: now }));
  it("was never open without a message", () => expect(windowOf({ last_inbound_at: null }, now)).toEqual({ state: "closed", since: null }));
});

describe("times", () => {
  const now = new Date(2026, 4, 12, 14, 5).getTime();
  it.each([[0, "14:05"], [26, "Yesterday"], [72, "Sat"], [24 * 20, "22 Apr"], [24 * 400, "7 Apr 2025"]])("%i h ago in a row", (ago, want) => {
    expect(rowTime(now - ago * hour, now, "en-GB", words)).toBe(want);
  });
  it.each([[0, "Today"], [24, "Yesterday"], [72, "Saturday"], [24 * 20, "22 Apr"]])("%i h ago as a day", (ago, want) => {
    expect(dayText(now - ago * hour, now, "en-GB", words)).toBe(want);
  });
  it.each([[2, "16:05"], [20, "tomorrow, 10:05"], [48, "14 May, 14:05"]])("in %i h as a deadline", (ahead, want) => {
    expect(deadlineText(now + ahead * hour, now, "en-GB", words)).toBe(want);
  });
  it("counts days by midnight, not by hours", () => expect(daysAgo(new Date(2026, 4, 11, 23, 59).getTime(), new Date(2026, 4, 12, 0, 1).getTime())).toBe(1));
  it("reads both forms of time", () => {
    expect(moment("1747044000")).toBe(1747044000000);
    expect(moment("2025-05-12T10:00:00Z")).toBe(1747044000000);
    expect(moment(null)).toBeNaN();
  });
  it.each([[14.2, "0:14"], [75, "1:15"], [NaN, ""]])("writes %d s", (s, want) => expect(lengthText(s)).toBe(want));
});

describe("files", () => {
  const mb = 1024 * 1024;
  it.each([["image/jpeg", "image"], ["image/heic", "document"], ["video/mp4", "video"], ["audio/ogg; codecs=opus", "audio"], ["", "document"], ["application/pdf", "document"]])("%s goes as %s", (type, kind) => {
    expect(kindOf({ type, size: 1 })).toBe(kind);
  });
  it.each([
    ["image/png", 5 * mb, { ok: true, kind: "image" }],
    ["image/png", 6 * mb, { ok: false, reason: "too_big", kind: "image", limit: 5 * mb, asDocument: true }],
    ["video/mp4", 17 * mb, { ok: false, reason: "too_big", kind: "video", limit: 16 * mb, asDocument: true }],
    ["application/pdf", 65 * mb, { ok: true, kind: "document" }],
    ["application/pdf", 100_000_000, { ok: true, kind: "document" }],
    ["application/pdf", 101_000_000, { ok: false, reason: "too_big", kind: "document", limit: 100_000_000, asDocument: false }],
    ["image/png", 0, { ok: false, reason: "empty" }],
  ])("judges %s of %d", (type, size, want) => expect(judge({ type, size })).toEqual(want));
  it("takes a big photo as a document", () => expect(judge({ type: "image/png", size: 6 * mb }, "document")).toEqual({ ok: true, kind: "document" }));
  it("names limits and sizes", () => {
    expect([5 * mb, 16 * mb, 100_000_000].map(limitText)).toEqual(["5 MB", "16 MB", "100 MB"]);
    expect([12, 340_000, 1_234_567, null].map((n) => sizeText(n, "en-GB"))).toEqual(["12 B", "340 kB", "1.2 MB", ""]);
  });
});

describe("links", () => {
  const hrefs = (text: string) => linkPieces(text).flatMap((p) => p.href ?? []);
  it.each([
    ["see https://a.example/x?y=1.", ["https://a.example/x?y=1"]],
    ["(www.a.example)", ["https://www.a.example/"]],
    ["https://a.example/w_(x)", ["https://a.example/w_(x)"]],
    ["write to a.b@c.example!", ["mailto:a.b@c.example"]],
    ["javascript:alert(1) data:text/html,x vbscript:x", []],
    ["https://<b>", []],
    ["no link", []],
  ])("%s", (text, want) => expect(hrefs(text)).toEqual(want));
  it.each(["a https://b.example c", "", "x@y.example", "<img src=x onerror=alert(1)>"])("loses nothing of %j", (text) => expect(linkPieces(text).map((p) => p.text).join("")).toBe(text));
  it.each(["javascript:alert(1)", "data:text/html,x", " ", "//x", "blob:x", "JaVaScRiPt:x"])("does not follow %j", (raw) => expect(safeHref(raw)).toBeNull());
});

describe("previews", () => {
  it("prefers a caption and hides the rendering for programs", () => {
    expect(previewOf("image", "One leg")).toEqual({ text: "One leg", icon: "image" });
    expect(previewOf("image", "Image attached (a.jpg) [Size: 3 | Type: image/jpeg] URL: https://x")).toEqual({ key: "kind.image", icon: "image" });
    expect(previewOf("text", "a\n b")).toEqual({ text: "a b" });
    expect(previewOf("hologram", null)).toEqual({ key: "kind.unsupported", icon: "ban" });
  });
  it("shows nothing of a revoked message", () => expect(previewOfMessage(message(1, {}, { revoked_at: "x" })).key).toBe("message.revoked"));
  it("shows a file's ending where it ends", () => {
    expect(previewOfMessage(message(1, { type: "document", document: { filename: "invoice\u202efdp.exe" } })).text).toBe("invoicefdp.exe");
  });
  it("says of a row's last message that it was deleted", () => {
    for (const type of ["text", "image", "template"]) expect(previewOfLast(type, "").key).toBe("message.revoked");
    expect(previewOfLast("text", "Hello")).toEqual({ text: "Hello" });
    expect(previewOfLast("image", "Photo").icon).toBe("image");
    expect(previewOfLast(null, null)).toEqual({});
  });
  it("hides the marks of a text", () => expect(previewOf("text", "*Sale* _today_")).toEqual({ text: "Sale today" }));
});

it.each([[0, "0"], [999, "999"], [1000, "999+"], [4321, "999+"]])("writes a count of %d that ends at 1,000", (count, want) => {
  expect(countText(count, 1000, "en")).toBe(want);
});

describe("rows that stay under the pointer", () => {
  it("takes the new order when nobody points", () => expect(steady(["a", "b"], ["b", "a"], false)).toEqual({ ids: ["b", "a"], waiting: 0 }));
  it("keeps the order and counts what waits", () => {
    expect(steady(["a", "b", "c"], ["c", "a", "b"], true)).toEqual({ ids: ["a", "b", "c"], waiting: 1 });
    expect(steady(["a", "b", "c"], ["x", "y", "a", "b", "c"], true)).toEqual({ ids: ["a", "b", "c"], waiting: 2 });
  });
  it("adds older rows at the end and lets go of what is gone", () => expect(steady(["a", "b"], ["b", "c", "d"], true)).toEqual({ ids: ["b", "c", "d"], waiting: 0 }));
  it("leaves in place what is leaving, held or not", () => {
    expect(steady(["a", "b", "c"], ["a", "c"], true, new Set(["b"])).ids).toEqual(["a", "b", "c"]);
    expect(steady(["a", "b", "c"], ["c", "a"], false, new Set(["b"])).ids).toEqual(["c", "b", "a"]);
    expect(steady(["a", "b"], ["a"], true, new Set(["b", "never shown"])).ids).toEqual(["a", "b"]);
    expect(steady(["a"], [], false, new Set(["a"])).ids).toEqual(["a"]);
  });
  it("starts with whatever there is", () => expect(steady([], ["a"], true)).toEqual({ ids: ["a"], waiting: 0 }));
});

it.each([
  ["down from a row", 2, 2, 1, 3], ["up from a row", 2, 2, -1, 1], ["down at the end", 4, 4, 1, 4], ["up at the top", 0, 0, -1, 0],
  ["down with nothing chosen", -1, -1, 1, 0], ["up with nothing chosen", -1, -1, -1, -1],
  ["down from a row that left", -1, 2, 1, 2], ["up from a row that left", -1, 2, -1, 1], ["down from the last row, which left", -1, 5, 1, 4],
])("goes %s", (_, current, stood, by, want) => expect(stepFrom(current, stood, by, 5)).toBe(want));

it("says what took a conversation out of a list", () => {
  const one = (status: "active" | "ended", person: string | null) => conversation("a", 0, { status }, { assigned_user_id: person });
  expect(goneBy(one("ended", null), { status: "active" })).toBe("closed");
  expect(goneBy(one("active", null), { status: "ended" })).toBe("reopened");
  expect(goneBy(one("active", "u2"), { status: "active", unassigned: true })).toBe("assigned");
  expect(goneBy(one("active", "u2"), { assigned_user_id: "u1" })).toBe("assigned");
  expect(goneBy(one("active", null), { assigned_user_id: "u1" })).toBe("unassigned");
  expect(goneBy(one("active", "u1"), { status: "active", assigned_user_id: "u1", unread: true })).toBeUndefined();
});

it.each([["15550104821", "+1 555 010 4821"], ["+34612345678", "+34 612 345 678"], ["+351912345678", "+351 912 345 678"], ["US.13", "US.13"], [null, ""]])("writes the number %s", (raw, want) => expect(phoneText(raw)).toBe(want));
it.each([["Lucía Ferreyra", "LF"], ["田中 美咲", "田"], ["Nguyễn Thị Hương", "NH"], ["+1 555", "#"], ["Ana", "A"]])("abbreviates %s", (name, want) => expect(initialsOf(name)).toBe(want));
it("gives everybody one of eight tints, always the same", () => {
  const tints = Array.from({ length: 200 }, (_, i) => tintOf(`k${i}`));
  expect(new Set(tints)).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8]));
  expect(tintOf("k1")).toBe(tintOf("k1"));
});
