import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as cloud from "@whatsapp-cloudapi/client";
import { png, startSimulator } from "./simulator.js";

let sim, common;

before(async () => {
  sim = await startSimulator();
  const to = await sim.customer("+15550106003");
  common = { accessToken: sim.info.access_token, from: sim.info.phone_number_id, to, baseUrl: sim.base };
});
after(async () => assert.equal(await sim.stop(), 0));

async function arrives(answer) {
  const { id } = answer.messages[0];
  await sim.advance("1s");
  await sim.status(id, "delivered");
  return sim.onPhone(common.to, id);
}

test("text", async () => {
  assert.equal((await arrives(await cloud.sendTextMessage({ ...common, text: "Hello 👋", previewUrl: false }))).content.body, "Hello 👋");
});

test("image", async () => {
  const media = await cloud.uploadMedia({ ...common, file: new File([png], "a.png", { type: "image/png" }) });
  const shown = await arrives(await cloud.sendImageMessage({ ...common, mediaId: media.id, caption: "One pixel" }));
  assert.equal(shown.media.size, png.length);
});

test("buttons and their answer", async () => {
  const shown = await arrives(await cloud.sendButtonsMessage({ ...common, bodyText: "Pick", buttons: [{ id: "yes", title: "Yes" }] }));
  const hook = await sim.say(common.to, { type: "choice", message_id: shown.id, id: "yes" });
  const message = hook.json.entry[0].changes[0].value.messages[0];
  assert.deepEqual([message.interactive.button_reply.title, message.context.id], ["Yes", shown.id]);
});

test("list", async () => {
  const shown = await arrives(await cloud.sendListMessage({
    ...common, bodyText: "Pick", buttonText: "Open", sections: [{ title: "All", rows: [{ id: "a", title: "A" }] }],
  }));
  assert.equal(shown.choices[0].id, "a");
});

test("call to action", async () => {
  const shown = await arrives(await cloud.sendCTAURLMessage({ ...common, bodyText: "See", buttonText: "Open", url: "https://example.com/" }));
  assert.equal(shown.choices[0].url, "https://example.com/");
});

test("flow", async () => {
  await arrives(await cloud.sendFlowMessage({
    ...common, bodyText: "Book", flowToken: "t", flowId: "1", flowCta: "Start", flowAction: "navigate", screen: "FIRST", data: { a: 1 },
  }));
});

test("template", async () => {
  const shown = await arrives(await cloud.sendTemplateMessage({
    ...common, templateName: "order_update", languageCode: "en",
    components: [
      { type: "header", parameters: [{ type: "text", parameter_name: "order_id", text: "TN-1" }] },
      { type: "body", parameters: [{ type: "text", parameter_name: "customer_name", text: "Ada" }, { type: "text", parameter_name: "order_state", text: "packed" }] },
      { type: "button", sub_type: "url", index: "0", parameters: [{ type: "text", text: "TN-1" }] },
    ],
  }));
  assert.match(shown.template.body, /^Hi Ada, your order is packed/);
});

test("read mark", async () => {
  const hook = await sim.say(common.to, { type: "text", text: "read me" });
  const messageId = hook.json.entry[0].changes[0].value.messages[0].id;
  assert.deepEqual(await cloud.markMessageRead({ ...common, messageId, showTypingIndicator: true }), { success: true });
});

test("errors", async () => {
  await assert.rejects(cloud.sendTextMessage({ ...common, accessToken: "wrong", text: "x" }), /190/);
});
