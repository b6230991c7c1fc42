// Records of other makers may be anything. What the thread works out of all its messages must stand whatever one of them holds.
import { expect, it } from "vitest";
import { inEnvelope } from "@/record/envelope";
import { picturesOf } from "@/record/pictures";
import { previewOfMessage } from "@/record/preview";
import { silenceOf } from "@/record/silence";
import { daysOf, firstUnreadOf, rowsOf } from "@/record/thread";
import { message } from "./make";

const junk: unknown[] = [null, 0, 1e300, "words", true, [], [null], {}, { body: 5 }, { body: { text: {} } }, { caption: 7, filename: {} }, { action: 1, body: 2 }, { name: null }, [{ name: { formatted_name: 9 } }]];
const types = ["text", "image", "video", "audio", "document", "sticker", "location", "contacts", "interactive", "button", "order", "system", "template", "reaction", "unsupported", "unknown"];
type Raw = Parameters<typeof inEnvelope>[0];

it("works out a thread around a message whose content is anything", () => {
  for (const type of types) {
    for (const content of junk) {
      const odd = message(2, { type, text: undefined, [type]: content, context: content, timestamp: content } as object, { media_data: content, content, errors: undefined } as object);
      const all = [message(1), odd, message(3)];
      expect(typeof (previewOfMessage(odd).text ?? ""), `${type} ${JSON.stringify(content)}`).toBe("string");
      expect(daysOf(rowsOf(all, "u1", null)).flatMap((d) => d.rows).some((r) => "message" in r && r.message === odd)).toBe(type !== "reaction");
      picturesOf([message(1), { ...odd, kapso: { ...odd.kapso, media_url: "/media/x" } }]);
      silenceOf(all, Date.now());
      firstUnreadOf(all, 2);
    }
  }
});

it("makes a row of what is no message", () => {
  for (const raw of [...junk, { kapso: null }, { id: 5, kapso: { id: "m9" } }, { id: "wamid.9", kapso: {} }]) {
    const row = inEnvelope(raw as Raw, "p1");
    expect(row.kapso.id).toBeTruthy();
    expect(rowsOf([message(1), row, message(3)], "u1", null).some((r) => "message" in r && r.message === row)).toBe(true);
  }
  const sound = message(1);
  expect(inEnvelope(sound, "p1")).toBe(sound);
});
