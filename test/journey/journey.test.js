// One working day in the browser: the owner and a member watch the inbox while
// customers write on the simulated phone.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertAccessible, assertNarrow, Console, launch } from "./browser.js";
import { Relevo } from "./relevo.js";

const seeded = ["Ana Ribeiro", "Mateo García", "ليلى حداد", "Noah Okafor"];
const member = { email: "bea@example.com", name: "Bea Member", role: "member", password: "a long enough pass phrase" };

const list = (page) => page.getByRole("listbox", { name: "Conversations" });
const row = (page, text) => list(page).getByRole("option").filter({ hasText: text });
const thread = (page) => page.getByRole("region", { name: "Messages", exact: true });
const bubble = (page, text) => thread(page).getByRole("log").getByRole("article").filter({ hasText: text });
const writing = (page) => thread(page).getByRole("textbox", { name: /^Write to/ });
const phoneOf = (page, name) => page.getByRole("region", { name: `Simulated phone of ${name}` });

/** Waits for something that is not on a page; gives the first value that is not empty. */
async function until(what, read, ms = 20_000) {
  for (const end = performance.now() + ms; performance.now() < end; await new Promise(setImmediate)) {
    const value = await read();
    if (value) return value;
  }
  assert.fail(`no ${what} within ${ms} ms`);
}

async function openThread(page, name) {
  await row(page, name).click();
  await thread(page).getByRole("heading", { name }).waitFor();
  await writing(page).waitFor();
}

async function answer(page, text) {
  await writing(page).fill(text);
  await thread(page).getByRole("button", { name: "Send", exact: true }).click();
}

/** Chooses the customer whose phone is shown. */
async function takePhone(page, name) {
  await page.getByRole("region", { name: "Customers" }).getByRole("button", { name }).click();
  await phoneOf(page, name).waitFor();
}

async function say(page, name, text) {
  const phone = phoneOf(page, name);
  await phone.getByRole("textbox", { name: "Message as customer" }).fill(text);
  await phone.getByRole("button", { name: "Send as customer" }).click();
}

describe("a day in the inbox", { timeout: 240_000 }, () => {
  const watched = new Console();
  let relevo, browser, owners, members, owner, mate, phone;

  /** Calls the simulator's control API as the owner. */
  async function control(method, path, data) {
    const answer = await owners.request.fetch(`${relevo.url}/platform/v1/simulator/control${path}`, { method, data });
    assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
    return answer.json();
  }
  const customer = async (name) => (await control("GET", "/customers")).data.find((c) => c.name === name);
  const chat = async (name) => (await control("GET", `/customers/${(await customer(name)).id}/messages?limit=500`)).data;

  before(async () => {
    relevo = await Relevo.start();
    browser = await launch();
    owners = await watched.context(browser);
    members = await watched.context(browser);
    [owner, phone] = [await owners.newPage(), await owners.newPage()];
    mate = await members.newPage();
  });
  after(async () => {
    await browser?.close();
    await relevo?.stop();
  });

  it("opens the printed link and lists the conversations of the demo", async () => {
    await owner.goto(relevo.logIn);
    for (const name of seeded) await row(owner, name).waitFor();
    assert.equal(await list(owner).getByRole("option").count(), seeded.length);
  });

  it("lets another member log in", async () => {
    await mate.goto(`${relevo.url}/app/`);
    await mate.getByRole("heading", { name: "Log in to Relevo" }).waitFor();
    await assertAccessible(mate);
    await assertNarrow(mate);
    const me = await (await owners.request.get(`${relevo.url}/platform/v1/me`)).json();
    await relevo.createUser({ ...member, project: me.project.id });
    await mate.getByLabel("Email").fill(member.email);
    await mate.getByLabel("Password", { exact: true }).fill(member.password);
    await mate.getByRole("button", { name: "Log in" }).click();
    for (const name of seeded) await row(mate, name).waitFor();
  });

  it("shows what a customer writes on the phone to everybody at once", async () => {
    await phone.goto(`${relevo.url}/app/simulator`);
    await takePhone(phone, "Ana Ribeiro");
    await say(phone, "Ana Ribeiro", "Is the blue lamp there yet?");
    await Promise.all([owner, mate].map((page) => row(page, "Is the blue lamp there yet?").waitFor()));
  });

  it("ticks an answer as it is sent, delivered and read", async () => {
    await phoneOf(phone, "Ana Ribeiro").getByRole("button", { name: "Leave the chat" }).click();
    await openThread(owner, "Ana Ribeiro");
    await owner.evaluate(() => {
      const seen = (globalThis.ticks = []);
      new MutationObserver(() => {
        const mine = [...document.querySelectorAll("[role=log] article")].find((a) => a.textContent.includes("It arrived this morning."));
        const tick = mine?.querySelector("svg[role=img]")?.getAttribute("aria-label");
        if (tick && seen.at(-1) !== tick) seen.push(tick);
      }).observe(document.body, { subtree: true, childList: true, attributes: true });
    });
    await answer(owner, "It arrived this morning.");
    await bubble(owner, "It arrived this morning.").getByRole("img", { name: "Delivered" }).waitFor();
    await phone.bringToFront();
    await phoneOf(phone, "Ana Ribeiro").getByRole("button", { name: "Open the chat:" }).click();
    await phoneOf(phone, "Ana Ribeiro").getByText("It arrived this morning.").waitFor();
    await bubble(owner, "It arrived this morning.").getByRole("img", { name: "Read" }).waitFor();
    const order = ["Sending", "Sent", "Delivered", "Read"];
    const ticks = await owner.evaluate(() => globalThis.ticks);
    assert.ok(["Sending", "Sent"].includes(ticks[0]), `it began as ${ticks[0]}`);
    assert.deepEqual(ticks, order.filter((tick) => ticks.includes(tick)), "a tick went back");
    assert.deepEqual(ticks.slice(-2), ["Delivered", "Read"]);
    await row(mate, "It arrived this morning.").getByRole("img", { name: "Read" }).waitFor();
  });

  it("sends one message when send is clicked twice", async () => {
    await writing(owner).fill("Only once, please.");
    await thread(owner).getByRole("button", { name: "Send", exact: true }).dblclick();
    await bubble(owner, "Only once, please.").getByRole("img", { name: "Read" }).waitFor();
    await answer(owner, "And this after it.");
    await bubble(owner, "And this after it.").getByRole("img", { name: "Read" }).waitFor();
    assert.equal(await bubble(owner, "Only once, please.").count(), 1);
    assert.equal((await chat("Ana Ribeiro")).filter((m) => m.text === "Only once, please." || m.text?.body === "Only once, please.").length, 1);
  });

  it("says why a message failed, with WhatsApp's code", async () => {
    await control("POST", "/customers", { name: "Nadia Unreached", phone: "+15550103326" });
    await takePhone(phone, "Nadia Unreached");
    await say(phone, "Nadia Unreached", "Can you hear me?");
    await openThread(owner, "Nadia Unreached");
    await answer(owner, "Loud and clear.");
    const failed = bubble(owner, "Loud and clear.");
    await failed.getByText("Not delivered: this number isn’t on WhatsApp · 131026").waitFor();
    await failed.getByRole("img", { name: "Not delivered" }).waitFor();
  });

  it("carries 10,000 characters whole, with emoji and right-to-left text", async () => {
    const piece = "Lamp 💡 مصباح 👩🏽‍🚀 מנורה é\n";
    const characters = [...piece.repeat(1000)].slice(0, 9_997).concat("ك", "👍", "!");
    const text = characters.join("");
    assert.equal([...text].length, 10_000);
    await takePhone(phone, "Mateo García");
    await say(phone, "Mateo García", text);
    await openThread(owner, "Mateo García");
    await bubble(owner, "Lamp 💡 مصباح").getByRole("button", { name: "Read more" }).click();
    const whole = bubble(owner, "Lamp 💡 مصباح").getByRole("paragraph");
    assert.equal(await whole.textContent(), text);
  });

  it("keeps everything over a reload, and the draft", async () => {
    await openThread(owner, "Ana Ribeiro");
    await writing(owner).fill("Half a tho");
    await owner.reload();
    await bubble(owner, "It arrived this morning.").getByRole("img", { name: "Read" }).waitFor();
    await bubble(owner, "Only once, please.").waitFor();
    await until("draft", async () => (await writing(owner).inputValue()) === "Half a tho");
    for (const name of [...seeded, "Nadia Unreached"]) await row(owner, name).waitFor();
    await writing(owner).fill("");
  });

  it("is accessible and never scrolls sideways", async () => {
    await takePhone(phone, "Ana Ribeiro");
    for (const page of [owner, phone]) {
      await assertAccessible(page);
      await assertNarrow(page);
    }
    await mate.bringToFront();
    await assertNarrow(mate);
  });

  it("comes back by itself after the server died, with what came meanwhile", async () => {
    const { listen } = relevo;
    watched.outage = true;
    await relevo.kill();
    await owner.getByText("Reconnecting…").waitFor();
    await relevo.run("127.0.0.1:0"); // where no page looks
    await control("POST", `/customers/${(await customer("Noah Okafor")).id}/messages`, { type: "text", text: "Written while you were away" });
    await until("webhook", async () => (await control("GET", "/deliveries?state=delivered&limit=10")).data.length > 0);
    await relevo.kill();
    await relevo.run(listen);
    await Promise.all([owner, mate].map((page) => row(page, "Written while you were away").waitFor()));
    await owner.getByText("Reconnecting…").waitFor({ state: "detached" });
    watched.outage = false;
    await takePhone(phone, "Noah Okafor");
    await say(phone, "Noah Okafor", "And here live again");
    await Promise.all([owner, mate].map((page) => row(page, "And here live again").waitFor()));
  });

  it("wrote no error to the console", () => assert.deepEqual(watched.errors, []));
});
