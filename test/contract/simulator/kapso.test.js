import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { WhatsAppClient } from "@kapso/whatsapp-cloud-api";
import { normalizeWebhook, verifySignature } from "@kapso/whatsapp-cloud-api/server";
import { png, startSimulator } from "./simulator.js";

let sim, client, phoneNumberId, to;

before(async () => {
  sim = await startSimulator();
  phoneNumberId = sim.info.phone_number_id;
  client = new WhatsAppClient({ accessToken: sim.info.access_token, baseUrl: sim.base, graphVersion: "v24.0" });
  to = await sim.customer("+15550106001");
});
after(async () => assert.equal(await sim.stop(), 0));

const idOf = (answer) => answer.messages[0].id;

test("every message type arrives on the phone", async () => {
  const media = await client.media.upload({ phoneNumberId, type: "image", file: new Blob([png], { type: "image/png" }), fileName: "a.png" });
  const m = client.messages;
  const target = await sim.say(to, { type: "text", text: "react to this" });
  const sends = {
    text: () => m.sendText({ phoneNumberId, to, body: "Hello" }),
    image: () => m.sendImage({ phoneNumberId, to, image: { id: media.id, caption: "One pixel" } }),
    location: () => m.sendLocation({ phoneNumberId, to, location: { latitude: -33.45, longitude: -70.66, name: "Santiago" } }),
    contacts: () => m.sendContacts({ phoneNumberId, to, contacts: [{ name: { formattedName: "John Doe", firstName: "John" }, phones: [{ phone: "+15550100001", type: "WORK" }] }] }),
    interactive: () => m.sendInteractiveButtons({ phoneNumberId, to, bodyText: "Pick", buttons: [{ id: "yes", title: "Yes" }, { id: "no", title: "No" }] }),
    list: () => m.sendInteractiveList({ phoneNumberId, to, bodyText: "Pick", buttonText: "Open", sections: [{ title: "All", rows: [{ id: "a", title: "A", description: "first" }] }] }),
    cta: () => m.sendInteractiveCtaUrl({ phoneNumberId, to, bodyText: "See", parameters: { displayText: "Open", url: "https://example.com/" } }),
    request: () => m.sendInteractiveLocationRequest({ phoneNumberId, to, bodyText: "Where?", parameters: { requestMessage: "x" } }),
    template: () => m.sendTemplate({ phoneNumberId, to, template: { name: "hello_world", language: { code: "en_US" } } }),
    reaction: () => m.sendReaction({ phoneNumberId, to, reaction: { messageId: target.json.entry[0].changes[0].value.messages[0].id, emoji: "👍" } }),
  };
  for (const [name, send] of Object.entries(sends)) {
    const id = idOf(await send());
    await sim.advance("1s");
    await sim.status(id, "sent");
    if (name !== "reaction") await sim.status(id, "delivered");
    assert.ok(await sim.onPhone(to, id), name);
  }
});

test("a message outside the window fails later", async () => {
  const id = idOf(await client.messages.sendText({ phoneNumberId, to: "+15550104700", body: "late" }));
  await sim.advance("1s");
  const failed = await sim.status(id, "failed");
  assert.equal(failed.errors[0].code, 131047);
});

test("errors are understood", async () => {
  await assert.rejects(client.messages.sendTemplate({ phoneNumberId, to, template: { name: "none", language: { code: "en" } } }), (error) => {
    assert.equal(error.code, 132001);
    assert.equal(error.httpStatus, 404);
    assert.match(error.details ?? error.errorData?.details ?? error.message, /does not exist in en|132001/);
    return true;
  });
  const stranger = new WhatsAppClient({ accessToken: "wrong", baseUrl: sim.base, graphVersion: "v24.0" });
  await assert.rejects(stranger.messages.sendText({ phoneNumberId, to, body: "x" }), (error) => error.code === 190 && error.httpStatus === 401);
  await sim.control("POST", "/faults", { kind: "outcome", code: 131047, later: false, next: 1 });
  await assert.rejects(client.messages.sendText({ phoneNumberId, to, body: "x" }), (error) => error.category === "reengagementWindow");
});

test("media come back as they went", async () => {
  const { id } = await client.media.upload({ phoneNumberId, type: "image", file: new Blob([png], { type: "image/png" }), fileName: "a.png" });
  const info = await client.media.get({ mediaId: id, phoneNumberId });
  assert.equal(info.mimeType ?? info.mime_type, "image/png");
  const bytes = await fetch(info.url, { headers: { authorization: `Bearer ${sim.info.access_token}` } });
  assert.deepEqual(Buffer.from(await bytes.arrayBuffer()), png);
  assert.equal((await fetch(info.url)).status, 404);
  await client.media.delete({ mediaId: id, phoneNumberId });
  await assert.rejects(client.media.get({ mediaId: id, phoneNumberId }));
});

test("templates are made, reviewed and removed", async () => {
  const businessAccountId = sim.info.business_account_id;
  const list = await client.templates.list({ businessAccountId, limit: 100 });
  assert.ok(list.data.some((t) => t.name === "hello_world" && t.status === "APPROVED"));
  const made = await client.templates.create({
    businessAccountId, name: "contract_test", language: "en_US", category: "UTILITY",
    components: [{ type: "BODY", text: "Hi {{1}}, it is ready.", example: { bodyText: [["Ada"]] } }],
  });
  assert.equal(made.status, "PENDING");
  await sim.advance("61s");
  const hook = await sim.receiver.next((h) => h.json.entry[0].changes[0].field === "message_template_status_update");
  assert.equal(hook.json.entry[0].changes[0].value.event, "APPROVED");
  await client.templates.delete({ businessAccountId, name: "contract_test" });
});

test("webhooks are signed and readable", async () => {
  const hook = await sim.say(to, { type: "text", text: "¿Qué tal? 👋" });
  assert.ok(verifySignature({ appSecret: sim.info.app_secret, rawBody: hook.raw, signatureHeader: hook.signature }));
  assert.ok(!verifySignature({ appSecret: "wrong", rawBody: hook.raw, signatureHeader: hook.signature }));
  const events = normalizeWebhook(hook.json);
  assert.equal(events.messages[0].text.body, "¿Qué tal? 👋");
  assert.equal(events.phoneNumberId, phoneNumberId);
});

test("a message is marked read", async () => {
  const hook = await sim.say(to, { type: "text", text: "read me" });
  const messageId = hook.json.entry[0].changes[0].value.messages[0].id;
  await client.messages.markRead({ phoneNumberId, messageId, typingIndicator: { type: "text" } });
  assert.equal((await sim.onPhone(to, messageId)).state, "read");
});

test("the number registers", async () => {
  await client.phoneNumbers.deregister({ phoneNumberId });
  await assert.rejects(client.messages.sendText({ phoneNumberId, to, body: "x" }), (error) => error.code === 133010);
  await client.phoneNumbers.register({ phoneNumberId, pin: "123456" });
  await client.messages.sendText({ phoneNumberId, to, body: "back" });
});
