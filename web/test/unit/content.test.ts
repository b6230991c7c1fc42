import { describe, expect, it } from "vitest";
import type { MessageError } from "@/api/client";
import { attemptAfter, failureOf, hasLeft, reportOf } from "@/record/failure";
import { choiceOf } from "@/record/choice";
import { formOf, offerOf } from "@/record/offer";
import { moneyText, orderOf } from "@/record/order";
import { oddKindOf } from "@/record/preview";
import { endingOf, shownName } from "@/record/file";
import { picturesOf } from "@/record/pictures";
import { silenceOf } from "@/record/silence";
import { pathOf, peaksOf } from "@/message/waveform";
import { filled, templateCardOf, templateOf } from "@/record/template-card";
import { message } from "./make";

describe("what was offered and chosen", () => {
  const interactive = (it: Record<string, unknown>) => message(1, { type: "interactive", interactive: it });
  it("reads a reply from a list", () => {
    const reply = interactive({ type: "list_reply", list_reply: { id: "1", title: "Oak", description: "light" } });
    expect(choiceOf(reply)).toEqual({ title: "Oak", description: "light" });
    expect(offerOf(reply)).toBeNull();
  });
  it("reads buttons, and survives what is none", () => expect(offerOf(interactive({ type: "button", body: { text: "?" }, action: { buttons: [{ reply: { title: "Yes" } }, null, 7] } }))).toMatchObject({ header: null, body: "?", buttons: [{ label: "Yes", kind: "reply" }] }));
  it("reads the rows of a list", () => expect(offerOf(interactive({ type: "list", header: { type: "text", text: "Woods" }, body: { text: "?" }, footer: { text: "f" }, action: { button: "Choose", sections: [{ title: "Dark", rows: [{ title: "Walnut", description: "d" }] }] } }))).toMatchObject({ header: { text: "Woods" }, footer: "f", buttons: [{ label: "Choose", kind: "list" }], sections: [{ title: "Dark", rows: [{ title: "Walnut", description: "d" }] }] }));
  it.each([
    [{ type: "cta_url", action: { name: "cta_url", parameters: { display_text: "See", url: "https://a.example" } } }, { label: "See", kind: "url", to: "https://a.example" }],
    [{ type: "flow", action: { name: "flow", parameters: { flow_cta: "Book" } } }, { label: "Book", kind: "form" }],
    [{ type: "location_request_message", action: { name: "send_location" } }, { label: "", kind: "place" }],
    [{ type: "address_message", action: { name: "address_message", parameters: { country: "IN" } } }, { label: "", kind: "form" }],
    [{ type: "request_contact_info", action: { name: "request_contact_info" } }, { label: "", kind: "contact" }],
    [{ type: "voice_call", action: { name: "voice_call", parameters: { display_text: "Call us" } } }, { label: "Call us", kind: "call" }],
    [{ type: "product", action: { catalog_id: "1", product_retailer_id: "oak" } }, { label: "", kind: "catalog" }],
  ])("reads %j", (it, want) => expect(offerOf(interactive({ body: { text: "b" }, ...it }))?.buttons).toEqual([want]));
  it("lists products by their own numbers", () => expect(offerOf(interactive({ type: "product_list", action: { sections: [{ title: "Legs", product_items: [{ product_retailer_id: "oak" }] }] } }))?.sections).toEqual([{ title: "Legs", rows: [{ title: "oak", description: "" }] }]));
  it("reads a form without its token", () => {
    const form = message(1, { type: "interactive" }, { flow_response: { flow_token: "t", screen_0_Your_name_1: "Ana", sizes: ["M", "L"], more: { a: 1 }, none: null } });
    expect(formOf(form)).toEqual([{ question: "Your name", answer: "Ana" }, { question: "sizes", answer: "M, L" }, { question: "more", answer: '{"a":1}' }, { question: "none", answer: "" }]);
    expect(formOf(message(1, {}, { flow_response: "no object" }))).toBeNull();
  });
});

describe("templates", () => {
  const sent = message(1, { type: "template", template: { name: "shipped", language: { code: "en" }, components: [
    { type: "header", parameters: [{ type: "document", document: { link: "https://a.example/a.pdf", filename: "a.pdf" } }] },
    { type: "body", parameters: [{ type: "text", text: "Ana" }, { type: "currency", currency: { fallback_value: "€ 5" } }] },
  ] } });
  const text = { name: "shipped", language: "en", components: [{ type: "HEADER", format: "DOCUMENT" }, { type: "BODY", text: "Hi {{1}}, {{2}}. {{3}}" }, { type: "FOOTER", text: "Bye" }, { type: "BUTTONS", buttons: [{ type: "URL", text: "Track" }, { type: "QUICK_REPLY", text: "Stop" }] }] };
  it("stands with its values in their places", () => {
    expect(templateCardOf(sent, text)).toMatchObject({ header: { media: "document", name: "a.pdf" }, body: "Hi Ana, € 5. {{3}}", footer: "Bye", buttons: [{ label: "Track", kind: "url" }, { label: "Stop", kind: "reply" }], known: true });
  });
  it("is found by its name and language", () => {
    const other = { ...text, language: "es" };
    expect([templateOf(sent, [other, text]), templateOf(sent, [other]), templateOf(sent, undefined)]).toEqual([text, undefined, undefined]);
  });
  it("shows the values when its text isn't known", () => expect(templateCardOf(sent, undefined)).toMatchObject({ name: "shipped", language: "en", body: "Ana · € 5", known: false }));
  it("fills places by name, and only once", () => expect(filled("{{who}} {{ who }} {{1}}", [{ parameter_name: "who", text: "{{1}}" }])).toBe("{{1}} {{1}} {{1}}"));
  it("survives a template that is none", () => expect(templateCardOf(message(1, { type: "template" }), { name: "", language: "", components: [null, 3, "x"] }).body).toBe(""));
});

describe("orders", () => {
  const order = (items: unknown) => orderOf(message(1, { type: "order", order: { product_items: items } }));
  it("adds up by currency", () => expect(order([{ product_retailer_id: "a", quantity: 3, item_price: 30, currency: "ils" }, { product_retailer_id: "b", quantity: "2", item_price: "2.5", currency: "EUR" }, { product_retailer_id: "c", quantity: 1, item_price: 1, currency: "ILS" }]).totals).toEqual([{ amount: 91, currency: "ILS" }, { amount: 5, currency: "EUR" }]));
  it.each([["nothing", undefined], ["text", "x"], ["odd items", [null, {}, { quantity: "x", item_price: "NaN" }]], ["too large", [{ quantity: 1e300, item_price: 1e300 }]]])("survives %s", (_, items) => expect(order(items).totals).toEqual([]));
  it("writes money", () => {
    expect(moneyText(1284, "EUR", "en-GB")).toBe("€1,284.00");
    expect(moneyText(5, "zz", "en-GB")).toBe("5.00 zz");
    expect(moneyText(NaN, "EUR", "en-GB")).toBe("");
  });
});

it.each([
  [message(1, { type: "unsupported", unsupported: { type: "poll_creation" } }), "poll_creation"],
  [message(1, { type: "unsupported" }), ""],
  [message(1, { type: "unknown" }, { message_type_data: { type: "hologram" } }), "hologram"],
  [message(1, { type: "media_placeholder" }), "media_placeholder"],
])("names what can't be shown", (odd, want) => expect(oddKindOf(odd)).toBe(want));

describe("failures", () => {
  const error: MessageError = { code: 131026, title: "Message undeliverable", message: "Message undeliverable", details: "Message Undeliverable.", cause: "c", brief: "not on WhatsApp", advice: "a", retry: "no", step: "number", category: "parameter", scope: "person" };
  const failed = (change: Partial<MessageError>, statuses: Record<string, unknown>[] = []) => message(1, {}, { direction: "outbound", status: "failed", errors: [{ ...error, ...change }], statuses });
  it("says it once", () => expect(failureOf(failed({}))).toEqual({ code: "131026", cause: "not on WhatsApp", advice: "a", said: "Message undeliverable", step: "number", notBefore: 0 }));
  it("counts the pause from when it failed", () => expect(failureOf(failed({ wait_seconds: 60 }, [{ status: "sent", timestamp: "1" }, { status: "failed", timestamp: "1000" }]))?.notBefore).toBe(1_060_000));
  it("has no code of ours", () => expect(failureOf(failed({ code: -1 }))?.code).toBe(""));
  it("knows nothing without an error", () => expect(failureOf(message(1, {}, { errors: [] }))).toBeNull());
  it("keeps all of it for a report", () => expect(JSON.parse(reportOf(failed({}, [{ status: "failed" }])))).toMatchObject({ message_id: "wamid.1", errors: [{ code: 131026 }], statuses: [{ status: "failed" }] }));
  it("knows what has left", () => expect([message(1), message(1, { id: "m1" })].map(hasLeft)).toEqual([true, false]));
  it("makes one further attempt, whoever presses", () => expect([attemptAfter(failed({})), attemptAfter(failed({}))]).toEqual(["again-m1", "again-m1"]));
});

describe("silence", () => {
  const minute = 60_000;
  const start = new Date(2026, 4, 12, 0, 10).getTime();
  const out = (n: number, status: "sent" | "queued" | "delivered" | "failed", outcome?: "unknown") => message(n, {}, { direction: "outbound", status, outcome });
  const kind = (list: ReturnType<typeof message>[], after: number) => silenceOf(list, start + after)?.silence.kind;
  it("is told after ten minutes without a receipt", () => {
    expect(kind([out(10, "sent")], 9 * minute)).toBeUndefined();
    expect(kind([out(10, "sent")], 11 * minute)).toBe("sent");
  });
  it("is told after three minutes in the queue", () => expect([kind([out(10, "queued")], 2 * minute), kind([out(10, "queued")], 4 * minute)]).toEqual([undefined, "queued"]));
  it("is told of the newest message only", () => expect(silenceOf([out(9, "sent"), out(10, "sent")], start + 20 * minute)?.key).toBe("m10"));
  it("ends when the person writes, when it failed, arrived, is in doubt, or is too old to be news", () => {
    expect(kind([out(10, "sent"), message(11)], 20 * minute)).toBeUndefined();
    expect(kind([out(10, "failed")], 20 * minute)).toBeUndefined();
    expect(kind([out(10, "delivered")], 20 * minute)).toBeUndefined();
    expect(kind([out(10, "queued", "unknown")], 20 * minute)).toBeUndefined();
    expect(kind([out(10, "sent")], 31 * 24 * 60 * minute)).toBeUndefined();
  });
});

describe("files and pictures", () => {
  it.each([["a.PDF", "PDF", "pdf"], ["b.xlsx", "XLSX", "sheet"], ["invoice\u202efdp.exe", "EXE", "other"], ["no ending", "", "other"], ["a.tar.gz", "GZ", "archive"]])("knows %s", (name, ending, kind) => expect(endingOf(name)).toEqual({ ending, kind }));
  it("shows no name that turns what stands around it", () => expect(shownName("invoice\u202efdp.exe\u0000")).toBe("invoicefdp.exe"));
  it("gathers the pictures that are here", () => {
    const here = { direction: "inbound", media_url: "/media/1", media_data: { status: "ready", url: null, filename: null, content_type: "image/jpeg", byte_size: 1 } } as const;
    const pictures = picturesOf([message(1, { type: "image", image: { caption: "Leg" } }, here), message(2, { type: "image" }, { ...here, revoked_at: "x" }), message(3, { type: "image" }, { media_url: "https://elsewhere.example/a.jpg" }), message(4)]);
    expect(pictures).toMatchObject([{ key: "m1", kind: "image", caption: "Leg", file: "image-2026-05-12.jpg", outbound: false }]);
  });
  it("draws a sound by its loudest parts", () => {
    expect(peaksOf([0, 0.5, -1, 0], 2)).toEqual([0.5, 1]);
    expect(peaksOf([], 2)).toEqual([0, 0]);
    expect(pathOf([0, 1])).toBe("M2 11.0v2.0M6 2.0v20.0");
  });
});
