// A thread of hundreds of messages, which came in as WhatsApp sends them: who
// reads in it is not moved by what comes, goes and grows around them.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { bubble, Demo, openThread, row, thread, until, writing } from "./inbox.js";

const customer = "Bertha Long";
const phone = "34611000001";
const total = 400;
const day = 24 * 60 * 60 * 1000; // ms
const wamid = (n) => `wamid.long${n}`;

describe("a long thread", { timeout: 300_000 }, () => {
  let demo, inbox, meta;

  /** Sends messages of the customer to the webhook as WhatsApp does. */
  const deliver = async (messages) => {
    const value = { messaging_product: "whatsapp", metadata: { display_phone_number: "15550100100", phone_number_id: meta.phone_number_id }, contacts: [{ profile: { name: customer }, wa_id: phone }], messages };
    const body = JSON.stringify({ object: "whatsapp_business_account", entry: [{ id: meta.business_account_id, changes: [{ field: "messages", value }] }] });
    const signature = `sha256=${createHmac("sha256", meta.app_secret).update(body).digest("hex")}`;
    const said = await fetch(meta.webhook.url, { method: "POST", body, headers: { "content-type": "application/json", "x-hub-signature-256": signature } });
    assert.equal(said.status, 200);
  };
  /** In seconds. The older ones are of one day whatever the hour is, so that each page goes on with a day that is begun; the others reach up to now. */
  const noon = Math.floor(Date.now() / day) * (day / 1000) - 2.5 * (day / 1000);
  const writtenAt = (n) => (n < 250 ? noon + n * 60 : Math.floor(Date.now() / 1000) - (total - n) * 600);
  const line = (n, more = {}) => ({ from: phone, id: wamid(n), timestamp: String(writtenAt(n)), type: "text", text: { body: n === 12 ? "The pomegranate one" : `Line ${n} ${"of many words ".repeat(n % 7)}` }, ...more });

  before(async () => {
    demo = await Demo.start();
    inbox = await demo.logIn();
    meta = await demo.control("GET", "");
    for (let from = 0; from < total; from += 50) await deliver(Array.from({ length: 50 }, (_, i) => line(from + i)));
    await row(inbox, customer).waitFor();
  });
  after(() => demo?.stop());

  const log = () => thread(inbox).getByRole("log");
  const jump = () => thread(inbox).getByRole("button", { name: /^Jump to latest/ });

  it("keeps what is read in its place while something above it grows in the middle of a scroll", async () => {
    await openThread(inbox, customer);
    await until("the first unread of them", async () => (await log().getByRole("article").count()) > 200);
    const moved = await log().evaluate(async (box) => {
      const frames = async (n) => {
        while (n-- > 0) await new Promise(requestAnimationFrame);
      };
      box.scrollTop = box.scrollHeight / 2;
      await frames(3);
      const edge = box.getBoundingClientRect().top;
      const all = [...box.querySelectorAll("article")];
      const read = all.findIndex((one) => one.getBoundingClientRect().top > edge + 100);
      const before = all[read].getBoundingClientRect().top;
      all[read - 5].style.paddingTop = "180px";
      box.scrollTop -= 40;
      await frames(3);
      return all[read].getBoundingClientRect().top - before;
    });
    assert.equal(Math.round(moved), 40, "the scroll alone moved it");
  });

  it("takes older messages in at their full height, also where they fill up a part that is there", async () => {
    const before = await log().evaluate(async (box) => {
      const none = () => box.querySelector(".chunk:not(.settled)") === null;
      while (!none()) await new Promise(requestAnimationFrame);
      window.grown = [];
      new MutationObserver((all) => {
        for (const { target, addedNodes } of all) if (addedNodes.length && target.matches(".chunk")) window.grown.push(target.className);
      }).observe(box, { childList: true, subtree: true });
      box.scrollTop = 0;
      return box.querySelectorAll("article").length;
    });
    await until("older ones", async () => (await log().getByRole("article").count()) > before);
    const grown = await inbox.evaluate(() => window.grown);
    assert.ok(grown.length > 0, "none came into a part that was there");
    assert.ok(!grown.includes("chunk settled"), "the browser would take it for as high as it was");
  });

  it("leads to the first days by a quote and by a hit of the search, and back to the newest", async () => {
    await deliver([line(total, { text: { body: "About the first days" }, context: { from: phone, id: wamid(12) } })]);
    await jump().click();
    await bubble(inbox, "About the first days").getByRole("button", { name: /The pomegranate one|Show this message/ }).click();
    await until("the quoted one, lit", () => inbox.evaluate(() => document.querySelector("article.flash")?.textContent.includes("The pomegranate one")));
    await deliver([line(total + 1, { text: { body: "While you read" } })]);
    await row(inbox, "While you read").waitFor();
    assert.ok(await bubble(inbox, "The pomegranate one").first().isVisible(), "what is read stays");
    await jump().click();
    await bubble(inbox, "While you read").waitFor();
    await jump().waitFor({ state: "detached" });
    await writing(inbox).waitFor();
  });

  it("wrote no error to the console", () => assert.deepEqual(demo.watched.errors, []));
});
