// The details of a person: name, notes, metadata and earlier conversations, as
// two people of the team see them.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertAccessible, assertNarrow } from "./browser.js";
import { Demo, openThread, row, thread, until, writing } from "./inbox.js";

const customer = "Mateo García";
const panel = (page) => page.getByRole("complementary", { name: "Details" });
const part = (page, name) => panel(page).getByRole("region", { name, exact: true });
const note = (page, text) => part(page, "Notes").getByRole("article").filter({ hasText: text });

const rename = async (page, name) => {
  await panel(page).getByRole("button", { name: "Change the name" }).click();
  await panel(page).getByRole("textbox", { name: "Name in your team" }).fill(name);
  await panel(page).getByRole("textbox", { name: "Name in your team" }).press("Enter");
};
/** Somebody else makes a change after the page has sent its own, and before the server has it. */
const justBefore = (page, path, data) => page.route(path, async (route) => {
  const { "x-project-id": project, origin } = await route.request().allHeaders();
  const answer = await page.context().request.patch(route.request().url().split("?")[0], { headers: { "x-project-id": project, origin: origin ?? new URL(page.url()).origin }, data });
  assert.equal(answer.status(), 200);
  await route.continue();
}, { times: 1 });

describe("the details of a person", { timeout: 300_000 }, () => {
  let demo, inbox, other;
  const conversation = async () => {
    const { data } = await (await demo.owners.request.get(`${demo.relevo.url}/platform/v1/whatsapp/conversations?limit=100`)).json();
    return data.find((c) => c.kapso.contact_name.startsWith("Mateo"));
  };

  before(async () => {
    demo = await Demo.start();
    inbox = await demo.logIn();
    other = await demo.owners.newPage();
    await other.goto(`${demo.relevo.url}/app/`);
    await openThread(inbox, customer);
    await openThread(other, customer);
  });
  after(() => demo?.stop());

  it("takes the team's own name, in place and on every screen", async () => {
    await panel(inbox).getByRole("button", { name: "Change the name" }).click();
    const field = panel(inbox).getByRole("textbox", { name: "Name in your team" });
    await field.fill("Not this");
    await field.press("Escape");
    await panel(inbox).getByText(customer).first().waitFor();
    await panel(inbox).getByRole("button", { name: "Change the name" }).click();
    await field.fill("Mateo <b>of the harbour</b>");
    await field.press("Enter");
    for (const page of [inbox, other]) {
      await thread(page).getByRole("heading", { name: "Mateo <b>of the harbour</b>" }).waitFor();
      await row(page, "Mateo <b>of the harbour</b>").waitFor();
    }
    await part(inbox, "Contact").getByText(customer).waitFor(); // WhatsApp's own
    await panel(other).getByRole("button", { name: "Change the name" }).click();
    await panel(other).getByRole("textbox", { name: "Name in your team" }).fill("");
    await panel(other).getByRole("textbox", { name: "Name in your team" }).press("Enter");
    await thread(inbox).getByRole("heading", { name: customer }).waitFor();
  });

  it("asks which name it is when somebody else was a moment faster", async () => {
    const asked = inbox.getByRole("dialog", { name: "Somebody else changed the name" });
    for (const [name, button, left] of [["Mine", "Take theirs", "Theirs"], ["Mine after all", "Keep mine", "Mine after all"]]) {
      await justBefore(inbox, "**/contacts/*", { contact: { display_name: "Theirs" } });
      await panel(inbox).getByRole("button", { name: "Change the name" }).click();
      const field = panel(inbox).getByRole("textbox", { name: "Name in your team" });
      await field.fill(name);
      await field.press("Enter");
      await asked.getByText(`It is “Theirs” now. You wrote “${name}”.`).waitFor();
      await assertAccessible(inbox);
      await asked.getByRole("button", { name: button }).click();
      await asked.waitFor({ state: "detached" });
      for (const page of [inbox, other]) await thread(page).getByRole("heading", { name: left, exact: true }).waitFor();
      await rename(inbox, ""); // as it was
      for (const page of [inbox, other]) await thread(page).getByRole("heading", { name: customer }).waitFor();
    }
  });

  it("gives back no old name when the field is left as it was", async () => {
    await panel(inbox).getByRole("button", { name: "Change the name" }).click();
    await rename(other, "From the other desk");
    await thread(inbox).getByRole("heading", { name: "From the other desk" }).waitFor();
    await panel(inbox).getByRole("textbox", { name: "Name in your team" }).press("Enter");
    await rename(other, "");
    for (const page of [inbox, other]) await thread(page).getByRole("heading", { name: customer }).waitFor();
  });

  it("keeps notes, which others see at once", async () => {
    await thread(inbox).getByRole("heading", { name: customer }).click();
    await inbox.keyboard.press("n");
    const text = part(inbox, "Notes").getByRole("textbox", { name: "Note" });
    await text.fill("Ring twice, the bell is weak.");
    await text.press("Control+Enter");
    await note(other, "Ring twice").waitFor();
    await note(inbox, "Ring twice").getByText(/^You ·/).waitFor();
    await note(other, "Ring twice").getByRole("button", { name: "Edit the note" }).click();
    await part(other, "Notes").getByRole("textbox", { name: "Note" }).fill("The bell is mended.");
    await part(other, "Notes").getByRole("button", { name: "Save" }).click();
    await note(inbox, "The bell is mended.").getByText("Edited").waitFor();
    await note(inbox, "mended").getByRole("button", { name: "Delete the note" }).click();
    await note(other, "mended").waitFor({ state: "detached" });
    await inbox.getByRole("button", { name: "Undo" }).click();
    for (const page of [inbox, other]) await note(page, "The bell is mended.").waitFor();
  });

  it("loses no note that was begun, whoever they look at meanwhile", async () => {
    const text = part(inbox, "Notes").getByRole("textbox", { name: "Note" });
    await thread(inbox).getByRole("heading", { name: customer }).click();
    await inbox.keyboard.press("n");
    await text.fill("Comes by on Thursday");
    await text.press("Escape"); // gives the keys back, and keeps what is written
    await openThread(inbox, "Noah Okafor");
    await text.waitFor({ state: "detached" });
    await openThread(inbox, customer);
    assert.equal(await text.inputValue(), "Comes by on Thursday");
    await thread(inbox).getByRole("heading", { name: customer }).click();
    await inbox.keyboard.press("n");
    await until("the focus", () => text.evaluate((e) => e === document.activeElement));
    await part(inbox, "Notes").getByRole("button", { name: "Cancel" }).click();
    await text.waitFor({ state: "detached" });
  });

  it("asks which text it is when somebody else was a moment faster, and deletes nothing unseen", async () => {
    const text = part(inbox, "Notes").getByRole("textbox", { name: "Note" });
    const edit = async (name, theirs, mine) => {
      await note(inbox, name).getByRole("button", { name: "Edit the note" }).click();
      await text.fill(mine);
      await justBefore(inbox, "**/notes/*", { note: { content: theirs } });
      await part(inbox, "Notes").getByRole("button", { name: "Save" }).click();
      await part(inbox, "Notes").getByText(theirs).waitFor();
      assert.equal(await text.inputValue(), mine);
      await note(other, theirs).waitFor();
    };
    await edit("mended", "Theirs one.", "Mine one.");
    await assertAccessible(inbox);
    await part(inbox, "Notes").getByRole("button", { name: "Take theirs" }).click();
    await note(inbox, "Theirs one.").waitFor();
    await edit("Theirs one.", "Theirs two.", "Mine two.");
    await part(inbox, "Notes").getByRole("button", { name: "Keep mine" }).click();
    for (const page of [inbox, other]) await note(page, "Mine two.").waitFor();
    await justBefore(inbox, "**/notes/*", { note: { content: "The bell is mended." } });
    await note(inbox, "Mine two.").getByRole("button", { name: "Delete the note" }).click();
    await inbox.getByText("Somebody has just changed this note. Look at it before you delete it.").waitFor();
    for (const page of [inbox, other]) await note(page, "The bell is mended.").waitFor();
  });

  it("tells who edits a note what became of it", async () => {
    const text = part(inbox, "Notes").getByRole("textbox", { name: "Note" });
    const theirs = part(other, "Notes").getByRole("textbox", { name: "Note" });
    await note(inbox, "mended").getByRole("button", { name: "Edit the note" }).click();
    await text.fill("The bell is mended. Knock all the same.");
    await note(other, "mended").getByRole("button", { name: "Edit the note" }).click();
    await theirs.fill("The bell is weak again.");
    await theirs.press("Control+Enter");
    await part(inbox, "Notes").getByText("Somebody has changed this note meanwhile.").waitFor();
    await part(inbox, "Notes").getByText("The bell is weak again.").waitFor();
    await assertAccessible(inbox);
    await text.press("Control+Enter"); // decides nothing
    await until("the focus", () => part(inbox, "Notes").getByRole("button", { name: "Keep mine" }).evaluate((e) => e === document.activeElement));
    await part(inbox, "Notes").getByRole("button", { name: "Take theirs" }).waitFor();
    await note(other, "weak").getByRole("button", { name: "Delete the note" }).click();
    await part(inbox, "Notes").getByText("Somebody has deleted this note meanwhile.").waitFor();
    assert.equal(await text.inputValue(), "The bell is mended. Knock all the same.");
    await text.press("Control+Enter");
    for (const page of [inbox, other]) await note(page, "Knock all the same").waitFor();
    await text.waitFor({ state: "detached" });
  });

  it("says when a note is too long", async () => {
    await part(inbox, "Notes").getByRole("button", { name: "Add a note" }).click();
    const text = part(inbox, "Notes").getByRole("textbox", { name: "Note" });
    await text.fill("x".repeat(10_001));
    await part(inbox, "Notes").getByText("1 character too many").waitFor();
    assert.ok(await part(inbox, "Notes").getByRole("button", { name: "Save" }).isDisabled());
    await part(inbox, "Notes").getByRole("button", { name: "Cancel" }).click();
    await text.waitFor({ state: "detached" });
  });

  it("shows metadata of any kind as a tree, and copies from it", async () => {
    const { id } = await conversation();
    const metadata = JSON.parse(`{"__proto__":{"admin":true},"order":{"id":"TN-20431","items":[1,2]},"<img src=x onerror=alert(1)>":"‮evil","long":"${"x".repeat(9000)}","many":${JSON.stringify(Array.from({ length: 400 }, (_, i) => i))}}`);
    const body = JSON.stringify({ metadata });
    const said = await demo.owners.request.patch(`${demo.relevo.url}/platform/v1/whatsapp/conversations/${id}`, { data: body, headers: { "content-type": "application/json", origin: demo.relevo.url } });
    assert.equal(said.status(), 200, await said.text());
    const tree = part(inbox, "Metadata");
    for (const text of ["__proto__", "admin", "TN-20431", "<img src=x onerror=alert(1)>"]) await tree.getByText(text).first().waitFor();
    assert.equal(await tree.locator("img").count(), 0);
    await tree.getByText(/more characters/).waitFor();
    await tree.getByRole("button", { name: /many: 400 items/ }).click();
    await tree.getByRole("button", { name: "350 more" }).waitFor();
    await inbox.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await tree.getByText("TN-20431").hover();
    await tree.getByRole("button", { name: "Copy: order.id" }).click();
    await inbox.getByRole("menuitem", { name: "Copy the path" }).click();
    await until("the path on the clipboard", async () => (await inbox.evaluate(() => navigator.clipboard.readText())) === "order.id");
    await tree.getByRole("button", { name: "Copy as JSON" }).click();
    await until("the whole on the clipboard", async () => (await inbox.evaluate(() => navigator.clipboard.readText())).includes('"admin": true'));
  });

  it("copies on plain http too, where a page has no clipboard of its own", async () => {
    const plain = await demo.owners.newPage();
    await plain.addInitScript(() => Object.defineProperty(Navigator.prototype, "clipboard", { value: undefined }));
    await plain.goto(inbox.url());
    await part(plain, "Metadata").getByRole("button", { name: "Copy as JSON" }).click();
    await plain.getByText("Copied").first().waitFor();
    await writing(plain).focus();
    await plain.keyboard.press("Control+v");
    assert.match(await writing(plain).inputValue(), /"admin": true/);
    await writing(plain).fill("");
    await plain.close();
  });

  it("keeps the ids for programs folded, and lets them be copied", async () => {
    const { id, phone_number_id: number } = await conversation();
    assert.equal(await panel(inbox).getByText(id).count(), 0);
    const developers = part(inbox, "For developers");
    await developers.getByRole("button", { name: "For developers", expanded: false }).click();
    for (const text of [id, number]) await developers.getByText(text).waitFor();
    await inbox.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await developers.getByRole("button", { name: "Copy: Conversation id" }).click();
    await until("the id on the clipboard", async () => (await inbox.evaluate(() => navigator.clipboard.readText())) === id);
    await developers.getByRole("button", { name: "For developers" }).click();
  });

  it("leads to the other conversations with the person", async () => {
    const { id } = await conversation();
    const patch = await demo.owners.request.patch(`${demo.relevo.url}/platform/v1/whatsapp/conversations/${id}`, { data: { whatsapp_conversation: { status: "ended" } }, headers: { origin: demo.relevo.url } });
    assert.equal(patch.status(), 200);
    await demo.write(customer, { type: "text", text: "It is me again" });
    const entries = part(inbox, "Conversations").getByRole("link");
    await until("two conversations", async () => (await entries.count()) === 2);
    await entries.filter({ hasText: "This conversation" }).waitFor();
    await entries.filter({ hasText: "1 message" }).click();
    await thread(inbox).getByRole("log").getByText("It is me again").waitFor();
    assert.notEqual(new URL(inbox.url()).pathname.split("/").pop(), id);
    await note(inbox, "The bell is mended.").waitFor(); // notes belong to the person
  });

  it("blocks a person through WhatsApp", async () => {
    await other.goto(inbox.url());
    const zone = part(inbox, "Block or erase");
    await writing(inbox).fill("Begun before the block");
    await zone.getByRole("button", { name: `Block ${customer}` }).click();
    const dialog = inbox.getByRole("dialog", { name: `Block ${customer}?` });
    await assertAccessible(inbox);
    await dialog.getByRole("button", { name: `Block ${customer}`, exact: true }).click();
    for (const page of [inbox, other]) await part(page, "Block or erase").getByText("can’t write to").waitFor();
  });

  it("says in the composer that a person is blocked, keeps what was begun, and lets them write again", async () => {
    const refused = (page) => thread(page).getByRole("status").filter({ hasText: `has blocked ${customer}` });
    const unblock = thread(inbox).getByRole("button", { name: "Unblock", exact: true });
    for (const page of [inbox, other]) await refused(page).waitFor();
    assert.equal(await writing(inbox).count(), 0, "nothing can be written that WhatsApp would refuse");
    await thread(inbox).getByText("What you wrote is kept.").waitFor();
    await assertAccessible(inbox);
    await assertNarrow(inbox);
    await unblock.click();
    for (const page of [inbox, other]) await writing(page).waitFor();
    assert.equal(await writing(inbox).inputValue(), "Begun before the block");
    await until("the focus in the box", () => writing(inbox).evaluate((box) => box === document.activeElement));
    await writing(inbox).fill("");
    await part(inbox, "Block or erase").getByRole("button", { name: `Block ${customer}` }).click();
    await inbox.getByRole("dialog").getByRole("button", { name: `Block ${customer}`, exact: true }).click();
    await refused(other).waitFor();
  });

  it("takes a block back in the details", async () => {
    const zone = part(inbox, "Block or erase");
    await part(other, "Block or erase").getByRole("button", { name: `Unblock ${customer}` }).click();
    await zone.getByRole("button", { name: `Block ${customer}` }).waitFor();
    for (const page of [inbox, other]) await writing(page).waitFor();
  });

  it("is for everybody, on any screen", async () => {
    await assertAccessible(inbox);
    await inbox.setViewportSize({ width: 320, height: 640 });
    await thread(inbox).getByRole("button", { name: "Show the details" }).click();
    await note(inbox, "The bell is mended.").waitFor();
    await inbox.setViewportSize({ width: 1360, height: 860 });
    await assertNarrow(inbox);
  });

  it("erases a person only when the number is typed, for everybody who looks", async () => {
    await part(inbox, "Block or erase").getByRole("button", { name: `Erase ${customer}` }).click();
    const dialog = inbox.getByRole("dialog", { name: `Erase ${customer}?` });
    const erase = dialog.getByRole("button", { name: "Erase for good" });
    const field = dialog.getByRole("textbox");
    await dialog.getByText("What stays: what others wrote about them elsewhere").waitFor();
    await assertAccessible(inbox);
    await field.fill("0000");
    assert.ok(await erase.isDisabled());
    const { phone_number: phone } = await conversation();
    await field.fill(phone.slice(-4));
    await erase.click();
    await inbox.getByText(`${customer} is erased. Nothing of theirs is left here.`).waitFor();
    await other.getByText("This conversation isn’t here").waitFor();
    assert.equal(await panel(other).count(), 0, "it is said once");
    await assertAccessible(other);
    await assertNarrow(other);
    await thread(other).getByRole("button", { name: "Back to the list" }).click();
    await other.getByText("All quiet").waitFor();
    await other.goto(`${demo.relevo.url}/app/c/00000000-0000-4000-8000-000000000000`);
    await other.getByText("This conversation isn’t here").waitFor();
    assert.equal(await thread(other).locator(".sk").count(), 0, "nothing seems to be on its way");
    for (const page of [inbox, other]) await row(page, customer).first().waitFor({ state: "detached" });
    assert.equal(await conversation(), undefined);
  });

  it("wrote no error to the console but for what isn't there, and who was second", () => {
    const { errors } = demo.watched;
    assert.equal(errors.filter((text) => / 409 .*\/contacts\//.test(text)).length, 5);
    assert.deepEqual(errors.filter((text) => !/404.*\/conversations\/00000000-| 409 .*\/contacts\//.test(text)), []);
  });
});
