// How somebody hears of a new message: the bell, one notification however many
// tabs are open, the title. The browser's own service worker shows it; what a
// page asks it to show is recorded there.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertAccessible, assertNarrow } from "./browser.js";
import { Demo, list, openThread, row, seeded, thread, until } from "./inbox.js";

const bell = (page, name) => page.getByRole("button", { name, exact: true });

const script = "/app/notifications/worker.js";

/** Records what is shown, and lets the test say whether somebody looks at the tab, and what the browser allows. */
function recorded() {
  if (location.protocol === "about:") return; // such a frame has no storage
  window.told = [];
  window.looked = false;
  window.answer = "granted";
  document.hasFocus = () => window.looked;
  // Phones have the word, but no page may make one.
  window.Notification = class {
    static permission = localStorage.getItem("test.permission") ?? "default";
    static async requestPermission() {
      this.permission = window.answer;
      localStorage.setItem("test.permission", window.answer);
      return window.answer;
    }
    constructor() {
      throw new TypeError("Illegal constructor");
    }
  };
  const show = ServiceWorkerRegistration.prototype.showNotification;
  ServiceWorkerRegistration.prototype.showNotification = function (title, options) {
    // Not before it is shown: whoever asks a browser for its notifications meanwhile makes it forget the one that is on its way.
    return show.call(this, title, options).then(() => void window.told.push({ title, body: options.body, tag: options.tag }));
  };
}

describe("notifications", { timeout: 300_000 }, () => {
  let demo, one, two, erased;
  const told = async (page) => page.evaluate(() => window.told);
  const shown = async (tag) => one.evaluate(async ([address, of]) => (await (await navigator.serviceWorker.getRegistration(address)).getNotifications({ tag: of })).map((n) => n.body), [script, tag]);
  const all = async () => [...(await told(one)), ...(await told(two))];
  const look = (page, looked) => page.evaluate((on) => (window.looked = on), looked);
  const arrives = async (name, text) => {
    await demo.write(name, { type: "text", text });
    for (const page of [one, two]) if (!page.isClosed()) await row(page, text).waitFor();
  };
  const heard = (text) => until(`a notification of ${text}`, async () => (await all()).find((n) => n.body.includes(text)));

  before(async () => {
    demo = await Demo.start();
    await demo.owners.grantPermissions(["notifications"]);
    await demo.owners.addInitScript(recorded);
    one = await demo.logIn();
    two = await demo.owners.newPage();
    await two.goto(`${demo.relevo.url}/app/`);
    for (const name of seeded) await row(two, name).waitFor();
  });
  after(() => demo?.stop());

  it("says in the bell what the browser allows", async () => {
    await bell(one, "Notifications are off").click();
    await one.getByText("Turn them on to hear of new messages").waitFor();
    await assertAccessible(one);
    await one.evaluate(() => (window.answer = "denied"));
    await one.getByRole("menuitem", { name: "Turn on" }).click();
    await bell(one, "Notifications are blocked").click();
    await one.getByText("Your browser refuses them for this site.").waitFor();
    await one.keyboard.press("Escape");
    await one.evaluate(() => {
      localStorage.removeItem("test.permission");
      window.Notification.permission = "default";
    });
    await one.reload();
    await bell(one, "Notifications are off").click();
    await one.getByRole("menuitem", { name: "Turn on" }).click();
    await bell(one, "Notifications are on").waitFor();
    await two.reload(); // the permission is the browser's, recorded anew
    for (const page of [one, two]) await bell(page, "Notifications are on").waitFor();
    for (const page of [one, two]) await row(page, "Noah Okafor").waitFor();
  });

  it("tells once of a message, in whichever tab", async () => {
    await arrives("Noah Okafor", "Only once, please");
    const { title } = await heard("Only once, please");
    assert.equal(title, "Noah Okafor");
    await arrives("Ana Ribeiro", "And another");
    await heard("And another");
    assert.equal((await all()).filter((n) => n.body.includes("Only once")).length, 1);
    assert.equal((await all()).length, 2);
  });

  it("counts what is unread in the title, and marks the icon", async () => {
    const title = await one.title();
    assert.match(title, /^\(\d+\) Relevo$/);
    assert.match(await one.locator('link[rel="icon"]').getAttribute("href"), /icon-unread/);
  });

  it("is silent while somebody looks at the conversation, in any tab", async () => {
    await openThread(two, "Noah Okafor");
    await look(two, true);
    await arrives("Noah Okafor", "You see me already");
    await arrives("Mateo García", "You do not see me");
    await heard("You do not see me");
    assert.equal((await all()).filter((n) => n.body.includes("You see me already")).length, 0);
    await look(two, false);
    await arrives("Noah Okafor", "Now you look away");
    await heard("Now you look away");
  });

  it("opens the conversation on a click, and withdraws what was read", async () => {
    const { tag } = await heard("You do not see me");
    assert.deepEqual(await shown(tag), ["You do not see me"]);
    await demo.owners.serviceWorkers()[0].evaluate(async (of) => {
      const [notification] = await self.registration.getNotifications({ tag: of });
      self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
    }, tag);
    await until("the conversation in a tab", async () => {
      for (const page of [one, two]) if (await thread(page).getByRole("heading", { name: "Mateo García" }).isVisible()) return true;
    });
    await until("the withdrawal", async () => (await shown(tag)).length === 0);
  });

  it("opens it from another page without loading anew, and withdraws what was erased", async () => {
    const clicked = (tag) => demo.owners.serviceWorkers()[0].evaluate(async (of) => {
      const [notification] = await self.registration.getNotifications({ tag: of });
      self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
    }, tag);
    for (const page of [one, two]) {
      await page.evaluate(() => (window.kept = true));
      await page.keyboard.press("Escape");
      await page.keyboard.press("g");
      await page.keyboard.press("s");
      await page.getByRole("heading", { level: 1, name: "Members" }).waitFor();
    }
    await demo.write("Mateo García", { type: "text", text: "You are in the settings" });
    const { tag: first } = await heard("You are in the settings");
    await until("the notification", async () => (await shown(first)).includes("You are in the settings"));
    await clicked(first);
    const reader = await until("the conversation in a tab", async () => {
      for (const page of [one, two]) if (await thread(page).getByRole("heading", { name: "Mateo García" }).isVisible()) return page;
    });
    assert.ok(await reader.evaluate(() => window.kept), "the page was loaded anew");
    await (reader === one ? two : one).getByRole("link", { name: "Back to the inbox" }).click();
    await demo.control("POST", "/customers", { name: "Elsa Erased", phone: "+15550107781" });
    await arrives("Elsa Erased", "Forget me, please");
    const { tag } = await heard("Forget me, please");
    const api = `${demo.relevo.url}/platform/v1/whatsapp`;
    const { data } = await (await demo.owners.request.get(`${api}/conversations/${tag}`)).json();
    await until("the notification", async () => (await shown(tag)).length === 1);
    assert.ok((await demo.owners.request.delete(`${api}/contacts/${data.kapso.contact_id}`, { headers: { origin: demo.relevo.url } })).ok());
    await until("the withdrawal", async () => (await shown(tag)).length === 0);
    erased = tag;
  });

  it("gathers a burst, and hides the words when asked to", async () => {
    await bell(one, "Notifications are on").click();
    await one.getByRole("menuitemradio", { name: "Hide" }).click();
    const before = (await all()).length;
    await Promise.all([1, 2, 3].map((n) => demo.write("ليلى حداد", { type: "text", text: `Secret ${n}` })));
    const words = await until("the notifications", async () => {
      const fresh = (await all()).slice(0).filter((n) => n.title === "ليلى حداد");
      return fresh.length > 0 && fresh;
    });
    assert.ok((await all()).length > before);
    assert.ok(new Set(words.map((n) => n.tag)).size === 1 && words.every((n) => n.body.startsWith("New message")), JSON.stringify(words));
  });

  it("goes on when the telling tab closes", async () => {
    const teller = (await told(one)).length >= (await told(two)).length ? one : two;
    const left = teller === one ? two : one;
    const before = (await told(left)).length;
    await teller.close();
    await demo.write("Ana Ribeiro", { type: "text", text: "Still there?" });
    await row(left, "Still there?").waitFor();
    const ofAna = async () => (await told(left)).slice(before).filter((n) => n.title === "Ana Ribeiro").length; // one of before may come late
    await until("the other tab", async () => (await ofAna()) === 1);
    one = two = left;
  });

  it("doesn't tell again after a break, nor of one's own answers", async () => {
    const before = (await told(one)).length;
    await one.reload();
    await list(one).waitFor();
    await openThread(one, "Ana Ribeiro");
    await thread(one).getByRole("textbox", { name: /^Write to/ }).fill("My own words");
    await thread(one).getByRole("button", { name: "Send", exact: true }).click();
    await row(one, "My own words").waitFor();
    assert.ok(before > 0);
    assert.deepEqual(await told(one), []); // a new page, which has told nothing
    await bell(one, "Notifications are on").click();
    await one.getByRole("menuitem", { name: "Turn off" }).click();
    await arrives("Noah Okafor", "Nobody hears this");
    await bell(one, "Notifications are off").waitFor();
    assert.deepEqual(await told(one), []);
    await assertNarrow(one);
  });

  it("wrote no error to the console", () => {
    const unasked = demo.watched.errors.filter((e) => !(e.includes("404 (Not Found)") && e.includes(erased))); // asked for while it was erased
    assert.deepEqual(unasked, []);
  });
});
