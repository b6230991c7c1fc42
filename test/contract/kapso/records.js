// What the tests do with records: read them, wait for them, page through them.
import assert from "node:assert/strict";
import { eventually } from "./process.js";

/** Reads one message. */
export const get = ({ client, phoneNumberId }, messageId) => client.messages.get({ phoneNumberId, messageId });

/** A customer who has written, so that the 24-hour window is open; gives the wamid of their message. */
export async function meet(ctx, name, phone) {
  await ctx.rig.control("POST", "/customers", { name, phone });
  const id = await ctx.rig.say(phone, { type: "text", text: "Hello there" });
  await eventually(`first message of ${name}`, () => get(ctx, id));
  return id;
}

/**
 * Waits until a message that was sent is on the phone and told as such here:
 * its two statuses may come in either order.
 */
export async function delivered(ctx, answer, phone) {
  const id = answer.messages[0].id;
  assert.match(id, /^wamid\./);
  const record = await eventually(`delivery of ${id}`, async () => {
    const found = await get(ctx, id);
    return found.kapso.statuses.length === 2 && found;
  });
  assert.deepEqual(record.kapso.statuses.map((s) => s.status).sort(), ["delivered", "sent"]);
  assert.equal(record.kapso.status, "delivered");
  assert.equal(record.id, id);
  assert.equal(record.kapso.direction, "outbound");
  assert.equal(typeof record.timestamp, "string");
  assert.ok(await ctx.rig.onPhone(phone, id), "not on the phone");
  return record;
}

/** Follows `after` to the end. */
export async function pages(read) {
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

/** The ids of records in one order. */
export const idsOf = (records) => records.map((record) => record.id).sort();

/** The ids of records as listed, none of them twice. */
export function distinct(records) {
  const ids = records.map((record) => record.id);
  assert.equal(new Set(ids).size, ids.length, "a record is listed twice");
  return ids;
}
