// Every kind of message that customers send, read back through the SDK.
import assert from "node:assert/strict";
import { fileOf, files } from "./files.js";
import { eventually } from "./process.js";
import { delivered, get, meet } from "./records.js";

const from = "+15550106002";

/** What the customer sends, the type of the record, and what it must hold. */
const kinds = {
  location: [{ type: "location", location: { latitude: 41.15, longitude: -8.61, name: "Norte" } }, "location", (m) => assert.equal(m.location.latitude, 41.15)],
  contacts: [{ type: "contacts" }, "contacts", (m) => assert.equal(m.contacts[0].name.formattedName, "Inês Carrasco")],
  order: [{ type: "order" }, "order", (m) => assert.equal(m.order.productItems[0].productRetailerId, "oak-leg")],
  "form answer": [{ type: "flow_reply", response: { table: "oak" } }, "interactive", (m) => {
    assert.equal(m.interactive.type, "nfm_reply");
    assert.deepEqual(JSON.parse(m.interactive.nfmReply.responseJson), { table: "oak" });
  }],
  "unsupported message": [{ type: "unsupported" }, "unsupported", (m) => assert.equal(m.errors[0].code, 131051)],
  "file that WhatsApp could not fetch": [{ type: "media_error" }, "document", (m) => assert.equal(m.errors[0].code, 131052)],
  "forwarded text": [{ type: "text", text: "Look", forwarded: true }, "text", (m) => assert.equal(m.context.forwarded, true)],
  "text from an advertisement": [{ type: "text", text: "Hi", referral: {} }, "text", (m) => assert.equal(m.referral.sourceType, "ad")],
};

export function receiving(op) {
  op("receive text", "meet another customer", (ctx) => meet(ctx, "Bo Example", from));
  for (const [name, [message, type, check]] of Object.entries(kinds)) {
    op(`receive ${name}`, `receive ${name}`, async (ctx) => {
      const record = await received(ctx, message);
      assert.equal(record.type, type);
      check(record);
    });
  }
  for (const [type, file] of Object.entries(fileOf)) {
    op(`receive ${type}`, `receive ${type}, byte for byte`, async (ctx) => {
      const media = { data: files[file].bytes.toString("base64"), mime_type: files[file].type, filename: file };
      const id = (await received(ctx, { type, media })).id;
      const record = await eventually("the stored file", async () => {
        const found = await get(ctx, id);
        return found.kapso.mediaUrl && found;
      });
      assert.equal(record.kapso.hasMedia, true);
      const bytes = await ctx.client.media.download({ mediaId: record[type].id, phoneNumberId: ctx.phoneNumberId, auth: "never" });
      assert.deepEqual(Buffer.from(bytes), files[file].bytes);
    });
  }
  op("receive button reply", "receive a tap on a button", async (ctx) => {
    const { client, phoneNumberId } = ctx;
    const sent = await client.messages.sendInteractiveButtons({ phoneNumberId, to: from, bodyText: "Pick", buttons: [{ id: "yes\n1", title: "Yes" }] });
    const asked = await delivered(ctx, sent, from);
    const record = await received(ctx, { type: "choice", message_id: asked.id, id: "yes\n1" });
    assert.deepEqual(record.interactive.buttonReply, { id: "yes\n1", title: "Yes" });
    assert.equal(record.context.id, asked.id);
  });
  op("receive list reply", "receive a choice of a list", async (ctx) => {
    const { client, phoneNumberId } = ctx;
    const sections = [{ title: "All", rows: [{ id: "a", title: "A", description: "first" }] }];
    const sent = await client.messages.sendInteractiveList({ phoneNumberId, to: from, bodyText: "Pick", buttonText: "Open", sections });
    const asked = await delivered(ctx, sent, from);
    const record = await received(ctx, { type: "choice", message_id: asked.id, id: "a" });
    assert.equal(record.interactive.listReply.id, "a");
  });
  op("receive reaction", "receive a reaction", async (ctx) => {
    const { client, phoneNumberId } = ctx;
    const target = await delivered(ctx, await client.messages.sendText({ phoneNumberId, to: from, body: "Good?" }), from);
    const record = await received(ctx, { type: "reaction", message_id: target.id, emoji: "🎉" });
    assert.equal(record.reaction.messageId, target.id);
    assert.equal((await get(ctx, target.id)).kapso.reactions[0].emoji, "🎉");
  });
}

/** Sends as the customer and reads the record. */
async function received(ctx, message) {
  const id = await ctx.rig.say(from, message);
  const record = await eventually(`message ${id}`, () => get(ctx, id));
  assert.equal(record.kapso.direction, "inbound");
  assert.equal(record.kapso.status, "received");
  assert.equal(record.from, from.slice(1));
  return record;
}
