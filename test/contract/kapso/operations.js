// The operations that every version of the SDK must carry out. An operation is
// a distinct method or message type whose effect is read back.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { eventually, startRig } from "./rig.js";

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const samples = {
  "a.mp4": Buffer.from("\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\x08mdat", "latin1"),
  "a.mp3": Buffer.concat([Buffer.from("ID3\x03\0\0\0\0\0\0", "latin1"), Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(413)]),
  "a.pdf": Buffer.from("%PDF-1.4\n%%EOF\n", "latin1"),
  "a.webp": Buffer.from("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA", "base64"),
};
const to = "+15550106001";
const waId = "15550106001";
const people = 28;
const minimum = 40;

/** Declares all operations for one version of the SDK. */
export function contract(version, { WhatsAppClient }) {
  describe(`@kapso/whatsapp-cloud-api ${version}`, () => {
    const ctx = { WhatsAppClient, passed: 0 };
    const op = (name, run) =>
      test(name, async () => {
        await run(ctx);
        ctx.passed++;
      });

    before(async () => {
      ctx.rig = await startRig();
      ctx.client = new WhatsAppClient(ctx.rig.settings());
      ctx.links = await serveFiles(ctx.rig);
      ctx.phoneNumberId = ctx.rig.info.phone_number_id;
      await ctx.rig.control("POST", "/customers", { name: "Ada Example", phone: to });
      ctx.inbound = await ctx.rig.say(to, { type: "text", text: "Hello there" });
      await eventually("first inbound message", () => get(ctx, ctx.inbound));
    });
    after(async () => assert.deepEqual(await ctx.rig?.stop(), [0, 0]));

    describe("messages", () => sending(op));
    describe("media", () => media(op));
    describe("templates", () => templates(op));
    describe("conversations", () => conversations(op));
    describe("history", () => history(op));
    describe("contacts", () => contacts(op));
    describe("many at once", () => concurrency(op));
    describe("expected errors", () => errors(op));
    test(`at least ${minimum} operations passed`, (t) => {
      t.diagnostic(`${ctx.passed} operations passed with ${version}`);
      assert.ok(ctx.passed >= minimum, `${ctx.passed} passed`);
    });
  });
}

const get = ({ client, phoneNumberId }, messageId) => client.messages.get({ phoneNumberId, messageId });

/** Waits until a message that was sent is on the phone and told as such here. */
async function delivered(ctx, answer, phone = to) {
  const id = answer.messages[0].id;
  assert.match(id, /^wamid\./);
  const record = await eventually(`delivery of ${id}`, async () => {
    const found = await get(ctx, id);
    return ["delivered", "read"].includes(found.kapso.status) && found;
  });
  assert.equal(record.id, id);
  assert.equal(record.kapso.direction, "outbound");
  assert.equal(typeof record.timestamp, "string");
  assert.ok(await ctx.rig.onPhone(phone, id), "not on the phone");
  return record;
}

/** What each kind of message is sent with, and what its record must hold. */
const kinds = {
  text: ["sendText", { body: "Good <b>day</b> & 👋", previewUrl: true }, "text", (m) => assert.equal(m.text.body, "Good <b>day</b> & 👋")],
  "image by link": ["sendImage", { image: { link: "file:a.png", caption: "One" } }, "image", (m) => assert.equal(m.image.caption, "One")],
  "video by link": ["sendVideo", { video: { link: "file:a.mp4", caption: "Two" } }, "video", (m) => assert.equal(m.video.caption, "Two")],
  "audio by link": ["sendAudio", { audio: { link: "file:a.mp3" } }, "audio", (m) => assert.ok(m.audio)],
  "document by link": ["sendDocument", { document: { link: "file:a.pdf", filename: "a.pdf", caption: "Three" } }, "document", (m) => assert.equal(m.document.filename, "a.pdf")],
  "sticker by link": ["sendSticker", { sticker: { link: "file:a.webp" } }, "sticker", (m) => assert.ok(m.sticker)],
  location: ["sendLocation", { location: { latitude: -33.45, longitude: -70.66, name: "Santiago", address: "Plaza" } }, "location", (m) => {
    assert.equal(m.location.latitude, -33.45);
    assert.equal(m.location.name, "Santiago");
  }],
  contacts: ["sendContacts", { contacts: [{ name: { formattedName: "John Doe", firstName: "John" }, phones: [{ phone: "+15550100001", type: "WORK" }] }] }, "contacts", (m) => {
    assert.equal(m.contacts[0].name.formattedName, "John Doe");
    assert.equal(m.contacts[0].phones[0].phone, "+15550100001");
  }],
  "reply buttons": ["sendInteractiveButtons", { bodyText: "Pick", buttons: [{ id: "yes\n1", title: "Yes" }, { id: "no", title: "No" }] }, "interactive", (m) => {
    assert.equal(m.interactive.type, "button");
    assert.equal(m.interactive.action.buttons[0].reply.id, "yes\n1");
  }],
  list: ["sendInteractiveList", { bodyText: "Pick", buttonText: "Open", sections: [{ title: "All", rows: [{ id: "a", title: "A", description: "first" }] }] }, "interactive", (m) => assert.equal(m.interactive.action.sections[0].rows[0].id, "a")],
  "link button": ["sendInteractiveCtaUrl", { bodyText: "See", parameters: { displayText: "Open", url: "https://example.com/" } }, "interactive", (m) => assert.equal(m.interactive.action.parameters.displayText, "Open")],
  "location request": ["sendInteractiveLocationRequest", { bodyText: "Where?", parameters: { requestMessage: "Where?" } }, "interactive", (m) => assert.equal(m.interactive.type, "location_request_message")],
  product: ["sendInteractiveProduct", { bodyText: "This", catalogId: "1001", productRetailerId: "oak" }, "interactive", (m) => assert.equal(m.interactive.action.productRetailerId, "oak")],
  "product list": ["sendInteractiveProductList", { bodyText: "These", header: { type: "text", text: "Tables" }, catalogId: "1001", sections: [{ title: "Oak", productItems: [{ productRetailerId: "oak" }] }] }, "interactive", (m) => assert.equal(m.interactive.action.sections[0].productItems[0].productRetailerId, "oak")],
  catalog: ["sendInteractiveCatalogMessage", { bodyText: "All of it", parameters: { thumbnailProductRetailerId: "oak" } }, "interactive", (m) => assert.equal(m.interactive.type, "catalog_message")],
  flow: ["sendInteractiveFlow", { bodyText: "Book", parameters: { flowId: "4711", flowCta: "Book", flowToken: "t", flowAction: "navigate", flowActionPayload: { screen: "FIRST" } } }, "interactive", (m) => assert.equal(m.interactive.action.parameters.flowCta, "Book")],
  carousel: ["sendInteractiveCarousel", { bodyText: "Cards", cards: [0, 1].map((cardIndex) => ({ cardIndex, header: { type: "image", image: { link: "file:a.png" } }, bodyText: `Card ${cardIndex}`, action: { displayText: "Open", url: "https://example.com/" } })) }, "interactive", (m) => assert.equal(m.interactive.action.cards.length, 2)],
  "call permission request": ["sendInteractiveCallPermission", { bodyText: "May we call?", parameters: { phoneNumber: to } }, "interactive", (m) => assert.equal(m.interactive.type, "call_permission_request")],
  "raw interactive": ["sendInteractiveRaw", { interactive: { type: "button", body: { text: "Raw" }, action: { buttons: [{ type: "reply", reply: { id: "r", title: "R" } }] } } }, "interactive", (m) => assert.equal(m.interactive.body.text, "Raw")],
  "plain template": ["sendTemplate", { template: { name: "hello_world", language: { code: "en_US" } } }, "template", (m) => assert.equal(m.template.name, "hello_world")],
  "positional template": ["sendTemplate", { template: { name: "delivery_booked", language: { code: "en" }, components: [{ type: "body", parameters: ["Ada", "Thursday", "5 and 7"].map((text) => ({ type: "text", text })) }] } }, "template", (m) => {
    assert.equal(m.template.components[0].parameters[1].text, "Thursday");
    assert.match(m.kapso.content, /delivery_booked/);
  }],
  "named template": ["sendTemplate", { template: { name: "order_update", language: { code: "en" }, components: [
    { type: "header", parameters: [{ type: "text", text: "TN-1", parameterName: "order_id" }] },
    { type: "body", parameters: [{ type: "text", text: "Ada", parameterName: "customer_name" }, { type: "text", text: "on its way", parameterName: "order_state" }] },
    { type: "button", subType: "url", index: 0, parameters: [{ type: "text", text: "TN-1" }] },
  ] } }, "template", (m) => {
    assert.equal(m.template.components[1].parameters[0].parameterName, "customer_name");
    assert.equal(m.template.components[2].subType, "url");
  }],
};

/** Puts the addresses of the files into what is sent. */
const resolveLinks = (input, links) => JSON.parse(JSON.stringify(input).replaceAll(/"file:([^"]+)"/g, (_, name) => JSON.stringify(links[name])));

const types = { "a.png": "image/png", "a.mp4": "video/mp4", "a.mp3": "audio/mpeg", "a.pdf": "application/pdf", "a.webp": "image/webp" };

/** Serves a file of each kind on the web, for messages that link to it. */
async function serveFiles(rig) {
  const links = {};
  for (const [name, type] of Object.entries(types)) links[name] = await rig.serveFile(name, type, samples[name] ?? png);
  return links;
}

function sending(op) {
  for (const [name, [method, input, type, check]] of Object.entries(kinds)) {
    op(`send ${name}`, async (ctx) => {
      const { client, phoneNumberId } = ctx;
      const content = await resolveLinks(input, ctx.links);
      const record = await delivered(ctx, await client.messages[method]({ phoneNumberId, to, ...content }));
      assert.equal(record.type, type);
      check(record);
    });
  }
  op("send a reply", async (ctx) => {
    const { client, phoneNumberId, inbound } = ctx;
    const record = await delivered(ctx, await client.messages.sendText({ phoneNumberId, to, body: "To that", contextMessageId: inbound }));
    assert.equal(record.context.id, inbound);
  });
  op("send raw", async (ctx) => {
    const payload = { messagingProduct: "whatsapp", to, type: "text", text: { body: "Raw text" } };
    const record = await delivered(ctx, await ctx.client.messages.sendRaw({ phoneNumberId: ctx.phoneNumberId, payload }));
    assert.equal(record.text.body, "Raw text");
  });
  op("react and take the reaction back", async (ctx) => {
    const { client, phoneNumberId, inbound } = ctx;
    await client.messages.sendReaction({ phoneNumberId, to, reaction: { messageId: inbound, emoji: "👍" } });
    await eventually("the reaction", async () => (await get(ctx, inbound)).kapso.reactions?.[0]?.emoji === "👍");
    await client.messages.sendReaction({ phoneNumberId, to, reaction: { messageId: inbound } });
    await eventually("no reaction", async () => !(await get(ctx, inbound)).kapso.reactions?.length);
  });
  op("mark read with a typing indicator", async ({ client, phoneNumberId, rig, inbound }) => {
    const answer = await client.messages.markRead({ phoneNumberId, messageId: inbound, typingIndicator: { type: "text" } });
    assert.equal(answer.success, true);
    await eventually("read on the phone", async () => (await rig.onPhone(to, inbound)).state === "read");
  });
}

function media(op) {
  op("upload", async (ctx) => {
    const { client, phoneNumberId } = ctx;
    const file = new Blob([png], { type: "image/png" });
    ctx.media = (await client.media.upload({ phoneNumberId, type: "image", file, fileName: "a.png" })).id;
    assert.match(ctx.media, /^\d+$/);
  });
  op("send image by id", async (ctx) => {
    const { client, phoneNumberId } = ctx;
    const record = await delivered(ctx, await client.messages.sendImage({ phoneNumberId, to, image: { id: ctx.media, caption: "Pixel" } }));
    assert.equal(record.image.id, ctx.media);
    const url = await eventually("the media url", async () => (await get(ctx, record.id)).kapso.mediaUrl);
    assert.deepEqual(Buffer.from(await (await fetch(url)).arrayBuffer()), png);
  });
  op("get", async ({ client, phoneNumberId, media }) => {
    const info = await client.media.get({ mediaId: media, phoneNumberId });
    assert.equal(info.id, media);
    assert.equal(info.mimeType ?? info.mime_type, "image/png");
    assert.equal(Number(info.fileSize ?? info.file_size), png.length);
    assert.match(info.url, /^https?:\/\//);
  });
  op("download without a key, byte for byte", async ({ client, phoneNumberId, media }) => {
    const bytes = await client.media.download({ mediaId: media, phoneNumberId, auth: "never" });
    assert.deepEqual(Buffer.from(bytes), png);
  });
  op("download what a customer sent", async (ctx) => {
    const { client, phoneNumberId, rig } = ctx;
    const id = await rig.say(to, { type: "image", media: { data: png.toString("base64"), mime_type: "image/png", filename: "b.png" } });
    const record = await eventually("the stored image", async () => {
      const found = await get(ctx, id);
      return found.kapso.mediaUrl && found;
    });
    assert.equal(record.kapso.direction, "inbound");
    assert.equal(record.kapso.hasMedia, true);
    const bytes = await client.media.download({ mediaId: record.image.id, phoneNumberId, auth: "never" });
    assert.deepEqual(Buffer.from(bytes), png);
  });
  op("delete, then get fails", async ({ client, phoneNumberId, media }) => {
    await client.media.delete({ mediaId: media, phoneNumberId });
    await assert.rejects(client.media.get({ mediaId: media, phoneNumberId }), (error) => error.httpStatus === 404 || error.code === 100);
  });
}

function templates(op) {
  op("list, paged", async ({ client, rig }) => {
    const businessAccountId = rig.info.business_account_id;
    const all = await pages((page) => client.templates.list({ businessAccountId, limit: 4, ...page }));
    assert.ok(all.some((t) => t.name === "hello_world" && t.status === "APPROVED"));
    assert.equal(new Set(all.map((t) => t.id)).size, all.length);
    assert.equal(all.length, (await client.templates.list({ businessAccountId, limit: 100 })).data.length);
  });
  op("list by name and status", async ({ client, rig }) => {
    const { data } = await client.templates.list({ businessAccountId: rig.info.business_account_id, name: "delivery_booked", status: "APPROVED" });
    assert.deepEqual(data.map((t) => t.language).sort(), ["en", "es", "pt_BR"]);
  });
}

/** Follows `after` to the end. */
async function pages(read) {
  const all = [];
  for (let page = {}, turn = 0; turn < 100; turn++) {
    const { data, paging } = await read(page);
    all.push(...data);
    if (!paging?.cursors?.after) return all;
    assert.ok(data.length > 0, "an empty page that has a next one");
    page = { after: paging.cursors.after };
  }
  throw new Error("the list has no end");
}

const idsOf = (records) => records.map((record) => record.id).sort();

/** All conversations, by one page. */
const atOnce = async ({ client, phoneNumberId }, filter = {}) => (await client.conversations.list({ phoneNumberId, limit: 100, ...filter })).data;

function conversations(op) {
  op("list to the end without gap or double", async (ctx) => {
    const { client, phoneNumberId, rig } = ctx;
    await rig.control("POST", "/burst", { customers: people, messages: people * 3, text: "Burst {n}" });
    await eventually("all conversations", async () => {
      const found = (await atOnce(ctx)).filter((c) => /^\+?155502000\d\d$/.test(c.phoneNumber));
      return found.length === people && found.every((c) => c.kapso.messagesCount === 3);
    });
    const all = await pages((page) => client.conversations.list({ phoneNumberId, limit: 7, ...page }));
    assert.ok(all.length > people);
    assert.equal(new Set(all.map((c) => c.id)).size, all.length);
    assert.deepEqual(idsOf(all), idsOf(await atOnce(ctx)));
    const times = all.map((c) => Date.parse(c.lastActiveAt));
    assert.deepEqual(times, times.toSorted((a, b) => b - a), "not newest first");
  });
  op("filter by phone number with +", async (ctx) => {
    const found = await atOnce(ctx, { phoneNumber: to });
    assert.equal(found.length, 1);
    assert.equal(found[0].kapso.contactName, "Ada Example");
    ctx.conversation = found[0].id;
  });
  op("filter by phone number in digits", async (ctx) => {
    assert.deepEqual(idsOf(await atOnce(ctx, { phoneNumber: waId })), [ctx.conversation]);
  });
  op("filter by last activity", async (ctx) => {
    const all = await atOnce(ctx);
    const since = all[10].lastActiveAt;
    const expected = all.filter((c) => Date.parse(c.lastActiveAt) >= Date.parse(since));
    assert.deepEqual(idsOf(await atOnce(ctx, { lastActiveSince: since })), idsOf(expected));
    assert.deepEqual(await atOnce(ctx, { lastActiveSince: new Date(Date.now() + 3_600_000).toISOString() }), []);
  });
  op("get", async ({ client, conversation, phoneNumberId }) => {
    const record = await client.conversations.get({ conversationId: conversation });
    assert.equal(record.id, conversation);
    assert.equal(record.status, "active");
    assert.equal(record.phoneNumberId, phoneNumberId);
    assert.equal(record.phoneNumber.replace("+", ""), waId);
  });
  op("update the status", async (ctx) => {
    const { client } = ctx;
    const conversationId = (await atOnce(ctx, { phoneNumber: "+15550200003" }))[0].id;
    await client.conversations.updateStatus({ conversationId, status: "ended" });
    assert.equal((await client.conversations.get({ conversationId })).status, "ended");
    ctx.ended = conversationId;
  });
  op("filter by status", async (ctx) => {
    assert.deepEqual(idsOf(await atOnce(ctx, { status: "ended" })), [ctx.ended]);
    const active = await atOnce(ctx, { status: "active" });
    assert.equal(active.length, (await atOnce(ctx)).length - 1);
    assert.ok(active.every((c) => c.status === "active"));
  });
  op("choose the extension fields", async (ctx) => {
    const chosen = await atOnce(ctx, { fields: "kapso(contact_name)" });
    assert.ok(chosen.every((c) => Object.keys(c.kapso).join() === "contactName"));
  });
}

function history(op) {
  op("list a conversation to the end without gap or double", async ({ client, phoneNumberId, conversation: conversationId }) => {
    const read = (page, limit) => client.messages.listByConversation({ phoneNumberId, conversationId, limit, ...page });
    const all = await pages((page) => read(page, 6));
    assert.ok(all.length > 20);
    assert.equal(new Set(all.map((m) => m.id)).size, all.length);
    assert.deepEqual(all.map((m) => m.id), (await read({}, 100)).data.map((m) => m.id));
    assert.ok(all.every((m) => m.kapso.whatsappConversationId === conversationId));
  });
  op("go back a page", async ({ client, phoneNumberId, conversation: conversationId }) => {
    const read = (page) => client.messages.listByConversation({ phoneNumberId, conversationId, limit: 5, ...page });
    const first = await read({});
    const second = await read({ after: first.paging.cursors.after });
    const again = await read({ before: second.paging.cursors.before });
    assert.deepEqual(idsOf(again.data), idsOf(first.data));
  });
  op("query by direction and status", async ({ client, phoneNumberId }) => {
    const inbound = await pages((page) => client.messages.query({ phoneNumberId, direction: "inbound", limit: 25, ...page }));
    assert.ok(inbound.length >= people * 3);
    assert.ok(inbound.every((m) => m.kapso.direction === "inbound" && m.kapso.status === "received"));
    const { data } = await client.messages.query({ phoneNumberId, status: "delivered", limit: 100 });
    assert.ok(data.length > 0 && data.every((m) => m.kapso.status === "delivered"));
  });
  op("query by time", async ({ client, phoneNumberId }) => {
    const until = await client.messages.query({ phoneNumberId, until: new Date(Date.now() - 86_400_000).toISOString(), limit: 100 });
    assert.deepEqual(until.data, []);
    const since = await client.messages.query({ phoneNumberId, since: new Date(Date.now() - 3_600_000).toISOString(), limit: 100 });
    assert.equal(since.data.length, 100);
  });
  op("kapso() leaves the extension out", async ({ client, phoneNumberId }) => {
    const { data } = await client.messages.query({ phoneNumberId, limit: 10, fields: "kapso()" });
    assert.equal(data.length, 10);
    assert.ok(data.every((m) => !("kapso" in m)));
  });
  op("kapso(content) gives that alone", async ({ client, phoneNumberId, conversation: conversationId }) => {
    const { data } = await client.messages.listByConversation({ phoneNumberId, conversationId, limit: 10, fields: "kapso(content)" });
    assert.equal(data.length, 10);
    assert.ok(data.every((m) => Object.keys(m.kapso).join() === "content"));
  });
  op("no fields gives all", async ({ client, phoneNumberId, inbound }) => {
    const record = await client.messages.get({ phoneNumberId, messageId: inbound });
    assert.equal(record.kapso.direction, "inbound");
    assert.equal(record.kapso.status, "received");
    assert.equal(record.kapso.content, "Hello there");
    assert.equal(record.kapso.contactName, "Ada Example");
    assert.equal(record.kapso.phoneNumberId, phoneNumberId);
  });
}

function contacts(op) {
  op("list to the end without gap or double", async ({ client, phoneNumberId }) => {
    const all = await pages((page) => client.contacts.list({ phoneNumberId, limit: 9, ...page }));
    assert.ok(all.length > people);
    assert.equal(new Set(all.map((c) => c.id)).size, all.length);
  });
  op("filter by wa_id", async ({ client, phoneNumberId }) => {
    const { data } = await client.contacts.list({ phoneNumberId, waId });
    assert.deepEqual(data.map((c) => c.profileName), ["Ada Example"]);
  });
  op("get", async ({ client, phoneNumberId }) => {
    const record = await client.contacts.get({ phoneNumberId, waId });
    assert.equal(record.waId.replace("+", ""), waId);
    assert.equal(record.profileName, "Ada Example");
  });
  op("update and read back the metadata", async ({ client, phoneNumberId }) => {
    await client.contacts.update({ phoneNumberId, waId, displayName: "Ada L.", metadata: { userTier: "gold", tags: ["vip"], score: 7 } });
    const record = await client.contacts.get({ phoneNumberId, waId });
    assert.equal(record.displayName, "Ada L.");
    assert.deepEqual(record.metadata, { userTier: "gold", tags: ["vip"], score: 7 });
    assert.equal(record.profileName, "Ada Example");
  });
}

function concurrency(op) {
  op("50 sends to ten people", async (ctx) => {
    const { client, phoneNumberId } = ctx;
    const phone = (n) => `+1555020000${n % 10}`;
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => client.messages.sendText({ phoneNumberId, to: phone(n), body: `Send ${n}` })));
    const sent = answers.map((answer) => answer.messages[0].id);
    assert.equal(new Set(sent).size, 50);
    const listed = await pages((page) => client.messages.query({ phoneNumberId, direction: "outbound", limit: 30, ...page }));
    const byId = new Map(listed.map((m) => [m.id, m]));
    sent.forEach((id, n) => assert.equal(byId.get(id)?.text.body, `Send ${n}`));
    await eventually("50 deliveries", async () => {
      const { data } = await client.messages.query({ phoneNumberId, direction: "outbound", limit: 50 });
      return data.every((m) => sent.includes(m.id) && m.kapso.status === "delivered");
    });
  });
}

function errors(op) {
  op("a wrong key is an authorization error", async ({ WhatsAppClient, rig, phoneNumberId }) => {
    const stranger = new WhatsAppClient(rig.settings("rlv_wrong"));
    await assert.rejects(stranger.conversations.list({ phoneNumberId }), { httpStatus: 401, category: "authorization" });
    await assert.rejects(stranger.messages.sendText({ phoneNumberId, to, body: "x" }), { httpStatus: 401, category: "authorization" });
  });
  op("a closed window stands in the history", async (ctx) => {
    const { client, phoneNumberId } = ctx;
    const { messages } = await client.messages.sendText({ phoneNumberId, to: "+15550104700", body: "late" });
    const record = await eventually("the failure", async () => {
      const found = await get(ctx, messages[0].id);
      return found.kapso.status === "failed" && found;
    }, 60);
    const failed = record.kapso.statuses.find((s) => s.status === "failed");
    assert.equal(failed.errors[0].code, 131047);
  });
  op("a closed window told at once is understood", async ({ client, rig, phoneNumberId }) => {
    await rig.control("POST", "/faults", { kind: "outcome", code: 131047, later: false, next: 1 });
    await assert.rejects(client.messages.sendText({ phoneNumberId, to, body: "x" }), (error) => {
      assert.equal(error.code, 131047);
      assert.equal(error.category, "reengagementWindow");
      assert.equal(error.retry.action, "do_not_retry");
      return true;
    });
  });
  op("an unknown number", async ({ client }) => {
    await assert.rejects(client.messages.sendText({ phoneNumberId: "999999", to, body: "x" }), { code: 100 });
    await assert.rejects(client.conversations.list({ phoneNumberId: "999999" }), { code: 100 });
  });
  op("an unknown template", async ({ client, phoneNumberId }) => {
    await assert.rejects(client.messages.sendTemplate({ phoneNumberId, to, template: { name: "none", language: { code: "en" } } }), { code: 132001 });
  });
  op("an unknown message and conversation", async ({ client, phoneNumberId }) => {
    await assert.rejects(client.messages.get({ phoneNumberId, messageId: "wamid.none" }), { code: 100 });
    await assert.rejects(client.conversations.get({ conversationId: "00000000-0000-7000-8000-000000000000" }), { code: 100 });
  });
  op("invalid messages are refused with code 100", async ({ client, phoneNumberId }) => {
    const raw = (payload) => client.messages.sendRaw({ phoneNumberId, payload: { messagingProduct: "whatsapp", to, ...payload } });
    await assert.rejects(raw({ type: "text", text: { body: "x".repeat(4_097) } }), { code: 100, httpStatus: 400 });
    await assert.rejects(raw({ type: "text" }), { code: 100, httpStatus: 400 });
  });
  op("an unknown type is refused with WhatsApp's own code", async ({ client, phoneNumberId }) => {
    const payload = { messagingProduct: "whatsapp", to, type: "hologram", hologram: {} };
    await assert.rejects(client.messages.sendRaw({ phoneNumberId, payload }), { code: 131051, httpStatus: 400 });
  });
  op("too many requests tell when to come again", async ({ WhatsAppClient }) => {
    const limited = await startRig("--api-rate-limit", "5");
    try {
      const client = new WhatsAppClient(limited.settings());
      const list = () => client.conversations.list({ phoneNumberId: limited.info.phone_number_id });
      for (let n = 0; n < 5; n++) await list();
      await assert.rejects(list(), (error) => {
        assert.equal(error.httpStatus, 429);
        assert.equal(error.retry.action, "retry_after");
        assert.ok(error.retry.retryAfterMs > 0 && error.retry.retryAfterMs <= 60_000);
        return true;
      });
    } finally {
      await limited.stop();
    }
  });
}
