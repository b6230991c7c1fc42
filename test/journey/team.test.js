// Two members at one conversation: who is in charge, what happened, closing.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertAccessible, assertNarrow } from "./browser.js";
import { answer, answerBeside, bubble, Demo, list, logIn, openThread, row, say, seeded, takePhone, thread, until, writing } from "./inbox.js";

const customer = "Noah Okafor";
const mate = { email: "ines@example.com", name: "Inés Carrasco", role: "member", password: "four walnut table legs" };

const assigned = (page, name) => thread(page).getByRole("button", { name: name ? `Assigned to ${name}, change` : "Assigned to nobody, change" });
const happened = (page, text) => thread(page).getByRole("log").getByText(text);
const banner = (page) => thread(page).locator(".banner");

describe("two members", { timeout: 300_000 }, () => {
  let demo, inbox, other, phone, me;

  before(async () => {
    demo = await Demo.start();
    inbox = await demo.logIn();
    phone = await demo.phone();
    const { data } = await (await demo.owners.request.get(`${demo.relevo.url}/platform/v1/session`)).json();
    me = data.user.name;
    await demo.relevo.createUser({ project: data.projects[0].id, ...mate });
    other = await demo.stranger();
    await other.goto(`${demo.relevo.url}/app/`);
    await logIn(other, mate);
    await inbox.reload(); // the list of members is read once in a while
    await openThread(inbox, customer);
    await openThread(other, customer);
  });
  after(() => demo?.stop());

  it("hand a conversation over, with a note, and see it at once", async () => {
    await assigned(inbox).waitFor();
    await inbox.getByRole("heading", { name: customer }).first().click();
    await inbox.keyboard.press("a");
    const menu = inbox.getByRole("dialog", { name: "Assign the conversation" });
    const people = menu.getByRole("option");
    await people.nth(1).waitFor();
    assert.match(await people.first().textContent(), /\(you\)/, "oneself is first");
    await menu.getByText("0 open").first().waitFor();
    await assertAccessible(inbox);
    await menu.getByRole("combobox", { name: "Assign to…" }).fill("ines");
    await until("one is left", async () => (await people.count()) === 1);
    await menu.getByLabel("Note for the person").fill("She asks about the lamp");
    await menu.getByLabel("Note for the person").press("Enter");
    await assigned(inbox, mate.name).waitFor();
    await happened(inbox, `You assigned this to ${mate.name}`).waitFor();

    await assigned(other, mate.name).waitFor();
    await happened(other, `${me} assigned this to you`).waitFor();
    await happened(other, "She asks about the lamp").waitFor();
    await row(other, customer).getByRole("img", { name: `Assigned to ${mate.name}` }).waitFor();
    await other.getByRole("region", { name: "Assigned to", exact: true }).getByText(mate.name).waitFor();
  });

  it("take it back with Undo, and take it over with one key", async () => {
    await inbox.getByRole("button", { name: "Undo" }).click();
    await assigned(other).waitFor();
    await other.getByRole("heading", { name: customer }).first().click();
    await other.keyboard.press("m");
    await assigned(inbox, mate.name).waitFor();
    await happened(inbox, `${mate.name} took this over`).waitFor();
    await happened(other, "You took this over").waitFor();
  });

  it("take nothing back that somebody else has done since", async () => {
    await inbox.keyboard.press("m");
    await assigned(other, me).waitFor();
    await other.keyboard.press("m");
    await assigned(inbox, mate.name).waitFor();
    await inbox.getByRole("button", { name: "Undo" }).click();
    await inbox.getByText("Somebody has changed who is in charge since then.").waitFor();
    await assigned(inbox, mate.name).waitFor();
  });

  it("lose nothing to a key that is pressed twice", async () => {
    await assigned(inbox, mate.name).click();
    await inbox.getByRole("option", { name: "Nobody" }).click();
    await assigned(other).waitFor();
    await other.evaluate(() => {
      for (let times = 0; times < 3; times++) document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "m", bubbles: true }));
    });
    await other.getByText("Assigned to you.").waitFor();
    await assigned(inbox, mate.name).waitFor();
    await other.waitForLoadState("networkidle");
    await other.getByText("Assigned to you.").waitFor();
  });

  it("release it by the menu", async () => {
    await assigned(inbox, mate.name).click();
    await inbox.getByRole("option", { name: "Nobody" }).click();
    await assigned(other).waitFor();
    await happened(other, `${me} took this off you`).last().waitFor();
    await row(other, customer).getByRole("img", { name: /^Assigned to/ }).waitFor({ state: "detached" });
  });

  it("hand over by a row's menu what isn't open, with the pointer and with the keys", async () => {
    const aside = "Mateo García";
    const picker = inbox.getByRole("dialog", { name: "Assign the conversation" });
    const here = inbox.url();
    await row(inbox, aside).click({ button: "right" });
    await inbox.getByRole("menuitem", { name: "Assign…" }).click();
    await picker.getByRole("combobox").fill("ines");
    await until("the focus in the field", () => picker.getByRole("combobox").evaluate((field) => field === document.activeElement));
    const order = () => list(inbox).locator(".name").allTextContents();
    const stands = await order();
    await demo.write(stands.at(-1), { type: "text", text: "Is somebody there?" });
    await inbox.getByRole("button", { name: /1 new/ }).waitFor();
    assert.deepEqual(await order(), stands, "the row stays where its picker stands");
    await assertAccessible(inbox);
    await assertNarrow(inbox);
    await picker.getByRole("option", { name: /Inés/ }).click();
    for (const page of [inbox, other]) await row(page, aside).getByRole("img", { name: `Assigned to ${mate.name}` }).waitFor();
    await picker.waitFor({ state: "detached" });
    await until("the focus in the list", () => list(inbox).evaluate((box) => box === document.activeElement));
    for (const _ of seeded) await inbox.keyboard.press("ArrowUp");
    for (const _ of seeded) if ((await row(inbox, aside).and(inbox.locator(".cursor")).count()) === 0) await inbox.keyboard.press("ArrowDown");
    await inbox.keyboard.press("ContextMenu");
    const first = inbox.getByRole("menuitem", { name: "Assign…" });
    await until("the focus on the first entry", () => first.evaluate((entry) => entry === document.activeElement));
    await inbox.keyboard.press("Enter");
    await picker.getByText("Nobody").waitFor();
    await until("the focus in the field again", () => picker.getByRole("combobox").evaluate((field) => field === document.activeElement));
    await inbox.keyboard.press("Escape");
    await picker.waitFor({ state: "detached" });
    await until("the focus in the list again", () => list(inbox).evaluate((box) => box === document.activeElement));
    assert.equal(inbox.url(), here, "nothing was opened");
    await row(inbox, aside).click({ button: "right" });
    await inbox.getByRole("menuitem", { name: "Assign to me" }).click();
    await row(inbox, aside).getByRole("img", { name: `Assigned to ${me}` }).waitFor();
    await inbox.getByRole("button", { name: "Undo" }).click();
    await row(inbox, aside).getByRole("img", { name: `Assigned to ${mate.name}` }).waitFor();
  });

  it("hand it over from the palette, by a name, where that can be done", async () => {
    const palette = inbox.getByRole("dialog", { name: "Do anything" });
    const entry = palette.getByRole("option", { name: `Assign to ${mate.name}` });
    const ask = async (page) => {
      await page.keyboard.press("Control+k");
      assert.equal(await entry.count(), 0, "shown to who didn't ask");
      await palette.getByRole("combobox").fill("ines");
      await entry.waitFor();
    };
    await inbox.getByRole("heading", { name: customer }).first().click();
    await ask(inbox);
    await inbox.keyboard.press("Enter");
    await assigned(inbox, mate.name).waitFor();
    await assigned(other, mate.name).waitFor();
    await ask(inbox);
    await entry.filter({ hasText: "Assigned now" }).and(inbox.locator("[aria-disabled=true]")).waitFor();
    await assertAccessible(inbox);
    await assertNarrow(inbox);
    await inbox.keyboard.press("Escape");
    await palette.waitFor({ state: "detached" });
    await assigned(inbox, mate.name).click();
    await inbox.getByRole("option", { name: "Nobody" }).click();
    await assigned(other).waitFor();
  });

  it("see each other at the conversation, and one writing", async () => {
    await thread(other).getByRole("img", { name: `${me} is here too` }).waitFor();
    await thread(inbox).getByRole("img", { name: `${mate.name} is here too` }).waitFor();
    await writing(other).pressSequentially("Hello Noah");
    await thread(inbox).getByRole("status").getByText("Inés is replying…").waitFor();
    await row(inbox, customer).getByRole("img", { name: "Inés is replying…" }).waitFor();
    await assertAccessible(inbox);
    await writing(other).fill("");
    await thread(inbox).getByText("Inés is replying…").waitFor({ state: "detached" });
    const third = await other.context().newPage(); // closes without a word
    await third.goto(`${demo.relevo.url}/app/`);
    await row(third, seeded[0]).click();
    await row(inbox, seeded[0]).getByRole("img", { name: "Inés is here too" }).waitFor();
    await third.close();
    await row(inbox, seeded[0]).getByRole("img", { name: "Inés is here too" }).waitFor({ state: "detached" });
  });

  it("are asked before an answer goes out beside another one", async () => {
    await other.reload(); // onto a page that was told nothing yet
    await writing(other).waitFor();
    await answerBeside(other, "It ships on Tuesday.", inbox, "It ships on Monday.");
    const question = other.getByRole("dialog", { name: "Somebody else answered" });
    await question.getByRole("list", { name: "What you missed" }).getByText("It ships on Monday.").waitFor();
    await assertAccessible(other);
    await question.getByRole("button", { name: "Edit" }).click();
    await until("the text to edit", async () => (await writing(other).inputValue()) === "It ships on Tuesday.");
    await answer(other, "On Monday, as my colleague says.");
    await bubble(inbox, "On Monday, as my colleague says.").waitFor();
    assert.equal(await bubble(inbox, "It ships on Tuesday.").count(), 0);
    demo.watched.errors = demo.watched.errors.filter((e) => !/409 \(Conflict\)/.test(e)); // the browser notes the refusal
  });

  it("close it, and the other reads who did", async () => {
    await thread(inbox).getByRole("button", { name: "Close", exact: true }).click();
    await banner(other).getByText(new RegExp(`Closed by ${me} on`)).waitFor();
    await thread(other).getByText("This conversation is closed. Reopen it to write.").waitFor();
    await happened(other, `Closed by ${me}`).waitFor();
    await assertAccessible(other);
    await assertNarrow(other);
    await other.keyboard.press("Control+k");
    await other.getByRole("dialog", { name: "Do anything" }).getByRole("combobox").fill(`assign ${me}`);
    await other.getByRole("option", { name: `Assign to ${me} Reopen the conversation first`, disabled: true }).waitFor();
    await other.keyboard.press("Escape");
    await banner(other).getByRole("button", { name: "Reopen" }).click();
    await happened(inbox, `Reopened by ${mate.name}`).waitFor();
    await banner(inbox).waitFor({ state: "detached" });
  });

  it("are led to the new conversation when the customer writes again", async () => {
    await thread(inbox).getByRole("button", { name: "Close", exact: true }).click();
    await banner(other).waitFor();
    await takePhone(phone, customer);
    await say(phone, customer, "One more question");
    await banner(other).getByText("It goes on in a newer conversation.").waitFor();
    await banner(other).getByRole("button", { name: "Open the newer one" }).click();
    await bubble(other, "One more question").waitFor();
    await until("two conversations", async () => (await list(other).getByRole("option").filter({ hasText: customer }).count()) === 2);
  });

  it("can't reopen the old one beside it, and are led to the new one again", async () => {
    await other.goBack();
    await banner(other).getByText("It goes on in a newer conversation.").waitFor();
    await thread(other).focus();
    await other.keyboard.press("Shift+E");
    await other.getByText("A newer conversation with this person is open. Write there.").waitFor();
    await assertAccessible(other);
    await other.getByRole("button", { name: "Open it" }).click();
    await bubble(other, "One more question").waitFor();
    await writing(other).waitFor();
    demo.watched.errors = demo.watched.errors.filter((e) => !/409 \(Conflict\)/.test(e)); // the browser notes the refusal
  });

  it("wrote no error to the console", () => assert.deepEqual(demo.watched.errors, []));
});
