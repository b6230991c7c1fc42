// The inbox without a pointer: keys, the sheet that lists them, and the palette.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertAccessible, assertNarrow } from "./browser.js";
import { Demo, list, openThread, pressBoth, row, say, seeded, takePhone, thread, until, writing } from "./inbox.js";

const palette = (page) => page.getByRole("dialog", { name: "Do anything" });
const sheet = (page) => page.getByRole("dialog", { name: "Keyboard shortcuts" });
const heading = (page, name) => thread(page).getByRole("heading", { name });
const openPalette = async (page) => {
  await page.keyboard.press("Control+k");
  await palette(page).getByRole("combobox").waitFor();
};

describe("the keyboard", { timeout: 300_000 }, () => {
  let demo, inbox, phone;

  before(async () => {
    demo = await Demo.start();
    inbox = await demo.logIn();
    phone = await demo.phone();
  });
  after(() => demo?.stop());

  it("walks the list, opens, writes and goes back", async () => {
    await list(inbox).focus();
    await inbox.keyboard.press("j");
    await inbox.keyboard.press("Enter");
    await writing(inbox).waitFor();
    await until("focus in the composer", () => writing(inbox).evaluate((e) => e === document.activeElement));
    await inbox.keyboard.type("e is a letter here");
    assert.equal(await writing(inbox).inputValue(), "e is a letter here");
    await writing(inbox).fill("");
    await inbox.keyboard.press("Escape");
    await inbox.keyboard.press("Escape");
    await inbox.waitForURL((url) => !url.pathname.includes("/c/"));
    const first = await inbox.locator(".row.cursor").getAttribute("aria-posinset");
    await inbox.keyboard.press("j");
    await until("the next row", async () => Number(await inbox.locator(".row.cursor").getAttribute("aria-posinset")) === Number(first) + 1);
  });

  it("jumps to the next unread conversation", async () => {
    await takePhone(phone, "Noah Okafor");
    await say(phone, "Noah Okafor", "Is anybody there?");
    await row(inbox, "Is anybody there?").getByRole("img", { name: /unread/ }).waitFor();
    await list(inbox).focus();
    await inbox.keyboard.press("Alt+ArrowDown");
    await heading(inbox, /\S/).first().waitFor();
    await inbox.waitForURL(/\/c\//);
  });

  it("is for the row that it stands on, and for the open conversation again from within that", async () => {
    const [open, aside] = ["Noah Okafor", "Ana Ribeiro"];
    const charge = (name) => row(inbox, name).getByRole("img", { name: /^Assigned to/ });
    await openThread(inbox, open);
    const mark = async (name) => {
      for (const _ of seeded) await inbox.keyboard.press("k");
      for (const _ of seeded) if ((await row(inbox, name).and(inbox.locator(".cursor")).count()) === 0) await inbox.keyboard.press("j");
      await row(inbox, name).and(inbox.locator(".cursor")).waitFor();
    };
    await thread(inbox).getByRole("log").focus();
    await mark(aside);
    await until("the focus in the list", () => list(inbox).evaluate((box) => box === document.activeElement));
    await inbox.keyboard.press("m");
    await charge(aside).waitFor();
    await inbox.keyboard.press("a");
    const picker = inbox.getByRole("dialog", { name: "Assign the conversation" });
    await picker.getByRole("option", { name: "Nobody" }).click();
    await charge(aside).waitFor({ state: "detached" });
    await until("the focus in the list again", () => list(inbox).evaluate((box) => box === document.activeElement));
    await inbox.keyboard.press("e");
    await inbox.getByText("Conversation with Ana closed.").waitFor();
    await row(inbox, aside).getByRole("img", { name: "Closed" }).waitFor();
    await inbox.keyboard.press("e"); // a second one is for nothing else
    await inbox.keyboard.press("Shift+E");
    await inbox.getByText("Conversation with Ana reopened.").waitFor();
    const log = thread(inbox).getByRole("log");
    await log.focus();
    await inbox.keyboard.press("m");
    await charge(open).waitFor();
    await log.getByText("You took this over").waitFor();
    assert.equal(await log.locator(".sys").count(), 1, "nothing else happened to the open one");
    await inbox.keyboard.press("Escape");
    await mark(aside); // with none open
    await inbox.keyboard.press("m");
    await charge(aside).waitFor();
    await openThread(inbox, open);
  });

  it("hides the list and the details, and shows them again", async () => {
    await inbox.getByRole("region", { name: "Messages", exact: true }).focus();
    await inbox.keyboard.press("[");
    await list(inbox).waitFor({ state: "hidden" });
    await inbox.keyboard.press("[");
    await list(inbox).waitFor();
    const details = inbox.getByRole("complementary", { name: "Details" });
    const shown = await details.isVisible();
    await inbox.keyboard.press("]");
    await details.waitFor({ state: shown ? "hidden" : "visible" });
    await inbox.keyboard.press("]");
    await details.waitFor({ state: shown ? "visible" : "hidden" });
  });

  it("reaches nothing behind a window, also where the window lost the focus", async () => {
    const details = inbox.getByRole("complementary", { name: "Details" });
    const refusal = { status: 409, contentType: "application/json", body: JSON.stringify({ error: "WhatsApp refused.", code: "whatsapp_refused", fields: {} }) };
    await inbox.route("**/block", (route) => route.fulfill(refusal), { times: 1 });
    await details.getByRole("button", { name: /^Block / }).click();
    const dialog = inbox.getByRole("dialog", { name: /^Block / });
    await dialog.getByRole("button", { name: /^Block / }).click(); // a button that is busy has no focus
    await dialog.getByRole("alert").waitFor();
    for (const key of ["e", "]", "Control+k", "n"]) await inbox.keyboard.press(key);
    await dialog.getByRole("button", { name: "Don’t block" }).click();
    await dialog.waitFor({ state: "detached" });
    await details.waitFor();
    await thread(inbox).getByRole("button", { name: "Close", exact: true }).waitFor();
    assert.equal(await inbox.getByRole("dialog").count(), 0);
    assert.equal(await details.getByRole("textbox").count(), 0);
    demo.watched.errors = demo.watched.errors.filter((e) => !/409 \(Conflict\)/.test(e)); // the browser notes the refusal
  });

  it("lists every key, and switches single ones off for this person", async () => {
    await inbox.keyboard.press("?");
    await sheet(inbox).getByText("Next unread").waitFor();
    await sheet(inbox).getByRole("listitem").filter({ hasText: "Send, always" }).waitFor();
    await sheet(inbox).getByText("then").first().waitFor();
    await assertAccessible(inbox);
    await assertNarrow(inbox);
    await sheet(inbox).getByRole("switch", { name: "Single keys" }).click();
    await inbox.keyboard.press("Escape");
    await sheet(inbox).waitFor({ state: "detached" });
    await inbox.reload();
    await thread(inbox).getByRole("log").waitFor();
    await inbox.keyboard.press("?");
    await openPalette(inbox); // keys with Ctrl still work
    assert.equal(await sheet(inbox).count(), 0, "a single key is off");
    await inbox.keyboard.type("shortcuts");
    await inbox.keyboard.press("Enter");
    await sheet(inbox).getByRole("switch", { name: "Single keys" }).click();
    await inbox.keyboard.press("Escape");
    await sheet(inbox).waitFor({ state: "detached" });
  });

  it("does anything from the palette: what it finds is marked, and runs", async () => {
    await openPalette(inbox);
    await assertAccessible(inbox);
    await assertNarrow(inbox);
    await inbox.keyboard.type("clos");
    const close = palette(inbox).getByRole("option", { name: /^Close/ });
    await close.waitFor();
    assert.equal(await close.locator("mark").textContent(), "Clos");
    await inbox.keyboard.press("Enter");
    await palette(inbox).waitFor({ state: "detached" });
    await writing(inbox).waitFor({ state: "detached" });
    await openPalette(inbox);
    await inbox.keyboard.type("reop");
    await palette(inbox).getByRole("option", { name: /^Reopen/ }).waitFor();
    await inbox.keyboard.press("Enter");
    await writing(inbox).waitFor();
  });

  it("goes anywhere from the palette", async () => {
    const ask = async (text, found) => {
      await openPalette(inbox);
      await inbox.keyboard.type(text);
      await palette(inbox).getByRole("option", { name: found }).first().waitFor();
      await inbox.keyboard.press("Enter");
    };
    const address = inbox.url();
    await ask("closed", "Go to Closed");
    await inbox.waitForURL(/status=ended/);
    await ask("go to all", "Go to All");
    await inbox.waitForURL((url) => !url.searchParams.has("status"));
    await ask("api k", "API keys");
    await inbox.getByRole("heading", { name: "API keys" }).waitFor();
    await ask("audit", "Audit log");
    await inbox.getByRole("heading", { name: "Audit log" }).waitFor();
    await inbox.goto(address);
    await writing(inbox).waitFor();
  });

  it("opens a conversation from the palette by a name without its accents", async () => {
    await openPalette(inbox);
    await inbox.keyboard.type("mateo garc");
    await palette(inbox).getByRole("option", { name: /Mateo García/ }).first().waitFor();
    await inbox.keyboard.press("Enter");
    await heading(inbox, "Mateo García").waitFor();
    await openPalette(inbox);
    await inbox.keyboard.type("zzzz");
    await palette(inbox).getByText("Nothing matches “zzzz”.").waitFor();
    await inbox.keyboard.press("Escape");
    await palette(inbox).waitFor({ state: "detached" });
  });

  it("leaves Enter and Escape to an input method, in every field", async () => {
    const keys = await demo.owners.newCDPSession(inbox);
    // As Safari tells of the Enter that takes a word, after the composition.
    const compose = async (field, taken = ["Enter", "Escape"]) => {
      await field.fill("か");
      for (const key of taken) await keys.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key, code: key, windowsVirtualKeyCode: 229 });
      await field.pressSequentially("く");
      assert.equal(await field.inputValue(), "かく", "the field was left");
    };
    const messages = inbox.getByRole("region", { name: "Messages", exact: true });
    const details = inbox.getByRole("complementary", { name: "Details" });
    await compose(writing(inbox));
    await writing(inbox).fill("");
    await openPalette(inbox);
    await compose(palette(inbox).getByRole("combobox"));
    await inbox.keyboard.press("Escape");
    await palette(inbox).waitFor({ state: "detached" });
    await messages.focus();
    await inbox.keyboard.press("/");
    const search = inbox.getByRole("combobox", { name: "Search people and messages" });
    await compose(search, ["Enter"]); // Escape empties such a field by itself
    await inbox.keyboard.press("Escape");
    await search.waitFor({ state: "detached" });
    await messages.focus();
    await inbox.keyboard.press("a");
    const picker = inbox.getByRole("dialog", { name: "Assign the conversation" });
    await compose(picker.getByRole("textbox").last());
    await compose(picker.getByRole("combobox"));
    await inbox.keyboard.press("Escape");
    await picker.waitFor({ state: "detached" });
    await messages.focus();
    await inbox.keyboard.press("n");
    await compose(details.getByRole("textbox"));
    await details.getByRole("textbox").fill("");
    await details.getByRole("button", { name: "Cancel" }).click();
    await details.getByRole("button", { name: "Change the name" }).click();
    await compose(details.getByRole("textbox"));
    await inbox.keyboard.press("Escape");
    await inbox.goto(`${demo.relevo.url}/app/settings/keys`);
    await inbox.getByRole("button", { name: "Create a key" }).click();
    await compose(inbox.getByRole("dialog").getByLabel("Name"));
    await inbox.keyboard.press("Escape");
    await inbox.getByRole("dialog").waitFor({ state: "detached" });
    await inbox.goBack();
    await writing(inbox).waitFor();
  });

  it("goes to the settings by two keys", async () => {
    await inbox.getByRole("region", { name: "Messages", exact: true }).focus();
    await pressBoth(inbox, "g", "s");
    await inbox.waitForURL(/\/settings/);
  });

  it("wrote no error to the console", () => assert.deepEqual(demo.watched.errors, []));
});
