// What is heard of a new message, and what isn't. The parts of the operating system are recorded in the page.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { open, until } from "./open.mjs";

const omar = "c0000002-0000-4000-8000-000000000000";
const chime = 2; // tones

function recorded({ sound }) {
  localStorage.setItem("relevo.notify", "on");
  if (sound) localStorage.setItem("relevo.notify.sound", sound);
  window.told = [];
  window.tones = 0;
  document.hasFocus = () => false;
  window.Notification = class {
    static permission = "granted";
    constructor(title) { window.told.push(title); }
    close() {}
  };
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...args) { window.tones++; return start.apply(this, args); };
}

async function listening(sound) {
  const app = await open("/app/");
  await app.page.evaluate(recorded, { sound });
  await app.page.addInitScript(recorded, { sound });
  await app.page.reload();
  await app.page.locator(".link-dot.live").waitFor();
  await until(() => app.page.evaluate(async () => (await navigator.locks.query()).held.some((lock) => lock.name.startsWith("relevo.notify."))), "this page tells");
  await app.page.locator("section.list h2, section.list .bar").first().click(); // a page may sound once somebody clicked in it
  const told = (count) => until(async () => (await app.page.evaluate(() => window.told.length)) === count, `${count} are told`);
  return { ...app, told, tones: () => app.page.evaluate(() => window.tones) };
}

describe("a notification", () => {
  it("sounds when somebody chose a sound", async () => {
    const { fake, conversation, told, tones, close } = await listening("chime");
    fake.say(conversation(omar), "Do you hear me?");
    await told(1);
    await until(async () => (await tones()) === chime, "it sounds");
    await close();
  });

  it("is silent when nobody did", async () => {
    const { fake, conversation, told, tones, close } = await listening("");
    fake.say(conversation(omar), "Do you hear me?");
    await told(1);
    fake.say(conversation(omar), "And now?");
    await told(2);
    assert.equal(await tones(), 0);
    await close();
  });

  it("is not made for a person whom the number has blocked", async () => {
    const { fake, page, conversation, told, close } = await listening("chime");
    const blocked = conversation(omar).kapso.contact_id;
    const number = conversation(omar).phone_number_id;
    fake.disturb = (method, path) => (method === "GET" && path.endsWith(`/contacts/${blocked}`) ? { status: 200, body: { data: { id: blocked, metadata: {}, blocked_phone_number_ids: [number] } } } : undefined);
    fake.say(conversation(omar), "You have blocked me");
    await page.getByText("You have blocked me").waitFor();
    fake.say(conversation("c0000003-0000-4000-8000-000000000000"), "But not me");
    await told(1);
    assert.deepEqual(await page.evaluate(() => window.told), ["Amara Nwosu"]);
    await close();
  });

  it("says why there is none where the browser has none", async () => {
    const { page, close } = await open("/app/");
    await page.addInitScript(() => { delete window.Notification; });
    await page.reload();
    await page.getByRole("button", { name: "No notifications here" }).click();
    await page.locator(".bell-note").waitFor();
    assert.equal(await page.getByRole("menuitem", { name: "Turn on" }).count(), 0);
    await close();
  });
});
