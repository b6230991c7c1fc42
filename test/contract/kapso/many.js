// Many sends at once.
import assert from "node:assert/strict";
import { eventually } from "./process.js";
import { pages } from "./records.js";

const sends = 50;

export function many(op) {
  op("many sends", `${sends} sends to ten people`, async (ctx) => {
    const { client, phoneNumberId } = ctx;
    const phone = (n) => `+1555020000${n % 10}`;
    const sent = await sendAll(ctx, sends, phone);
    const listed = await pages((page) => client.messages.query({ phoneNumberId, direction: "outbound", limit: 30, ...page }));
    const byId = new Map(listed.map((m) => [m.id, m]));
    sent.forEach((id, n) => assert.equal(byId.get(id)?.text.body, `Send ${n}`));
    await eventually(`${sends} deliveries`, async () => {
      const { data } = await client.messages.query({ phoneNumberId, direction: "outbound", limit: sends });
      return data.every((m) => sent.includes(m.id) && m.kapso.status === "delivered");
    });
  });
  // WhatsApp counts what arrives for a number and what it sends together, 80 in
  // a second, and refuses what goes beyond with 130429.
  op("sends after a flood", "sends after a flood of inbound messages are not refused", async (ctx) => {
    const { client, phoneNumberId, rig } = ctx;
    const inbound = () => pages((page) => client.messages.query({ phoneNumberId, direction: "inbound", limit: 100, fields: "kapso()", ...page }));
    const before = (await inbound()).length;
    await rig.control("POST", "/burst", { customers: 28, messages: 100, text: "Flood {n}" });
    await eventually("the flood", async () => (await inbound()).length === before + 100);
    await sendAll(ctx, 100, (n) => `+155502000${String(n % 28).padStart(2, "0")}`);
  });
}

/** Sends all at once; gives their wamids, each of them another. */
async function sendAll({ client, phoneNumberId }, count, phone) {
  const answers = await Promise.all(Array.from({ length: count }, (_, n) => client.messages.sendText({ phoneNumberId, to: phone(n), body: `Send ${n}` })));
  const sent = answers.map((answer) => answer.messages[0].id);
  assert.equal(new Set(sent).size, count);
  return sent;
}
