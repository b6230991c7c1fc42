// What is heard of a new message, and what isn't. The browser's own service worker shows it; what it was told to show is recorded in the page.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { open, until } from "./open.mjs";

const lucia = "c0000000-0000-4000-8000-000000000000";
const omar = "c0000002-0000-4000-8000-000000000000";
const chime = 2; // tones

function recorded({ sound }) {
  localStorage.setItem("relevo.notify", "on");
  if (sound) localStorage.setItem("relevo.notify.sound", sound);
  window.told = [];
  window.tones = 0;
  document.hasFocus = () => false;
  // Phones have the word, but no page may make one.
  window.Notification = class {
    static permission = "granted";
    constructor() { throw new TypeError("Illegal constructor"); }
  };
  const show = ServiceWorkerRegistration.prototype.showNotification;
  ServiceWorkerRegistration.prototype.showNotification = function (title, options) { return show.call(this, title, options).then(() => void window.told.push(title)); }; // asked meanwhile, a browser forgets what it is about to show
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...args) { window.tones++; return start.apply(this, args); };
}

/** Loads the page anew, until it tells of messages. */
async function telling(page) {
  await page.reload();
  await page.locator(".link-dot.live").waitFor();
  await until(() => page.evaluate(async () => (await navigator.locks.query()).held.some((lock) => lock.name.startsWith("relevo.notify."))), "this page tells");
}

async function listening(sound) {
  const app = await open("/app/");
  await app.page.context().grantPermissions(["notifications"]);
  await app.page.evaluate(recorded, { sound });
  await app.page.addInitScript(recorded, { sound });
  await telling(app.page);
  await app.page.locator("section.list h2, section.list .bar").first().click(); // a page may sound once somebody clicked in it
  const worker = () => app.page.context().serviceWorkers()[0];
  /** What the operating system shows now. */
  const shown = async () => (await worker()?.evaluate(async () => (await self.registration.getNotifications()).map((n) => `${n.title}: ${n.body}`))) ?? [];
  /** What the worker does when somebody clicks on it. Only a real click may move windows, so that is written down. */
  const click = () => worker().evaluate(async () => {
    self.opened ??= [];
    self.clients.openWindow = async (address) => void self.opened.push(address);
    const [notification] = await self.registration.getNotifications();
    self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
  });
  const told = (count) => until(async () => (await app.page.evaluate(() => window.told.length)) === count, `${count} are told`);
  return { ...app, told, shown, click, worker, tones: () => app.page.evaluate(() => window.tones) };
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

  it("is made for each of two people who write at once, also the first time", async () => {
    const { fake, conversation, shown, close } = await listening("");
    fake.say(conversation(omar), "It is me");
    fake.say(conversation(lucia), "And me");
    await until(async () => (await shown()).length === 2, "both are shown");
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

  it("is one for a conversation, with its newest words, until they are read", async () => {
    const { fake, page, conversation, told, shown, close } = await listening("");
    fake.say(conversation(omar), "First");
    await told(1);
    fake.say(conversation(omar), "Second");
    await told(2);
    await until(async () => (await shown()).join() === `${conversation(omar).kapso.contact_name}: Second`, "the second takes the place of the first");
    fake.publish("conversation.read", structuredClone(conversation(omar)), undefined, `user:${fake.me.user.id}`);
    await until(async () => (await shown()).length === 0, "it is withdrawn");
    assert.deepEqual(await page.evaluate(async () => [navigator.serviceWorker.controller, await caches.keys()]), [null, []]);
    await close();
  });

  it("waits for others to be withdrawn: a browser that is asked for them forgets what it is about to show", async () => {
    const { fake, page, conversation, told, shown, close } = await listening("");
    await page.evaluate(() => {
      window.asked = [];
      let showing = false;
      const { showNotification, getNotifications } = ServiceWorkerRegistration.prototype;
      ServiceWorkerRegistration.prototype.showNotification = async function (...args) {
        showing = true;
        await new Promise((done) => (window.release = done)); // as on a slow machine
        await showNotification.apply(this, args);
        showing = false;
      };
      ServiceWorkerRegistration.prototype.getNotifications = function (...args) {
        window.asked.push(showing);
        return getNotifications.apply(this, args);
      };
    });
    const release = () => until(() => page.evaluate(() => {
      const { release: go } = window;
      window.release = undefined;
      go?.();
      return go !== undefined;
    }), "it is shown");
    fake.say(conversation(omar), "One moment");
    await until(() => page.evaluate(() => window.release !== undefined), "it is about to be shown");
    fake.publish("conversation.read", structuredClone(conversation("c0000003-0000-4000-8000-000000000000")), undefined, `user:${fake.me.user.id}`);
    fake.say(conversation(omar), "And another");
    await page.locator(".row", { hasText: "And another" }).waitFor(); // what came before it is applied
    await release();
    await told(1);
    await until(() => page.evaluate(() => window.asked.length > 0), "the other is withdrawn");
    assert.deepEqual(await page.evaluate(() => window.asked), [false]);
    await release();
    await told(2);
    assert.deepEqual(await shown(), [`${conversation(omar).kapso.contact_name}: And another`]);
    await close();
  });

  it("is not made for what is looked at in another tab, however busy that one is", async () => {
    const { fake, page, conversation, shown, close } = await listening("");
    const other = await page.context().newPage();
    await other.addInitScript(() => {
      document.hasFocus = () => true;
      const say = BroadcastChannel.prototype.postMessage;
      BroadcastChannel.prototype.postMessage = function (word) { setTimeout(() => say.call(this, word), 300); };
    });
    await other.goto(new URL(`/app/c/${omar}`, page.url()).href);
    await other.locator(".link-dot.live").waitFor();
    await until(() => page.evaluate(async () => (await navigator.locks.query()).pending.some((lock) => lock.name.startsWith("relevo.notify."))), "the other tab waits to tell");
    await other.locator("article").last().waitFor();
    await page.bringToFront(); // or its own patience would be drawn out
    fake.say(conversation(omar), "You see me");
    await other.locator("article", { hasText: "You see me" }).waitFor();
    fake.say(conversation(lucia), "And me?");
    await until(async () => (await shown()).some((n) => n.includes("And me?")), "the other one is shown");
    assert.equal((await shown()).length, 1);
    await close();
  });

  it("leads to its conversation in the tab that is there, and else in a new one", async () => {
    const { fake, page, conversation, told, click, shown, worker, close } = await listening("");
    fake.say(conversation(omar), "Where are you?");
    await told(1);
    await until(async () => (await shown()).length === 1, "it is shown");
    await click();
    await page.getByRole("region", { name: "Messages", exact: true }).getByText("Where are you?").waitFor();
    assert.match(page.url(), new RegExp(`/app/c/${omar}$`));
    assert.deepEqual(await shown(), []);
    fake.say(conversation(omar), "And now?");
    await told(2);
    await until(async () => (await shown()).length === 1, "it is shown");
    const other = await page.context().newPage(); // keeps the browser's window, and is no tab of the app
    await page.close();
    await click();
    await until(async () => (await worker().evaluate(() => self.opened)).join() === `/app/?conversation_id=${omar}`, "it opens a tab");
    await other.close();
    await close();
  });

  it("is shown by the page where the browser keeps no workers", async () => {
    const { fake, page, conversation, told, close } = await listening("");
    await page.addInitScript(() => {
      delete Navigator.prototype.serviceWorker;
      window.Notification = class {
        static permission = "granted";
        constructor(title) { window.told.push(title); }
        close() {}
      };
    });
    await telling(page);
    fake.say(conversation(omar), "In a private window");
    await told(1);
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
