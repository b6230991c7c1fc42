// The inbox and the simulated phone as a person finds their way in them.
import assert from "node:assert/strict";
import { Console, launch } from "./browser.js";
import { Relevo } from "./relevo.js";

/** Who writes in a new demo. */
export const seeded = ["Ana Ribeiro", "Mateo García", "ليلى حداد", "Noah Okafor"];

export const list = (page) => page.getByRole("listbox", { name: "Conversations" });
export const row = (page, text) => list(page).getByRole("option").filter({ hasText: text });
export const thread = (page) => page.getByRole("region", { name: "Messages", exact: true });
export const bubble = (page, text) => thread(page).getByRole("log").getByRole("article").filter({ hasText: text });
export const tick = (within, name) => within.getByRole("img", { name, exact: true });
export const writing = (page) => thread(page).getByRole("textbox", { name: /^Write to/ });
export const send = (page) => thread(page).getByRole("button", { name: "Send", exact: true });
export const phoneOf = (page, name) => page.getByRole("region", { name: `Simulated phone of ${name}` });
export const onPhone = (page, name, text) => phoneOf(page, name).getByRole("article").filter({ hasText: text });

/** Fills in the log-in that is on screen. */
export async function logIn(page, { email, password }) {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
}

export async function openThread(page, name) {
  await row(page, name).click();
  await thread(page).getByRole("heading", { name }).waitFor();
  await writing(page).waitFor();
}

export async function answer(page, text) {
  await writing(page).fill(text);
  await send(page).click();
}

/** Two people send at once: the first is through before the server hears of the second's. */
export async function answerBeside(second, late, first, early) {
  let release;
  const held = new Promise((done) => (release = done));
  await second.route("**/messages", async (route) => {
    await held;
    await route.continue();
  }, { times: 1 });
  await answer(second, late);
  await answer(first, early);
  await bubble(second, early).waitFor();
  release();
}

/** Presses two keys that are one command: neither waits for the other's answer, so that no busy machine parts them. */
export const pressBoth = (page, first, second) => Promise.all([page.keyboard.press(first), page.keyboard.press(second)]);

/** Chooses the customer whose phone is shown. */
export async function takePhone(page, name) {
  await page.getByRole("region", { name: "Customers" }).getByRole("button", { name }).click();
  await phoneOf(page, name).waitFor();
}

/** Writes as the customer, on the phone. */
export async function say(page, name, text) {
  await phoneOf(page, name).getByRole("textbox", { name: "Message as customer" }).fill(text);
  await phoneOf(page, name).getByRole("button", { name: "Send as customer" }).click();
}

/** Chooses from the menu of a message on the phone. */
export async function choose(page, name, text, entry) {
  const message = onPhone(page, name, text);
  await message.hover();
  await message.getByRole("button", { name: "Message actions" }).click();
  await page.getByRole("menuitem", { name: entry }).first().click();
}

/** Waits for something that is not on a page; gives the first value that is not empty. */
export async function until(what, read, ms = 30_000) {
  for (const end = performance.now() + ms; performance.now() < end; await new Promise(setImmediate)) {
    const value = await read();
    if (value) return value;
  }
  assert.fail(`no ${what} within ${ms} ms`);
}

/** A demo with a browser in which its owner is logged in. */
export class Demo {
  watched = new Console();

  static async start() {
    const demo = new Demo();
    demo.relevo = await Relevo.demo();
    demo.browser = await launch();
    demo.owners = await demo.watched.context(demo.browser);
    return demo;
  }

  /** Follows the printed link, to the list of the seeded conversations. */
  async logIn() {
    const page = await this.owners.newPage();
    await page.goto(this.relevo.link);
    for (const name of seeded) await row(page, name).waitFor();
    return page;
  }

  /** A browser in which nobody is logged in. */
  async stranger() {
    return (await this.watched.context(this.browser)).newPage();
  }

  /** The page of the phones. */
  async phone() {
    const page = await this.owners.newPage();
    await page.goto(`${this.relevo.url}/app/simulator`);
    await page.getByRole("textbox", { name: "Message as customer" }).waitFor();
    return page;
  }

  /** Calls the simulator's control API as the owner. */
  async control(method, path, data) {
    const said = await this.owners.request.fetch(`${this.relevo.url}/platform/v1/simulator/control${path}`, { method, data });
    assert.ok(said.ok(), `${method} ${path}: ${said.status()} ${await said.text()}`);
    return said.json();
  }

  customer = async (name) => (await this.control("GET", "/customers")).data.find((c) => c.name === name);

  /** What the customer's phone holds of the chat, oldest first. */
  chat = async (name) => (await this.control("GET", `/customers/${(await this.customer(name)).id}/messages?limit=500`)).data;

  write = async (name, message) => this.control("POST", `/customers/${(await this.customer(name)).id}/messages`, message);

  async stop() {
    await this.browser?.close();
    await this.relevo?.stop();
  }
}
