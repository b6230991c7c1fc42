// Everything a person can stand in front of, by keyboard, screen reader and
// small screen: set-up, log-in, inbox and phone.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertAccessible, assertNarrow, Console, launch } from "./browser.js";
import { Demo, logIn, openThread, phoneOf, row, takePhone } from "./inbox.js";
import { Relevo } from "./relevo.js";

const nadia = { email: "nadia@tavola.example", password: "four walnut table legs" };

describe("the first visit", { timeout: 200_000 }, () => {
  const watched = new Console();
  let relevo, browser, page;

  before(async () => {
    relevo = await Relevo.bare();
    browser = await launch();
    page = await (await watched.context(browser)).newPage();
  });
  after(async () => {
    await browser?.close();
    await relevo?.stop();
  });

  it("says at the log-in that there is no account yet", async () => {
    await page.goto(`${relevo.url}/app/`);
    await page.getByText("Nobody has an account here yet.").waitFor();
    await assertAccessible(page);
    await assertNarrow(page);
  });

  it("makes the owner by the printed link", async () => {
    await page.goto(relevo.link);
    await page.getByRole("heading", { name: "Set up Relevo" }).waitFor();
    await assertAccessible(page);
    await assertNarrow(page);
    await page.getByLabel("Your name").fill("Nadia Okafor");
    await page.getByLabel("Email").fill(nadia.email);
    await page.getByLabel("Password", { exact: true }).fill("too short");
    await page.getByLabel("Name of your shop or team").fill("Tavola Norte");
    await page.getByRole("button", { name: "Create the owner" }).click();
    await page.getByText("Too short: use at least 10 characters.").waitFor();
    await assertAccessible(page);
    await page.getByLabel("Password", { exact: true }).fill(nadia.password);
    await page.getByRole("button", { name: "Create the owner" }).click();
    await page.getByText("No WhatsApp number yet").waitFor();
    await assertAccessible(page);
    await assertNarrow(page);
  });

  it("leads to where a number is added", async () => {
    await page.getByRole("button", { name: "Add a number" }).click();
    await page.getByRole("heading", { level: 1, name: "WhatsApp numbers" }).waitFor();
    await page.goBack();
    await page.getByText("No WhatsApp number yet").waitFor();
  });

  it("connects a number, and says what to paste at Meta", async () => {
    await page.getByRole("button", { name: "Add a number" }).click();
    await page.getByRole("main").getByRole("button", { name: "Add a number" }).first().click();
    const form = page.getByRole("dialog", { name: "Add a number" });
    const fields = { "Name of the app": "Tavola", "App secret": "0123456789abcdef0123456789abcdef", "Phone number ID": "106540352242922", "WhatsApp business account ID": "102290129340398", "Access token": "EAAtavola" };
    for (const [label, value] of Object.entries(fields)) await form.getByLabel(label, { exact: true }).fill(value);
    await form.getByLabel("Phone number", { exact: true }).fill("not one");
    await form.getByRole("button", { name: "Connect" }).click();
    await form.getByRole("alert").waitFor();
    watched.errors = watched.errors.filter((e) => !/422 \(Unprocessable/.test(e)); // the browser notes the refusal
    await assertAccessible(page);
    await form.getByLabel("Phone number", { exact: true }).fill("+1 555 078 3881");
    // The number of a simulator: nothing here is to reach WhatsApp.
    await page.route("**/phone_numbers", (route) => {
      const body = route.request().postDataJSON();
      return route.continue({ postData: { phone_number: { ...body.phone_number, kind: "sandbox" } } });
    }, { times: 1 });
    await form.getByRole("button", { name: "Connect" }).click();
    const made = page.getByRole("dialog", { name: / is added$/ });
    await made.getByText(new RegExp(`^${relevo.url}/webhooks/whatsapp/[0-9a-f-]{36}$`)).waitFor();
    await made.getByRole("button", { name: "Copy: Verify token" }).waitFor(); // though the app was there already, after the first try
    await made.getByText(/Meta sends webhooks to https addresses only/).waitFor();
    await assertAccessible(page);
    await assertNarrow(page);
    await made.getByRole("button", { name: "Done" }).click();
    await page.getByRole("article", { name: /3881|Tavola/ }).waitFor();
    await page.getByRole("link", { name: "Back to the inbox" }).click();
    await page.getByText("No conversations yet").waitFor();
  });

  it("logs out and in again", async () => {
    await page.getByRole("button", { name: "Account of Nadia Okafor" }).click();
    await page.getByRole("menuitem", { name: "Log out" }).click();
    await logIn(page, nadia);
    await page.getByText("No conversations yet").waitFor();
  });

  it("wrote no error to the console", () => assert.deepEqual(watched.errors, []));

  it("says that a password is wrong, and that a link is used up", async () => {
    const stranger = await (await new Console().context(browser)).newPage();
    await stranger.goto(`${relevo.url}/app/`);
    await logIn(stranger, { ...nadia, password: "four oak table legs" });
    await stranger.getByText("Email and password don’t match.").waitFor();
    await assertAccessible(stranger);
    await stranger.goto(relevo.link);
    await stranger.getByText("Set-up is done").waitFor();
    await assertAccessible(stranger);
  });
});

describe("the panels", { timeout: 200_000 }, () => {
  let demo, inbox, phone;

  before(async () => {
    demo = await Demo.start();
    inbox = await demo.logIn();
    phone = await demo.phone();
  });
  after(() => demo?.stop());

  it("are accessible and narrow: list, thread and details", async () => {
    await inbox.bringToFront();
    await assertAccessible(inbox);
    await assertNarrow(inbox);
    await openThread(inbox, "Ana Ribeiro");
    await inbox.getByRole("complementary", { name: "Details" }).getByText("Customer since").waitFor();
    await assertAccessible(inbox);
    await assertNarrow(inbox);
  });

  it("are accessible on a phone: one at a time", async () => {
    await inbox.setViewportSize({ width: 320, height: 640 });
    await assertAccessible(inbox);
    await inbox.getByRole("button", { name: "Show the details" }).click();
    await inbox.getByRole("complementary", { name: "Details" }).getByText("Customer since").waitFor();
    await assertAccessible(inbox);
    await assertNarrow(inbox);
    await inbox.getByRole("button", { name: "Back to the messages" }).click();
    await inbox.getByRole("button", { name: "Back to the list" }).click();
    await row(inbox, "Ana Ribeiro").waitFor();
    await assertAccessible(inbox);
  });

  it("are accessible and narrow: the simulated phone with its controls and traffic", async () => {
    await phone.bringToFront();
    await takePhone(phone, "Ana Ribeiro");
    await assertAccessible(phone);
    await assertNarrow(phone);
    await phone.setViewportSize({ width: 320, height: 640 });
    for (const view of ["Controls", "Traffic", "Phone"]) {
      await phone.getByRole("navigation", { name: "Parts of the simulator" }).getByRole("button", { name: view }).click();
      await assertAccessible(phone);
      await assertNarrow(phone);
    }
    await phoneOf(phone, "Ana Ribeiro").waitFor();
  });

  it("wrote no error to the console", () => assert.deepEqual(demo.watched.errors, []));
});
