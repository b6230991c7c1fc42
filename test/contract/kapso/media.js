// Files: up, down, sent by id, and gone.
import assert from "node:assert/strict";
import { describe } from "node:test";
import { fileOf, files } from "./files.js";
import { eventually } from "./process.js";
import { delivered, get, meet } from "./records.js";

const to = "+15550106003";
const { bytes: png } = files["a.png"];
const methods = { image: "sendImage", video: "sendVideo", audio: "sendAudio", document: "sendDocument", sticker: "sendSticker" };

export function media(op) {
  const ids = {}; // of what was uploaded, by type
  op("receive text", "meet a customer", (ctx) => meet(ctx, "Cy Example", to));
  describe("every type", { concurrency: 5 }, () => {
    for (const [type, name] of Object.entries(fileOf)) {
      op(`media.upload ${type}`, `upload and send ${type} by id`, async (ctx) => {
        const { client, phoneNumberId } = ctx;
        const file = new Blob([files[name].bytes], { type: files[name].type });
        ids[type] = (await client.media.upload({ phoneNumberId, type, file, fileName: name })).id;
        assert.match(ids[type], /^\d+$/);
        const record = await delivered(ctx, await client.messages[methods[type]]({ phoneNumberId, to, [type]: { id: ids[type] } }), to);
        assert.equal(record[type].id, ids[type]);
        const url = await eventually("the media url", async () => (await get(ctx, record.id)).kapso.mediaUrl);
        assert.deepEqual(Buffer.from(await (await fetch(url)).arrayBuffer()), files[name].bytes);
      });
    }
  });
  op("media.get", "get", async ({ client, phoneNumberId }) => {
    const info = await client.media.get({ mediaId: ids.image, phoneNumberId });
    assert.equal(info.id, ids.image);
    assert.equal(info.mimeType, "image/png");
    assert.equal(Number(info.fileSize), png.length);
    assert.match(info.url, /^https?:\/\//);
  });
  op("media.download", "download without a key, byte for byte", async ({ client, phoneNumberId }) => {
    const bytes = await client.media.download({ mediaId: ids.image, phoneNumberId, auth: "never" });
    assert.deepEqual(Buffer.from(bytes), png);
  });
  op("media.delete", "delete, then get fails", async ({ client, phoneNumberId }) => {
    await client.media.delete({ mediaId: ids.image, phoneNumberId });
    await assert.rejects(client.media.get({ mediaId: ids.image, phoneNumberId }), { category: "parameter" });
  });
}
