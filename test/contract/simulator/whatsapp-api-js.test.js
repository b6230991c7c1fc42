import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { WhatsAppAPI } from "whatsapp-api-js";
import { ActionButtons, Body, Button, Image, Interactive, Language, Reaction, Template, Text } from "whatsapp-api-js/messages";
import { png, startSimulator } from "./simulator.js";

let sim, api, number, to;

before(async () => {
  sim = await startSimulator();
  number = sim.info.phone_number_id;
  api = new WhatsAppAPI({
    token: sim.info.access_token,
    appSecret: sim.info.app_secret,
    webhookVerifyToken: sim.info.verify_token,
    v: "v25.0",
    ponyfill: { fetch: (url, options) => fetch(String(url).replace("https://graph.facebook.com", sim.base), options) },
  });
  to = await sim.customer("+15550106002");
});
after(async () => assert.equal(await sim.stop(), 0));

test("messages arrive", async () => {
  const form = new FormData();
  form.set("file", new Blob([png], { type: "image/png" }), "a.png");
  const media = await api.uploadMedia(number, form);
  assert.match(media.id, /^\d+$/);
  for (const message of [
    new Text("Hello"),
    new Image(media.id, true, "One pixel"),
    new Interactive(new ActionButtons(new Button("yes", "Yes")), new Body("Pick")),
    new Template("hello_world", new Language("en_US")),
  ]) {
    const answer = await api.sendMessage(number, { phone: to }, message);
    assert.ok(answer.messages, JSON.stringify(answer));
    await sim.advance("1s");
    await sim.status(answer.messages[0].id, "delivered");
  }
  const hook = await sim.say(to, { type: "text", text: "react" });
  const answer = await api.sendMessage(number, { phone: to }, new Reaction(hook.json.entry[0].changes[0].value.messages[0].id, "😀"));
  await sim.advance("1s");
  await sim.status(answer.messages[0].id, "sent");
});

test("a person without a phone is reached by user id", async () => {
  const bsuid = "US.13491208655302741918";
  await sim.control("POST", "/customers", { name: "Aya", bsuid, username: "aya" });
  const hook = await sim.say(bsuid, { type: "text", text: "hi" });
  let seen;
  api.on.message = ({ recipient }) => { seen = recipient; };
  await api.post(hook.json, hook.raw, hook.signature);
  assert.equal(seen.bsuid, bsuid);
  const answer = await api.sendMessage(number, { bsuid }, new Text("hello"));
  assert.equal(answer.contacts[0].user_id, bsuid);
  await sim.advance("1s");
  assert.equal((await sim.status(answer.messages[0].id, "sent")).recipient_user_id, bsuid);
});

test("post accepts the signed webhooks", async () => {
  const texts = [];
  api.on.message = ({ message }) => { texts.push(message.text?.body ?? message.type); };
  for (const message of [{ type: "text", text: "¿Qué tal? 👋 田中 مرحبا" }, { type: "image" }, { type: "location" }]) {
    const hook = await sim.say(to, message);
    await api.post(hook.json, hook.raw, hook.signature);
    await assert.rejects(api.post(hook.json, `${hook.raw} `, hook.signature));
  }
  assert.deepEqual(texts, ["¿Qué tal? 👋 田中 مرحبا", "image", "location"]);
});

test("post accepts statuses", async () => {
  const statuses = [];
  api.on.status = ({ status }) => { statuses.push(status); };
  const answer = await api.sendMessage(number, { phone: to }, new Text("watch"), undefined, "tracker-1");
  await sim.advance("1s");
  const hook = await sim.receiver.next((h) => h.json.entry[0].changes[0].value.statuses?.[0].id === answer.messages[0].id);
  assert.equal(hook.json.entry[0].changes[0].value.statuses[0].biz_opaque_callback_data, "tracker-1");
  await api.post(hook.json, hook.raw, hook.signature);
  assert.deepEqual(statuses, ["sent"]);
});

test("media, read marks and blocking", async () => {
  const hook = await sim.say(to, { type: "image" });
  const message = hook.json.entry[0].changes[0].value.messages[0];
  const info = await api.retrieveMedia(message.image.id, number);
  const bytes = await api.fetchMedia(info.url);
  assert.equal((await bytes.arrayBuffer()).byteLength, info.file_size);
  assert.deepEqual(await api.markAsRead(number, message.id, "text"), { success: true });
  const blocked = await api.blockUser(number, { phone: to });
  assert.equal(blocked.block_users.added_users[0].wa_id, to.slice(1));
  await api.unblockUser(number, { phone: to });
});

test("errors pass through", async () => {
  const answer = await api.sendMessage(number, { phone: to }, new Template("none", new Language("en")));
  assert.equal(answer.error.code, 132001);
});
