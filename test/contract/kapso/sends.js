// Every kind of message that the SDK sends.
import assert from "node:assert/strict";
import { describe } from "node:test";
import { eventually } from "./process.js";
import { delivered, get, meet } from "./records.js";

const to = "+15550106001";

const cards = [0, 1].map((cardIndex) => ({
  cardIndex, header: { type: "image", image: { link: "file:a.png" } }, bodyText: `Card ${cardIndex}`, action: { displayText: "Open", url: "https://example.com/" },
}));
const rawCards = cards.map(({ cardIndex, header, bodyText, action }) => ({
  cardIndex, type: "cta_url", header, body: { text: bodyText }, action: { name: "cta_url", parameters: action },
}));

/** Method, what is sent with it, the type of the record, and what it must hold. */
const kinds = {
  text: ["sendText", { body: "Good <b>day</b> & 👋", previewUrl: true }, "text", (m) => assert.equal(m.text.body, "Good <b>day</b> & 👋")],
  "image by link": ["sendImage", { image: { link: "file:a.png", caption: "One" } }, "image", (m) => assert.equal(m.image.caption, "One")],
  "video by link": ["sendVideo", { video: { link: "file:a.mp4", caption: "Two" } }, "video", (m) => assert.equal(m.video.caption, "Two")],
  "audio by link": ["sendAudio", { audio: { link: "file:a.mp3" } }, "audio", (m) => assert.match(m.audio.link, /a\.mp3$/)],
  "document by link": ["sendDocument", { document: { link: "file:a.pdf", filename: "a.pdf", caption: "Three" } }, "document", (m) => assert.equal(m.document.filename, "a.pdf")],
  "sticker by link": ["sendSticker", { sticker: { link: "file:a.webp" } }, "sticker", (m) => assert.match(m.sticker.link, /a\.webp$/)],
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
  "address request": ["sendInteractiveAddress", { bodyText: "Where to?", parameters: { country: "IN", values: { name: "Ada" } } }, "interactive", (m) => {
    assert.equal(m.interactive.type, "address_message");
    assert.equal(m.interactive.action.parameters.country, "IN");
  }],
  carousel: ["sendInteractiveCarousel", { bodyText: "Cards", cards }, "interactive", (m) => assert.equal(m.interactive.action.cards.length, 2)],
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

/** What an older version without the method sends instead. */
const instead = {
  sendInteractiveCarousel: ["sendInteractiveRaw", { interactive: { type: "carousel", body: { text: "Cards" }, action: { cards: rawCards } } }],
};

/** Puts the addresses of the files into what is sent. */
const withLinks = (input, links) => JSON.parse(JSON.stringify(input), (_, value) =>
  typeof value === "string" && value.startsWith("file:") ? links[value.slice("file:".length)] : value);

export function sending(op, lacks) {
  let inbound; // a message of the customer
  op("receive text", "meet a customer", async (ctx) => {
    inbound = await meet(ctx, "Ada Example", to);
  });
  // Each of them waits for its statuses; they need not wait for each other.
  describe("every kind", { concurrency: 8 }, () => {
    for (const [name, [usual, usualInput, type, check]] of Object.entries(kinds)) {
      const [method, input] = lacks.includes(usual) ? instead[usual] : [usual, usualInput];
      op(usual, `send ${name}`, async (ctx) => {
        const { client, phoneNumberId } = ctx;
        for (const missing of lacks) assert.equal(client.messages[missing], undefined);
        const record = await delivered(ctx, await client.messages[method]({ phoneNumberId, to, ...withLinks(input, ctx.links) }), to);
        assert.equal(record.type, type);
        check(record);
      });
    }
  });
  op("reply", "send a reply", async (ctx) => {
    const { client, phoneNumberId } = ctx;
    const record = await delivered(ctx, await client.messages.sendText({ phoneNumberId, to, body: "To that", contextMessageId: inbound }), to);
    assert.equal(record.context.id, inbound);
  });
  op("sendRaw", "send raw", async (ctx) => {
    const payload = { messagingProduct: "whatsapp", to, type: "text", text: { body: "Raw text" } };
    const record = await delivered(ctx, await ctx.client.messages.sendRaw({ phoneNumberId: ctx.phoneNumberId, payload }), to);
    assert.equal(record.text.body, "Raw text");
  });
  op("send to a user id", "send to a user id", async (ctx) => {
    const { client, phoneNumberId, rig } = ctx;
    const { data } = await rig.control("GET", "/customers");
    const { bsuid } = data.find((customer) => customer.phone === to);
    const payload = { messagingProduct: "whatsapp", recipient: bsuid, type: "text", text: { body: "By id" } };
    const answer = await client.messages.sendRaw({ phoneNumberId, payload });
    assert.equal(answer.contacts[0].input, bsuid);
    const record = await delivered(ctx, answer, to);
    assert.equal(record.kapso.whatsappConversationId, (await get(ctx, inbound)).kapso.whatsappConversationId);
  });
  op("sendReaction", "react and take the reaction back", async (ctx) => {
    const { client, phoneNumberId } = ctx;
    await client.messages.sendReaction({ phoneNumberId, to, reaction: { messageId: inbound, emoji: "👍" } });
    await eventually("the reaction", async () => (await get(ctx, inbound)).kapso.reactions?.[0]?.emoji === "👍");
    await client.messages.sendReaction({ phoneNumberId, to, reaction: { messageId: inbound } });
    await eventually("no reaction", async () => !(await get(ctx, inbound)).kapso.reactions?.length);
  });
  op("markRead", "mark read with a typing indicator", async ({ client, phoneNumberId, rig }) => {
    const answer = await client.messages.markRead({ phoneNumberId, messageId: inbound, typingIndicator: { type: "text" } });
    assert.equal(answer.success, true);
    await eventually("read on the phone", async () => (await rig.onPhone(to, inbound)).state === "read");
  });
}
