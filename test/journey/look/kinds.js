// Messages of every kind, in and out, each group in a conversation of its own.
import { readFile } from "node:fs/promises";
import { bubble, openThread, row, thread, until } from "../inbox.js";
import { inDemo, shoot } from "./camera.js";
import { sendTo } from "./day.js";

const sound = { data: (await readFile(new URL("../../../web/src/features/simulator/voice.ogg", import.meta.url))).toString("base64"), mime_type: "audio/ogg; codecs=opus", filename: "voice.ogg" };
const reply = (title) => ({ type: "reply", reply: { id: title, title } });

const media = [
  { type: "text", text: "*Bold*, _slanted_, ~gone~ and `code`:\n- one\n- two\n> as you said\nhttps://tavola.example/legs" },
  { type: "image", caption: "The left leg came scratched" },
  { type: "video" },
  { type: "voice", media: sound },
  { type: "document" },
  { type: "sticker" },
];
const cards = [
  { type: "location" },
  { type: "contacts", contacts: [{ name: { formatted_name: "Inês Carrasco" }, org: { company: "Tavola", title: "Buyer" }, phones: [{ phone: "+1 555 010 3316", wa_id: "15550103316" }], emails: [{ email: "ines@tavola.example" }] }] },
  { type: "order", order: { catalog_id: "1", text: "By Friday, please", product_items: [{ product_retailer_id: "oak-leg", quantity: 2, item_price: 30, currency: "EUR" }, { product_retailer_id: "table-top", quantity: 1, item_price: 284.5, currency: "EUR" }] } },
  { type: "flow_reply", response: { Your_name: "Noah", sizes: ["M", "L"], flow_token: "secret" } },
];
const odd = [
  { type: "text", text: "Is this one still there?", referral: {} },
  { type: "text", text: "Look at this", forwarded: "frequently" },
  { type: "unsupported", kind: "view_once" },
  { type: "raw", message: { type: "hologram", hologram: { depth: 3 } } },
  { type: "media_error" },
];
const offers = [
  { type: "interactive", interactive: { type: "button", header: { type: "text", text: "Delivery" }, body: { text: "When shall we deliver?" }, footer: { text: "Tavola Norte" }, action: { buttons: [reply("Morning"), reply("Evening")] } } },
  { type: "interactive", interactive: { type: "list", body: { text: "Which wood?" }, action: { button: "Choose a wood", sections: [{ title: "Dark", rows: [{ id: "1", title: "Walnut", description: "Very dark" }] }] } } },
  { type: "interactive", interactive: { type: "cta_url", body: { text: "Follow it" }, action: { name: "cta_url", parameters: { display_text: "Track", url: "https://tavola.example/t" } } } },
  { type: "interactive", interactive: { type: "location_request_message", body: { text: "Where are you?" }, action: { name: "send_location" } } },
];
const sent = [
  { type: "location", location: { latitude: 41.3916, longitude: 2.1648, name: "Casa Batlló", address: "Passeig de Gràcia 43, Barcelona" } },
  { type: "contacts", contacts: [{ name: { formatted_name: "Inês Carrasco", first_name: "Inês" }, phones: [{ phone: "+1 555 010 3316", wa_id: "15550103316" }] }] },
  { type: "template", template: { name: "hello_world", language: { code: "en_US" } } },
];

export const kinds = inDemo(async (demo, inbox) => {
  let n = 0;
  const meet = async (name) => {
    await demo.control("POST", "/customers", { name, phone: `+1555010890${n++}` });
    await demo.write(name, { type: "text", text: "Hello!" });
    await row(inbox, name).waitFor();
    await inbox.mouse.move(900, 500);
  };
  for (const [group, name, received, answers] of [["media", "Pia Pictures", media, []], ["cards", "Carl Cards", cards, []], ["odd", "Olga Odd", odd, []], ["offers", "Ida Inquiry", [], offers], ["sent", "Sam Sent", [], sent]]) {
    await meet(name);
    for (const message of received) await demo.write(name, message);
    for (const message of answers) await sendTo(demo, name, message);
    await openThread(inbox, name);
    await thread(inbox).getByRole("log").getByRole("article").nth(received.length + answers.length).waitFor();
    if (group === "offers") await chosen(demo, inbox, name);
    if (group === "odd") await happened(demo, inbox, name);
    await inbox.waitForLoadState("networkidle"); // cards are drawn by code that comes later
    const scrolled = (to) => async () => void (await thread(inbox).getByRole("log").evaluate((box, to) => void box.scrollTo(0, to), to));
    await shoot(inbox, `kinds-${group}-top`, scrolled(0));
    await shoot(inbox, `kinds-${group}`, scrolled(100_000));
  }
});

async function chosen(demo, inbox, name) {
  const asked = await until("buttons on the phone", async () => (await demo.chat(name)).find((m) => m.choices?.length));
  await demo.write(name, { type: "choice", message_id: asked.id, id: "Evening" });
  await bubble(inbox, "Chose").waitFor();
}

async function happened(demo, inbox, name) {
  const { id } = await demo.write(name, { type: "text", text: "I like the gren one" });
  await demo.write(name, { type: "edit", message_id: id, text: "I like the green one" });
  await bubble(inbox, "I like the green one").waitFor();
  const customer = await demo.customer(name);
  await demo.control("POST", `/customers/${customer.id}/change-identity`, {});
  await demo.control("POST", `/customers/${customer.id}/echoes`, { text: "On it, from the shop" });
  await bubble(inbox, "On it, from the shop").waitFor();
}
