// Expected errors: what is refused, how the SDK sorts it, and what it advises.
import assert from "node:assert/strict";
import { eventually } from "./process.js";
import { get, meet } from "./records.js";
import { startRig } from "./rig.js";

const to = "+15550106005";
const other = "+15550106006"; // WhatsApp takes 45 at once to one person

/** Categories of the SDK with the advice of each, and codes of WhatsApp with their HTTP status. */
const categories = {
  authorization: ["refresh_token", { 190: 401 }],
  permission: ["fix_and_retry", { 10: 403, 200: 403 }],
  throttling: ["retry_after", { 4: 400, 80007: 400, 130429: 400, 131048: 400, 131056: 400 }],
  parameter: ["fix_and_retry", { 33: 400, 100: 400, 131008: 400, 131009: 400, 131021: 400, 131026: 400, 135000: 400 }],
  reengagementWindow: ["do_not_retry", { 131047: 400 }],
  template: ["fix_and_retry", { 132000: 400, 132001: 404, 132005: 400, 132007: 400, 132012: 400, 132015: 400, 132016: 400 }],
  media: ["fix_and_retry", { 131051: 400, 131052: 400, 131053: 400 }],
  integrity: ["do_not_retry", { 368: 403, 130497: 403, 131031: 403 }],
  businessEligibility: ["fix_and_retry", { 131042: 400, 134011: 400 }],
  wabaConfig: ["fix_and_retry", { 131037: 400 }],
  phoneRegistration: ["fix_and_retry", { 131045: 500, 133010: 400, 133016: 400 }],
  flow: ["fix_and_retry", { 132068: 400, 132069: 400 }],
  server: ["retry", { 131000: 500, 131016: 500, 131057: 500, 133004: 503 }],
};

/** Recipients for whom WhatsApp takes a message and tells its failure later. */
const later = { "+15550104700": 131047, "+15550109926": 131026, "+15550109949": 131049, "+15559130472": 130472 };

const isCode = (code, more) => (error) => {
  assert.equal(error.code, code, error.message);
  for (const [name, value] of Object.entries(more ?? {})) assert.equal(error[name], value, name);
  return true;
};

export function refusals(refusal) {
  refusal("a wrong key is an authorization error", async (ctx) => {
    const { WhatsAppClient, rig, phoneNumberId } = ctx;
    await meet(ctx, "Ed Example", to);
    await meet(ctx, "Flo Example", other);
    const stranger = new WhatsAppClient(rig.settings("rlv_wrong"));
    for (const call of [
      () => stranger.conversations.list({ phoneNumberId }), () => stranger.messages.sendText({ phoneNumberId, to, body: "x" }),
      () => stranger.media.get({ phoneNumberId, mediaId: "1" }), () => stranger.templates.list({ businessAccountId: rig.info.business_account_id }),
    ]) {
      await assert.rejects(call(), (error) => {
        assert.equal(error.retry.action, "refresh_token");
        return isCode(190, { httpStatus: 401, category: "authorization" })(error);
      });
    }
  });
  for (const [category, [action, codes]] of Object.entries(categories)) {
    refusal(`WhatsApp's codes of category ${category}`, async ({ client, rig, phoneNumberId }) => {
      for (const [code, httpStatus] of Object.entries(codes)) {
        await rig.control("POST", "/faults", { kind: "outcome", code: Number(code), later: false, next: 1, to });
        await assert.rejects(client.messages.sendText({ phoneNumberId, to, body: code }), (error) => {
          assert.equal(error.retry.action, action);
          assert.ok(error.details, "no details");
          return isCode(Number(code), { httpStatus, category })(error);
        });
      }
    });
  }
  refusal("a code that the SDK does not know", async ({ client, rig, phoneNumberId }) => {
    await rig.control("POST", "/faults", { kind: "outcome", code: 147001, later: false, next: 1, to });
    await assert.rejects(client.messages.sendText({ phoneNumberId, to, body: "x" }), isCode(147001, { httpStatus: 400, category: "parameter" }));
  });
  refusal("failures that WhatsApp tells later stand in the history", async (ctx) => {
    const { client, phoneNumberId } = ctx;
    await Promise.all(Object.entries(later).map(async ([recipient, code]) => {
      const { messages } = await client.messages.sendText({ phoneNumberId, to: recipient, body: "late" });
      const record = await eventually(`the failure ${code}`, async () => {
        const found = await get(ctx, messages[0].id);
        return found.kapso.status === "failed" && found;
      }, 60);
      assert.equal(record.kapso.statuses.find((s) => s.status === "failed").errors[0].code, code);
    }));
  });
  refusal("a link that WhatsApp cannot fetch fails later", async (ctx) => {
    const { client, phoneNumberId } = ctx;
    const { messages } = await client.messages.sendImage({ phoneNumberId, to: other, image: { link: ctx.links.none } });
    await eventually("the failure", async () => {
      const { kapso } = await get(ctx, messages[0].id);
      return kapso.status === "failed" && kapso.statuses.find((s) => s.status === "failed").errors[0].code === 131053;
    }, 60);
  });
  refusal("unknown numbers, messages, conversations, contacts and files", async ({ client, phoneNumberId }) => {
    for (const call of [
      () => client.messages.sendText({ phoneNumberId: "999999", to, body: "x" }), () => client.conversations.list({ phoneNumberId: "999999" }),
      () => client.messages.get({ phoneNumberId, messageId: "wamid.none" }), () => client.contacts.get({ phoneNumberId, waId: "15550000000" }),
      () => client.conversations.get({ conversationId: "00000000-0000-7000-8000-000000000000" }), () => client.media.get({ phoneNumberId, mediaId: "1" }),
    ]) {
      await assert.rejects(call(), isCode(100, { category: "parameter" }));
    }
  });
  refusal("templates that do not exist or are filled in wrongly", async ({ client, phoneNumberId }) => {
    const send = (name, code, components) => client.messages.sendTemplate({ phoneNumberId, to: other, template: { name, language: { code }, components } });
    const body = (...texts) => [{ type: "body", parameters: texts.map((text) => ({ type: "text", text })) }];
    await assert.rejects(send("none", "en"), isCode(132001, { category: "template" }));
    await assert.rejects(send("hello_world", "de"), isCode(132001, { category: "template" }));
    await assert.rejects(send("delivery_booked", "en", body("Ada")), isCode(132000, { category: "template" }));
    await assert.rejects(send("weekly_offers", "en"), isCode(132015, { category: "template" }));
  });
  refusal("invalid messages are refused with WhatsApp's codes", async ({ client, rig, phoneNumberId }) => {
    const raw = (payload) => client.messages.sendRaw({ phoneNumberId, payload: { messagingProduct: "whatsapp", to: other, ...payload } });
    await assert.rejects(raw({ type: "text", text: { body: "x".repeat(4_097) } }), isCode(100, { httpStatus: 400 }));
    await assert.rejects(raw({ type: "text" }), isCode(131008, { httpStatus: 400 }));
    await assert.rejects(raw({ type: "reaction", reaction: { emoji: "👍" } }), isCode(131008, { httpStatus: 400 }));
    await assert.rejects(raw({ type: "hologram", hologram: {} }), isCode(131051, { httpStatus: 400 }));
    await assert.rejects(raw({ to: "US.13491208655302741918", type: "text", text: { body: "x" } }), isCode(131009, { httpStatus: 400 }));
    await assert.rejects(raw({ to: rig.info.display_phone_number, type: "text", text: { body: "x" } }), isCode(131021, { httpStatus: 400 }));
  });
  refusal("too many requests tell when to come again", async ({ WhatsAppClient, database }) => {
    const limited = await startRig({ databaseURL: database(), serve: ["--api-rate-limit", "5"] });
    try {
      const client = new WhatsAppClient(limited.settings());
      const list = () => client.conversations.list({ phoneNumberId: limited.info.phone_number_id });
      for (let n = 0; n < 5; n++) await list();
      await assert.rejects(list(), (error) => {
        assert.equal(error.retry.action, "retry_after");
        assert.ok(error.retry.retryAfterMs > 0 && error.retry.retryAfterMs <= 60_000);
        return isCode(4, { httpStatus: 429, category: "throttling" })(error);
      });
    } finally {
      await limited.stop();
    }
  });
}
