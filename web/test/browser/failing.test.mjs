// A part that fails, fails alone: because of a record that is not what it should be, or of code that can't be fetched.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { open, until } from "./open.mjs";

const lucia = "c0000000-0000-4000-8000-000000000000";
const omar = "c0000002-0000-4000-8000-000000000000";
const box = "[data-composer] textarea";
const part = (page, within) => page.locator(within).getByRole("alert").filter({ hasText: "This part failed" });
const answering = (path, body) => (method, asked) => (method === "GET" && asked.endsWith(path) ? { status: 200, body } : undefined);

describe("a record that can't be drawn", () => {
  it("takes its own bubble only", async () => {
    const { fake, page, conversation, close } = await open(`/app/c/${lucia}`, {
      prepare: ({ state }) => {
        const messages = state.messages.get(lucia);
        messages.at(-2).kapso.reactions = 5;
        messages.at(-4).text = { body: { deep: true } };
        messages[messages.length - 6] = { id: "wamid.odd", kapso: {} };
      },
    });
    await until(async () => (await page.locator("article", { hasText: "This message can’t be shown" }).count()) === 2, "two say so");
    await page.locator("article", { hasText: "I’ve booked Thursday" }).waitFor();
    assert.ok((await page.locator("article").count()) > 40);
    await page.locator(".link-dot.live").waitFor();
    fake.publish("message.received", undefined, { ...fake.state.make(conversation(lucia), 0, { type: "text", text: { body: "broken" } }), context: { get: 1 }, text: { body: "And now?" }, kapso: { id: "m-odd", direction: "inbound", whatsapp_conversation_id: lucia, edits: 3, edited_at: "never" } });
    fake.say(conversation(lucia), "All well again");
    await page.locator("article", { hasText: "All well again" }).waitFor();
    await page.fill(box, "Still here");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await until(() => fake.posts.length === 1, "one can still write");
    await close();
  });

  it("takes the list, not the thread beside it, and can be tried again", async () => {
    const { fake, page, close } = await open(`/app/c/${lucia}`, { prepare: (f) => (f.disturb = answering("/whatsapp/conversations", { data: [{ id: "c1", status: "active", kapso: { last_message_text: {} } }], paging: { cursors: {} } })) });
    await part(page, "section.list").waitFor();
    await page.locator("article", { hasText: "I’ve booked Thursday" }).waitFor();
    await page.fill(box, "Still here");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await until(() => fake.posts.length === 1, "one can still write");
    fake.disturb = null;
    await page.getByRole("button", { name: "Unassigned" }).click();
    await page.locator(".row").first().waitFor();
    await close();
  });

  it("takes the details, which come back with the next person", async () => {
    const { fake, page, close } = await open(`/app/c/${lucia}`, { prepare: (f) => (f.disturb = (m, p) => (m === "GET" && /\/contacts\/[^/]+$/.test(p) ? { status: 200, body: { data: { id: "p1", blocked_phone_number_ids: 7 } } } : undefined)) });
    await part(page, "aside.details").waitFor();
    await page.locator("article", { hasText: "I’ve booked Thursday" }).waitFor();
    fake.disturb = null;
    await page.getByRole("option", { name: /Omar/ }).click();
    await page.locator("aside.details").getByText("+1 555 010 7730").first().waitFor();
    await close();
  });

  it("takes a page of the settings, not the way out of it", async () => {
    const { page, close } = await open("/app/settings/profile", { prepare: (f) => (f.disturb = answering("/session", { data: { user: { id: "u1", name: "N", email: 5 }, projects: [{ id: "p1", name: "P", role: "owner", permissions: ["member:manage"] }] } })) });
    await page.route("**/platform/v1/users*", (route) => route.fulfill({ json: { data: { not: "a list" }, meta: {} } }));
    await page.getByRole("link", { name: "Members" }).click();
    await part(page, "main.smain").waitFor();
    await page.getByRole("link", { name: "Profile" }).click();
    await until(async () => (await part(page, "main.smain").count()) === 0, "the next page shows");
    await close();
  });
});

describe("code that is gone since an update", () => {
  /** The page of another version, whose code has other names. */
  const updated = async (page) => {
    let loads = 0;
    await page.route("**/assets/template-picker-*.js", (route) => (loads === 0 ? route.fulfill({ status: 404 }) : route.continue()));
    await page.route("**/app/c/**", async (route) => {
      if (route.request().resourceType() === "document") {
        loads++;
        return route.continue();
      }
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: (await answer.text()).replace(/assets\/app-[^"]+\.js/, "assets/app-new.js") });
    });
    return () => loads;
  };
  const templates = (page) => page.getByRole("button", { name: "Send a template" }).click();

  it("is fetched with the new page, by itself and without losing a draft", async () => {
    const { page, close } = await open(`/app/c/${omar}`);
    await page.fill(box, "Half a thought");
    const loads = await updated(page);
    await templates(page);
    await page.getByText("Relevo was updated. This page is the new version.").waitFor();
    assert.equal(loads(), 1);
    await until(async () => (await page.inputValue(box)) === "Half a thought", "the draft is there");
    await templates(page);
    await page.locator(".composer.picking").waitFor();
    assert.equal(await page.getByText("This part couldn’t be fetched").count(), 0);
    await close();
  });

  it("waits for the person where something would be lost", async () => {
    const { page, close } = await open(`/app/c/${omar}`);
    await page.setInputFiles("input[type=file]", [{ name: "leg.png", mimeType: "image/png", buffer: Buffer.from("png") }]);
    const loads = await updated(page);
    await templates(page);
    await page.getByText("This part couldn’t be fetched").waitFor();
    await page.locator("article").last().waitFor();
    assert.equal(loads(), 0);
    page.on("dialog", (dialog) => dialog.accept());
    await page.getByRole("button", { name: "Reload" }).click();
    await until(() => loads() === 1, "it is loaded anew");
    await close();
  });

  it("says so while nothing answers, and doesn't reload into nothing", async () => {
    const { page, close } = await open(`/app/c/${omar}`);
    await page.route("**/assets/key-sheet-*.js", (route) => route.abort());
    await page.route("**/app/c/**", (route) => route.abort());
    await page.locator("article").last().waitFor();
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("?");
    const sheet = page.getByRole("alertdialog");
    await sheet.getByText("This part couldn’t be fetched").waitFor();
    await page.keyboard.press("Escape");
    await until(async () => (await sheet.count()) === 0, "it closes");
    await page.locator("article").last().waitFor();
    await close();
  });
});
