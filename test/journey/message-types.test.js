// Every kind of message that WhatsApp knows, in and out, as the inbox shows it.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { assertAccessible, assertNarrow } from "./browser.js";
import { bubble, Demo, openThread, row, thread, until } from "./inbox.js";

const customer = "Noah Okafor";
const voice = new URL("../../web/src/features/simulator/voice.ogg", import.meta.url);

describe("a message of every kind", { timeout: 300_000 }, () => {
  let demo, inbox, conversation;
  const arrives = (message) => demo.write(customer, message);
  const send = async (message) => {
    const said = await demo.owners.request.post(`${demo.relevo.url}/platform/v1/whatsapp/conversations/${conversation}/messages`, { data: { message, client_id: randomUUID() } });
    assert.equal(said.status(), 202, await said.text());
  };
  const log = () => thread(inbox).getByRole("log");

  before(async () => {
    demo = await Demo.start();
    inbox = await demo.logIn();
    await openThread(inbox, customer);
    conversation = /\/c\/([^?]+)/.exec(inbox.url())[1];
  });
  after(() => demo?.stop());

  it("shows text as WhatsApp formats it, and nothing of it as HTML", async () => {
    await arrives({ type: "text", text: "*Bold* _it_ ~no~ `x` <img src=x onerror=alert(1)>\n> said\n- one\n1. two\n```*raw*```" });
    const said = bubble(inbox, "<img src=x");
    for (const [tag, text] of [["strong", "Bold"], ["em", "it"], ["s", "no"], ["code", "x"], ["blockquote", "said"], ["ul li", "one"], ["ol li", "two"], ["pre", "*raw*"]]) await said.locator(tag, { hasText: text }).waitFor();
    assert.equal(await said.locator("img").count(), 0);
    await row(inbox, "Bold it no x").waitFor();
  });

  it("links what is safe, and never under another name", async () => {
    await arrives({ type: "text", text: "https://tavola.example/a_b_c www.b.example javascript:alert(1) https://pаypal.example/ me@c.example +1 555 010 4821" });
    const said = bubble(inbox, "javascript:alert(1)");
    await said.waitFor();
    const links = await said.getByRole("link").evaluateAll((all) => all.map((a) => [a.textContent, a.getAttribute("href"), a.rel]));
    assert.deepEqual(links.map(([text, href]) => [text, href]), [
      ["https://tavola.example/a_b_c", "https://tavola.example/a_b_c"],
      ["www.b.example", "https://www.b.example/"],
      ["https://xn--pypal-4ve.example/", "https://xn--pypal-4ve.example/"],
      ["me@c.example", "mailto:me@c.example"],
      ["+1 555 010 4821", "tel:+15550104821"],
    ]);
    assert.ok(links.every(([, , rel]) => rel === "noopener noreferrer"));
  });

  it("folds what is very long", async () => {
    await arrives({ type: "text", text: `${"*".repeat(3000)} the end` });
    const long = bubble(inbox, "***");
    await long.getByRole("button", { name: "Read more" }).click();
    await bubble(inbox, "the end").getByRole("button", { name: "Show less" }).click();
    assert.equal(await bubble(inbox, "the end").count(), 0);
  });

  it("shows an order with its total", async () => {
    await arrives({ type: "order", order: { catalog_id: "1", text: "By Friday, please", product_items: [{ product_retailer_id: "oak-leg", quantity: 2, item_price: 30, currency: "EUR" }, { product_retailer_id: "top", quantity: "1", item_price: "284.5", currency: "EUR" }] } });
    const order = bubble(inbox, "By Friday, please");
    for (const text of ["Order, 2 items", "oak-leg", "2 ×", "€30.00", "€344.50"]) await order.getByText(text, { exact: true }).waitFor();
  });

  it("shows a place and a contact, which lead elsewhere only when asked", async () => {
    await arrives({ type: "location" });
    const place = bubble(inbox, "Tavola Norte");
    await place.getByText("41.14960, -8.61090").waitFor();
    assert.match(await place.getByRole("link", { name: "Open the map" }).getAttribute("href"), /^https:\/\/www\.openstreetmap\.org\/\?mlat=41\.1496&mlon=-8\.6109/);
    await arrives({ type: "contacts", contacts: [{ name: { formatted_name: "Inês Carrasco" }, org: { company: "Tavola", title: "Buyer" }, phones: [{ phone: "+1 555 010 3316", wa_id: "15550103316" }], emails: [{ email: "ines@tavola.example" }] }] });
    const card = bubble(inbox, "Inês Carrasco");
    await card.getByText("Buyer, Tavola").waitFor();
    await card.getByRole("link", { name: "+1 555 010 3316" }).waitFor();
    await card.getByRole("button", { name: "Copy: Inês Carrasco" }).waitFor();
  });

  it("names what WhatsApp doesn't hand over", async () => {
    await arrives({ type: "unsupported", kind: "view_once" });
    await bubble(inbox, "Unsupported message: View-once message").waitFor();
    await arrives({ type: "unsupported", kind: "poll_creation" });
    await bubble(inbox, "Unsupported message: Poll").waitFor();
    await arrives({ type: "raw", message: { type: "hologram", hologram: { depth: 3 } } });
    const odd = bubble(inbox, "Unsupported message: hologram");
    await odd.getByText("What WhatsApp sent").click();
    await odd.getByText('"depth": 3').waitFor();
    await arrives({ type: "media_error" });
    await bubble(inbox, "The person's file could not be fetched").waitFor();
  });

  it("shows the answers to a form", async () => {
    await arrives({ type: "flow_reply", response: { Your_name: "Noah", sizes: ["M", "L"], flow_token: "secret" } });
    const form = bubble(inbox, "Your name");
    await form.getByText("M, L").waitFor();
    assert.equal(await form.getByText("secret").count(), 0);
  });

  it("shows what was offered, with the rows of a list behind a click", async () => {
    await send({ type: "interactive", interactive: { type: "button", header: { type: "text", text: "Delivery" }, body: { text: "When shall we deliver?" }, footer: { text: "Tavola" }, action: { buttons: [{ type: "reply", reply: { id: "1", title: "Morning" } }, { type: "reply", reply: { id: "2", title: "Evening" } }] } } });
    const offer = bubble(inbox, "When shall we deliver?");
    for (const text of ["Delivery", "Tavola"]) await offer.getByText(text, { exact: true }).waitFor();
    assert.deepEqual((await offer.getByRole("list", { name: "Buttons" }).getByRole("listitem").allTextContents()).map((s) => s.trim()), ["Morning", "Evening"]);
    const asked = await until("buttons on the phone", async () => (await demo.chat(customer)).find((m) => m.choices?.length));
    await arrives({ type: "choice", message_id: asked.id, id: "2" });
    await bubble(inbox, "Chose").filter({ hasText: "Evening" }).waitFor();
    await send({ type: "interactive", interactive: { type: "list", body: { text: "Which wood?" }, action: { button: "Choose a wood", sections: [{ title: "Dark", rows: [{ id: "1", title: "Walnut", description: "Very dark" }] }] } } });
    const list = bubble(inbox, "Which wood?");
    assert.equal(await list.getByText("Very dark").isVisible(), false);
    await list.getByText("1 row to choose from").click();
    await list.getByText("Very dark").waitFor();
    await send({ type: "interactive", interactive: { type: "cta_url", body: { text: "Follow it" }, action: { name: "cta_url", parameters: { display_text: "Track", url: "https://tavola.example/t" } } } });
    await bubble(inbox, "Follow it").getByText("Track").waitFor();
    await send({ type: "interactive", interactive: { type: "location_request_message", body: { text: "Where are you?" }, action: { name: "send_location" } } });
    await bubble(inbox, "Where are you?").getByText("Send location").waitFor();
  });

  it("shows from which ad somebody came, and that a message was passed on", async () => {
    await arrives({ type: "text", text: "Is this one still there?", referral: {} });
    const came = bubble(inbox, "Is this one still there?");
    for (const text of ["From an ad", "Oak tables, made to last"]) await came.getByText(text).waitFor();
    await arrives({ type: "text", text: "Look at this", forwarded: "frequently" });
    await bubble(inbox, "Look at this").getByText("Forwarded many times").waitFor();
  });

  it("keeps what a message said before it was edited", async () => {
    const { id } = await arrives({ type: "text", text: "I like the gren one" });
    await arrives({ type: "edit", message_id: id, text: "I like the green one" });
    const edited = bubble(inbox, "I like the green one");
    await edited.getByRole("button", { name: "Edited" }).click();
    await edited.getByText("I like the gren one").waitFor();
  });

  it("says what happened to the person, and who wrote from the phone app", async () => {
    const { id } = await demo.customer(customer);
    await demo.control("POST", `/customers/${id}/change-identity`, {});
    await log().getByText("Noah’s security code changed.").waitFor();
    await demo.control("POST", `/customers/${id}/echoes`, { text: "On it, from the shop" });
    await bubble(inbox, "On it, from the shop").getByText("From the phone app").waitFor();
  });

  it("draws the waveform of a voice message, plays it faster, and knows its length", async () => {
    await arrives({ type: "voice", media: { data: (await readFile(voice)).toString("base64"), mime_type: "audio/ogg; codecs=opus", filename: "voice.ogg" } });
    const sound = log().getByRole("article").filter({ has: inbox.getByRole("slider", { name: "Position" }) });
    await sound.locator(".wave svg path").first().waitFor();
    await sound.getByText(/^0:0[1-9]$/).waitFor();
    await sound.getByRole("button", { name: "Speed 1×, change" }).click();
    await sound.getByRole("button", { name: "Speed 1.5×, change" }).click();
    await sound.getByRole("button", { name: "Speed 2×, change" }).waitFor();
  });

  it("opens pictures in full, one after the other, with the keyboard", async () => {
    await arrives({ type: "image", caption: "The left leg" });
    await arrives({ type: "image", caption: "The right leg" });
    await bubble(inbox, "The right leg").getByRole("button", { name: "Open: The right leg" }).click();
    const shown = inbox.getByRole("dialog");
    await shown.getByText(/2 of 2/).waitFor();
    await inbox.keyboard.press("ArrowLeft");
    await shown.getByRole("img", { name: "The left leg" }).waitFor();
    await inbox.keyboard.press("+");
    await until("zoom", () => shown.getByRole("img", { name: "The left leg" }).evaluate((img) => img.style.transform.includes("scale(1.5)")));
    assert.match(await shown.getByRole("link", { name: "Download" }).getAttribute("download"), /\.jpg$/);
    await assertAccessible(inbox);
    await inbox.keyboard.press("Escape");
    await shown.waitFor({ state: "detached" });
    await until("focus where it was", () => bubble(inbox, "The right leg").getByRole("button", { name: "Open: The right leg" }).evaluate((button) => button === document.activeElement));
  });

  it("keeps its height when pictures load", async () => {
    const photo = bubble(inbox, "The left leg").locator("img.photo");
    const { width, height } = await photo.boundingBox();
    assert.ok(Math.abs(width / height - 4 / 3) < 0.02, `${width} × ${height}`);
  });

  it("shows the first frame of a video, and plays it", async () => {
    await arrives({ type: "video", caption: "The table, all along" });
    const video = bubble(inbox, "The table, all along").locator("video");
    await until("its first frame", () => video.evaluate((v) => v.readyState >= v.HAVE_CURRENT_DATA && v.videoWidth === 320));
    await video.evaluate((v) => ((v.muted = true), v.play()));
    await until("a later one", () => video.evaluate((v) => v.currentTime > 0.2));
  });

  it("offers what the browser can't show as a file, and says so", async () => {
    const nothing = Buffer.from("no picture at all").toString("base64");
    for (const [type, mime, kind] of [["image", "image/jpeg", "Photo"], ["video", "video/mp4", "Video"], ["sticker", "image/webp", "Sticker"]]) {
      await arrives({ type, media: { data: nothing, mime_type: mime } });
      const card = log().getByRole("link").filter({ hasText: "your browser can’t read this file" }).filter({ hasText: kind });
      await card.waitFor();
      assert.match(await card.textContent(), /17 B/);
      assert.match(await card.getAttribute("download"), new RegExp(`^${type}-.*\\.(jpg|mp4|webp)$`));
    }
    await arrives({ type: "image", caption: "A whole one" });
    await bubble(inbox, "A whole one").getByRole("button", { name: /^Open/ }).click();
    const lightbox = inbox.getByRole("dialog");
    await lightbox.getByRole("img").waitFor();
    await inbox.keyboard.press("ArrowLeft");
    await lightbox.getByRole("alert").getByText("your browser can’t read this file").waitFor();
    await lightbox.getByRole("alert").getByRole("link", { name: "Download" }).waitFor();
    await assertAccessible(inbox);
    await inbox.keyboard.press("Escape");
    await assertAccessible(inbox);
  });

  it("shows reactions of both sides", async () => {
    const { id } = await arrives({ type: "text", text: "Thank you all" });
    await arrives({ type: "reaction", message_id: id, emoji: "🙏" });
    await send({ type: "reaction", reaction: { message_id: id, emoji: "👍" } });
    await bubble(inbox, "Thank you all").getByRole("img", { name: /Reactions: (🙏 Noah, 👍 your team|👍 your team, 🙏 Noah)/ }).waitFor();
  });

  it("is accessible and narrow with all of it", async () => {
    await assertAccessible(inbox);
    await assertNarrow(inbox);
  });

  it("wrote no error to the console", () => assert.deepEqual(demo.watched.errors, []));
});
