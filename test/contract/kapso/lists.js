// Lists of what is stored: to the end, filtered, and with chosen fields.
import assert from "node:assert/strict";
import { eventually } from "./process.js";
import { distinct, get, idsOf, meet, pages } from "./records.js";

const phone = "+15550106004";
const waId = phone.slice(1);
const people = 28;

export function templates(op) {
  op("templates.list", "list, paged", async ({ client, rig }) => {
    const businessAccountId = rig.info.business_account_id;
    const all = await pages((page) => client.templates.list({ businessAccountId, limit: 4, ...page }));
    assert.ok(all.some((t) => t.name === "hello_world" && t.status === "APPROVED"));
    assert.deepEqual(distinct(all), distinct((await client.templates.list({ businessAccountId, limit: 100 })).data));
  });
  op("templates.list", "list by name and status", async ({ client, rig }) => {
    const { data } = await client.templates.list({ businessAccountId: rig.info.business_account_id, name: "delivery_booked", status: "APPROVED" });
    assert.deepEqual(data.map((t) => t.language).sort(), ["en", "es", "pt_BR"]);
  });
  op("templates.get", "get", async ({ client, rig }) => {
    const businessAccountId = rig.info.business_account_id;
    const { data } = await client.templates.list({ businessAccountId, name: "hello_world" });
    const record = await client.templates.get({ businessAccountId, templateId: data[0].id });
    assert.equal(record.id, data[0].id);
    assert.equal(record.name, "hello_world");
    assert.deepEqual(record.components, data[0].components);
  });
}

/** All conversations, by one page. */
const atOnce = async ({ client, phoneNumberId }, filter = {}) => (await client.conversations.list({ phoneNumberId, limit: 100, ...filter })).data;

export function conversations(op) {
  let conversation; // of the customer
  op("conversations.list", "list to the end without gap or double", async (ctx) => {
    const { client, phoneNumberId, rig } = ctx;
    await meet(ctx, "Di Example", phone);
    await rig.control("POST", "/burst", { customers: people, messages: people * 3, text: "Burst {n}" });
    await eventually("all conversations", async () => {
      const found = (await atOnce(ctx)).filter((c) => /^\+?155502000\d\d$/.test(c.phoneNumber));
      return found.length === people && found.every((c) => c.kapso.messagesCount === 3);
    });
    const all = await pages((page) => client.conversations.list({ phoneNumberId, limit: 7, ...page }));
    assert.ok(all.length > people);
    assert.deepEqual(distinct(all), distinct(await atOnce(ctx)));
    const times = all.map((c) => Date.parse(c.lastActiveAt));
    assert.deepEqual(times, times.toSorted((a, b) => b - a), "not newest first");
  });
  op("conversations.list", "go back a page", async ({ client, phoneNumberId }) => {
    const read = (page) => client.conversations.list({ phoneNumberId, limit: 5, ...page });
    const first = await read({});
    const second = await read({ after: first.paging.cursors.after });
    assert.deepEqual(distinct((await read({ before: second.paging.cursors.before })).data), distinct(first.data));
  });
  op("conversations.list", "filter by phone number, with + and in digits", async (ctx) => {
    const found = await atOnce(ctx, { phoneNumber: phone });
    assert.equal(found.length, 1);
    assert.equal(found[0].kapso.contactName, "Di Example");
    conversation = found[0].id;
    assert.deepEqual(idsOf(await atOnce(ctx, { phoneNumber: waId })), [conversation]);
  });
  op("conversations.list", "filter by last activity", async (ctx) => {
    const all = await atOnce(ctx);
    const since = all[10].lastActiveAt;
    const at = (c) => Date.parse(c.lastActiveAt);
    assert.deepEqual(idsOf(await atOnce(ctx, { lastActiveSince: since })), idsOf(all.filter((c) => at(c) >= Date.parse(since))));
    assert.deepEqual(await atOnce(ctx, { lastActiveSince: new Date(Date.now() + 3_600_000).toISOString() }), []);
    assert.deepEqual(await atOnce(ctx, { lastActiveUntil: new Date(Date.now() - 3_600_000).toISOString() }), []);
    assert.equal((await atOnce(ctx, { lastActiveUntil: new Date(Date.now() + 3_600_000).toISOString() })).length, all.length);
  });
  op("conversations.list", "choose the extension fields", async (ctx) => {
    assert.ok((await atOnce(ctx, { fields: "kapso(contact_name)" })).every((c) => Object.keys(c.kapso).join() === "contactName"));
    assert.ok((await atOnce(ctx, { fields: "kapso()" })).every((c) => !("kapso" in c)));
    assert.ok((await atOnce(ctx, { fields: "kapso(default)" })).every((c) => c.kapso.messagesCount > 0 && c.kapso.lastMessageType));
  });
  op("conversations.get", "get", async ({ client, phoneNumberId }) => {
    const record = await client.conversations.get({ conversationId: conversation });
    assert.equal(record.id, conversation);
    assert.equal(record.status, "active");
    assert.equal(record.phoneNumberId, phoneNumberId);
    assert.equal(record.phoneNumber.replace("+", ""), waId);
  });
  op("conversations.updateStatus", "update the status", async (ctx) => {
    const { client } = ctx;
    const conversationId = (await atOnce(ctx, { phoneNumber: "+15550200003" }))[0].id;
    await client.conversations.updateStatus({ conversationId, status: "ended" });
    assert.equal((await client.conversations.get({ conversationId })).status, "ended");
    assert.deepEqual(idsOf(await atOnce(ctx, { status: "ended" })), [conversationId]);
    const active = await atOnce(ctx, { status: "active" });
    assert.equal(active.length, (await atOnce(ctx)).length - 1);
    assert.ok(active.every((c) => c.status === "active"));
  });
}

export function history(op) {
  const length = 60;
  let conversationId;
  let first; // the customer's first message
  op("messages.listByConversation", "list a conversation to the end without gap or double", async (ctx) => {
    const { client, phoneNumberId, rig } = ctx;
    const said = [];
    for (let n = 0; n < length; n++) said.push(await rig.say(phone, { type: "text", text: `Line ${n}` }));
    conversationId = (await eventually("the last line", () => get(ctx, said[length - 1]))).kapso.whatsappConversationId;
    const read = (page, limit) => client.messages.listByConversation({ phoneNumberId, conversationId, limit, ...page });
    await eventually("all lines", async () => (await read({}, 100)).data.length === length + 1);
    const all = await pages((page) => read(page, 7));
    assert.equal(all.length, length + 1);
    assert.deepEqual(distinct(all), (await read({}, 100)).data.map((m) => m.id));
    assert.deepEqual(idsOf(all.slice(0, length)), said.toSorted());
    assert.ok(all.every((m) => m.kapso.whatsappConversationId === conversationId));
    first = all[length].id;
  });
  op("messages.listByConversation", "go back a page", async ({ client, phoneNumberId }) => {
    const read = (page) => client.messages.listByConversation({ phoneNumberId, conversationId, limit: 5, ...page });
    const one = await read({});
    const two = await read({ after: one.paging.cursors.after });
    assert.deepEqual(distinct((await read({ before: two.paging.cursors.before })).data), distinct(one.data));
  });
  op("messages.query", "query to the end, by direction and by status", async ({ client, phoneNumberId }) => {
    const query = (filter) => pages((page) => client.messages.query({ phoneNumberId, limit: 25, ...filter, ...page }));
    const [all, inbound, outbound] = await Promise.all([query({}), query({ direction: "inbound" }), query({ direction: "outbound" })]);
    assert.equal(distinct(all).length, inbound.length + outbound.length);
    assert.ok(inbound.length >= people * 3 + length);
    assert.ok(inbound.every((m) => m.kapso.direction === "inbound" && m.kapso.status === "received"));
    const { data } = await client.messages.query({ phoneNumberId, status: "delivered", limit: 100 });
    assert.ok(data.length > 0 && data.every((m) => m.kapso.status === "delivered"));
  });
  op("messages.query", "query by time", async ({ client, phoneNumberId }) => {
    const until = await client.messages.query({ phoneNumberId, until: new Date(Date.now() - 86_400_000).toISOString(), limit: 100 });
    assert.deepEqual(until.data, []);
    const since = await client.messages.query({ phoneNumberId, since: new Date(Date.now() - 3_600_000).toISOString(), limit: 100 });
    assert.equal(since.data.length, 100);
  });
  op("messages.query fields", "choose the extension fields", async ({ client, phoneNumberId }) => {
    const query = async (fields) => (await client.messages.query({ phoneNumberId, limit: 10, fields })).data;
    const [none, content, two, all] = await Promise.all(["kapso()", "kapso(content)", "kapso(direction,status)", "kapso(default)"].map(query));
    assert.ok([none, content, two, all].every((data) => data.length === 10));
    assert.ok(none.every((m) => !("kapso" in m)));
    assert.ok(content.every((m) => Object.keys(m.kapso).join() === "content"));
    assert.ok(two.every((m) => Object.keys(m.kapso).sort().join() === "direction,status"));
    assert.ok(all.every((m) => m.kapso.direction && m.kapso.whatsappConversationId));
  });
  op("messages.get", "get, with all extension fields", async ({ client, phoneNumberId }) => {
    const record = await client.messages.get({ phoneNumberId, messageId: first });
    assert.equal(record.kapso.content, "Hello there");
    assert.equal(record.kapso.contactName, "Di Example");
    assert.equal(record.kapso.phoneNumberId, phoneNumberId);
    assert.equal(typeof record.timestamp, "string");
  });
}

export function contacts(op) {
  op("contacts.list", "list to the end without gap or double", async ({ client, phoneNumberId }) => {
    const all = await pages((page) => client.contacts.list({ phoneNumberId, limit: 9, ...page }));
    assert.ok(all.length > people);
    assert.deepEqual(distinct(all), distinct((await client.contacts.list({ phoneNumberId, limit: 100 })).data));
  });
  op("contacts.list", "filter by wa_id", async ({ client, phoneNumberId }) => {
    const { data } = await client.contacts.list({ phoneNumberId, waId });
    assert.deepEqual(data.map((c) => c.profileName), ["Di Example"]);
  });
  op("contacts.get", "get", async ({ client, phoneNumberId }) => {
    const record = await client.contacts.get({ phoneNumberId, waId });
    assert.equal(record.waId.replace("+", ""), waId);
    assert.equal(record.profileName, "Di Example");
  });
  op("contacts.update", "update and read back the metadata", async ({ client, phoneNumberId }) => {
    await client.contacts.update({ phoneNumberId, waId, displayName: "Di L.", metadata: { userTier: "gold", tags: ["vip"], score: 7 } });
    const record = await client.contacts.get({ phoneNumberId, waId });
    assert.equal(record.displayName, "Di L.");
    assert.deepEqual(record.metadata, { userTier: "gold", tags: ["vip"], score: 7 });
    assert.equal(record.profileName, "Di Example");
  });
}
