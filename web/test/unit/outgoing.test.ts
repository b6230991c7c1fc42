import { expect, it } from "vitest";
import { messagesOf, type Attached } from "@/features/composer/outgoing";
import { copyOf } from "@/features/thread/outgoing";
import { message } from "./make";

const file = (kind: Attached["kind"], name = `a.${kind}`): Attached => ({ kind, name, type: "", size: 1, blob: new Blob(["x"]) });
const sent = (...args: Parameters<typeof messagesOf>) => messagesOf(...args).map((o) => o.message);

it("sends text alone, trimmed", () => expect(sent(" hi ", [], undefined)).toEqual([{ type: "text", text: { body: "hi", preview_url: false } }]));
it("asks for a preview of a link", () => expect(sent("https://a.example", [], undefined)[0]).toMatchObject({ text: { preview_url: true } }));
it("makes the text the caption of the first file that takes one", () => {
  expect(sent("look", [file("audio"), file("image"), file("image")], undefined)).toEqual([{ type: "audio", audio: {} }, { type: "image", image: { caption: "look" } }, { type: "image", image: {} }]);
});
it("sends the text by itself when no file takes it or it is too long", () => {
  expect(sent("look", [file("audio")], undefined).map((m) => m.type)).toEqual(["audio", "text"]);
  expect(sent("x".repeat(1025), [file("image")], undefined).map((m) => m.type)).toEqual(["image", "text"]);
});
it("keeps a document's name within WhatsApp's limit, with its ending", () => {
  const [m] = sent("", [file("document", `${"n".repeat(300)}.pdf`)], undefined);
  const name = (m?.document as { filename: string }).filename;
  expect([name.length, name.endsWith(".pdf")]).toEqual([240, true]);
});
it("replies with the first message only", () => expect(sent("t", [file("audio")], "w1").map((m) => m.context)).toEqual([{ message_id: "w1" }, undefined]));
it("sends nothing of nothing", () => expect(sent("  ", [], "w1")).toEqual([]));
it("copies a message with what it answered", () => expect(copyOf(message(1, { context: { id: "w0" } }))).toEqual({ type: "text", text: { body: "m1" }, context: { message_id: "w0" } }));
