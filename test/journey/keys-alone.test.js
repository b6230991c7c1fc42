// A morning's work with the keys alone: the focus is somewhere that shows it after every step, and never lost to the page.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { bubble, Demo, list, row, thread, until, writing } from "./inbox.js";

const customer = "Mateo García";
const details = (page) => page.getByRole("complementary", { name: "Details" });

describe("with the keys alone", { timeout: 300_000 }, () => {
  let demo, page;
  const press = (...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  const type = (text) => page.keyboard.type(text);

  /** Fails when nothing has the focus, or when what has it doesn't show it. */
  async function assertFocus(where) {
    const lost = () => page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body) return "nothing has the focus";
      const { width, height } = at.getBoundingClientRect();
      if (!at.checkVisibility({ visibilityProperty: true }) || width === 0 || height === 0) return `hidden: ${at.outerHTML.slice(0, 120)}`;
      const shown = (e) => getComputedStyle(e).outlineStyle !== "none";
      return at.matches("[role=dialog], [role=menu], #thread, .smain") || shown(at) || at.closest(".input, .composer, .pfind, .find, .list-search") || at.matches(".rows, .mi") ? "" : `not shown: ${at.outerHTML.slice(0, 120)}`;
    });
    await until(`focus ${where}`, async () => (await lost()) === "").catch(async () => assert.fail(`${where}: ${await lost()}`));
  }

  /** Walks on until the focus is on what is looked for. */
  async function tabTo(locator, key = "Tab") {
    await locator.waitFor();
    for (let steps = 0; steps < 80; steps++) {
      if (await locator.evaluate((e) => e === document.activeElement)) return;
      await press(key);
    }
    assert.fail(`not reached by ${key}: ${locator}`);
  }
  const button = (within, name) => within.getByRole("button", { name, exact: typeof name === "string" });
  const pressOn = async (locator) => {
    await tabTo(locator);
    await press("Enter");
  };

  const choose = async (name) => {
    await tabTo(page.getByRole("menuitem", { name }), "ArrowDown");
    await press("Enter");
  };

  before(async () => {
    demo = await Demo.start();
    page = await demo.logIn();
    await demo.owners.grantPermissions(["microphone", "clipboard-read", "clipboard-write"]);
  });
  after(() => demo?.stop());

  it("opens a conversation, answers, replies and takes the reply back", async () => {
    await tabTo(list(page));
    await list(page).locator(".cursor").or(list(page)).first().waitFor();
    const target = row(page, customer);
    for (let steps = 0; steps < 10 && !(await target.evaluate((e) => e.classList.contains("cursor"))); steps++) await press("j");
    await press("Enter");
    await writing(page).waitFor();
    await until("the composer to have the focus", () => writing(page).evaluate((e) => e === document.activeElement));
    await type("It ships today.");
    await press("Enter");
    await bubble(page, "It ships today.").waitFor();
    await assertFocus("after a send");
    const asked = bubble(page, "Obelisco").or(thread(page).getByRole("article").first()).first();
    await tabTo(button(asked, "Reply"), "Shift+Tab");
    await press("Enter");
    await until("the composer to have the focus", () => writing(page).evaluate((e) => e === document.activeElement));
    await tabTo(button(page, "Don’t reply to this message"), "Shift+Tab");
    await press("Enter");
    await button(page, "Don’t reply to this message").waitFor({ state: "detached" });
    await assertFocus("after a reply is taken back");
  });

  it("reacts", async () => {
    const asked = thread(page).getByRole("article").first();
    await tabTo(button(asked, "React"), "Shift+Tab");
    await press("Enter");
    await page.getByRole("dialog", { name: "React" }).waitFor();
    await assertFocus("in the reactions");
    await press("Enter");
    await asked.getByText("👍").waitFor();
    await assertFocus("after a reaction");
  });

  it("opens a menu on its first entry, and from below on its last", async () => {
    const more = button(thread(page), "More actions");
    const entries = page.getByRole("menuitem");
    const assertOn = (entry, key) => until(`the focus after ${key}`, () => entry.evaluate((e) => e === document.activeElement));
    await tabTo(more, "Shift+Tab");
    for (const [key, entry] of [["Enter", entries.first()], ["Space", entries.first()], ["ArrowDown", entries.first()], ["ArrowUp", entries.last()]]) {
      await page.reload(); // the first time its code has to be fetched
      await more.waitFor();
      for (const time of ["first", "second"]) {
        await more.focus();
        await press(key);
        await assertOn(entry, `${key}, the ${time} time`);
        await press("Escape");
        await entries.first().waitFor({ state: "detached" });
        await assertFocus(`after a menu opened by ${key}`);
      }
    }
    await tabTo(list(page), "Shift+Tab");
    await page.locator("body").press("Shift+F10");
    await assertOn(entries.first(), "the menu key in the list");
    await press("Escape");
    await entries.first().waitFor({ state: "detached" });
  });

  it("records, pauses, goes on and discards", async () => {
    await press("r");
    await pressOn(button(thread(page), "Add to the message"));
    await choose("Record a voice message");
    const group = thread(page).getByRole("group", { name: /^Voice message to/ });
    await group.getByRole("timer").filter({ hasText: "0:01" }).waitFor();
    await assertFocus("when recording begins");
    await pressOn(button(group, "Pause recording"));
    await button(group, "Go on recording").waitFor();
    await assertFocus("when a recording is paused");
    await press("Enter");
    await button(group, "Pause recording").waitFor();
    await assertFocus("when a recording goes on");
    await tabTo(button(group, "Discard the recording"), "Shift+Tab");
    await press("Enter");
    await writing(page).waitFor();
    await assertFocus("after a recording");
  });

  it("fills in a template, is led to what is missing, and goes back to writing", async () => {
    await writing(page).waitFor();
    await tabTo(button(thread(page), "Send a template"));
    await press("Enter");
    await until("templates", () => thread(page).getByRole("combobox", { name: "Search templates" }).evaluate((e) => e === document.activeElement).catch(() => false));
    await type("order_update");
    await press("Enter");
    await pressOn(button(thread(page), "Send template"));
    await until("the first empty place to have the focus", () => page.evaluate(() => document.activeElement?.getAttribute("aria-invalid") === "true"));
    await press("Escape");
    await writing(page).waitFor();
    await assertFocus("after the templates");
  });

  it("attaches a file and takes it away", async () => {
    await thread(page).locator("input[type=file]").setInputFiles(["one", "two"].map((name) => ({ name: `${name}.txt`, mimeType: "text/plain", buffer: Buffer.from(name) })));
    await pressOn(button(page, "Remove one.txt"));
    await button(page, "Remove one.txt").waitFor({ state: "detached" });
    await assertFocus("after a file is taken away");
    await pressOn(button(page, "Remove two.txt"));
    await button(page, "Remove two.txt").waitFor({ state: "detached" });
    await assertFocus("after the last file is taken away");
  });

  it("assigns, closes and reopens", async () => {
    await pressOn(thread(page).getByRole("button", { name: /^Assigned to/ }));
    await page.getByRole("dialog", { name: "Assign the conversation" }).getByRole("option").first().waitFor();
    await press("Enter");
    await thread(page).getByText(/took this over|assigned/i).first().waitFor();
    await assertFocus("after an assignment");
    await pressOn(button(thread(page), "Close"));
    await thread(page).getByText("This conversation is closed.").first().waitFor();
    await assertFocus("after closing");
    await pressOn(button(thread(page), "Reopen").first());
    await writing(page).waitFor();
    await assertFocus("after reopening");
  });

  it("keeps a toast while its button has the focus", async () => {
    await pressOn(button(thread(page), "Close"));
    await page.getByText("Conversation closed.").waitFor();
    await tabTo(button(page.locator(".toast"), "Undo"), "Shift+Tab");
    await page.waitForFunction((began) => performance.now() - began > 6500, await page.evaluate(() => performance.now()));
    await press("Enter");
    await writing(page).waitFor();
    await assertFocus("after an undo");
  });

  it("writes, changes and deletes notes", async () => {
    await press("n");
    const note = details(page).getByRole("textbox", { name: "Note" });
    await note.waitFor();
    await type("Third floor");
    await press("Control+Enter");
    const card = details(page).getByRole("article").filter({ hasText: "Third floor" });
    await card.waitFor();
    await assertFocus("after a note");
    await pressOn(button(card, "Edit the note"));
    await type(", no lift");
    await press("Control+Enter");
    await card.getByText("no lift").waitFor();
    await assertFocus("after a change of a note");
    await pressOn(button(card, "Delete the note"));
    await card.waitFor({ state: "detached" });
    await assertFocus("after a note is deleted");
  });

  it("narrows the list, and widens it again", async () => {
    await page.goto(`${demo.relevo.url}/app/?unread=1&status=active`);
    await pressOn(button(page, "Remove the filter Unread only"));
    await button(page, "Remove the filter Unread only").waitFor({ state: "detached" });
    await assertFocus("after a filter is taken away");
    await pressOn(button(page, "Clear"));
    await button(page, "Clear").waitFor({ state: "detached" });
    await assertFocus("after the filters are cleared");
  });

  it("goes through the settings: a key is made and revoked, a reply added and deleted", async () => {
    await page.goto(`${demo.relevo.url}/app/settings/keys`);
    await pressOn(button(page, "Create a key"));
    await until("the name to have the focus", () => page.evaluate(() => document.activeElement?.getAttribute("name") === "name"));
    await type("Website");
    await press("Enter");
    await page.getByRole("dialog").getByText(/^rlv_/).waitFor();
    await assertFocus("with the new key");
    await pressOn(button(page.getByRole("dialog"), "Done"));
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await assertFocus("after a key");
    await pressOn(button(page, "More for Website"));
    await choose("Revoke the key");
    await pressOn(button(page.getByRole("dialog"), "Revoke “Website”"));
    await page.getByText(/^Revoked/).first().waitFor();
    await assertFocus("after a key is revoked");
    await pressOn(page.getByRole("link", { name: "Canned replies" }));
    await page.getByRole("heading", { level: 1, name: "Canned replies" }).waitFor();
    await assertFocus("on another page");
  });

  it("wrote no error to the console", () => assert.deepEqual(demo.watched.errors, []));
});
