// What somebody has begun, and what happens to it meanwhile: undone, dropped
// beside, its quote edited, its conversation closed, its window opened again,
// written in two tabs while nothing answers.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { assertAccessible, assertNarrow } from "./browser.js";
import { answer, bubble, Demo, list, openThread, row, thread, tick, until, writing } from "./inbox.js";

const customer = "Ana Ribeiro";
const other = "Noah Okafor";
const third = "Mateo García";
const fourth = "ليلى حداد";

const files = (page) => thread(page).getByRole("list", { name: "Files to send" });
const tool = (page, name) => thread(page).getByRole("button", { name, exact: true });
const quote = (page) => thread(page).locator(".replying");

/** Holds a file over an element, or lets go of it there; says whether the page took the event from the browser. */
const drag = (page, selector, type, beside) => page.evaluate(([selector, type, beside]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File(["Two legs left."], "plan.txt", { type: "text/plain" }));
  const event = new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true, relatedTarget: beside ? document.querySelector(beside) : null });
  document.querySelector(selector).dispatchEvent(event);
  return event.defaultPrevented;
}, [selector, type, beside]);

describe("what somebody has begun", { timeout: 300_000 }, () => {
  let demo, inbox;
  const api = (path) => `${demo.relevo.url}/platform/v1${path}`;
  const write = (method, path, data) => demo.owners.request.fetch(api(path), { method, data, headers: { origin: demo.relevo.url } });
  const conversation = async (name) => (await (await demo.owners.request.get(api("/whatsapp/conversations?limit=100"))).json()).data.find((c) => c.kapso.contact_name === name);
  const setStatus = async (name, status) => write("PATCH", `/whatsapp/conversations/${(await conversation(name)).id}`, { whatsapp_conversation: { status } });

  before(async () => {
    demo = await Demo.start();
    inbox = await demo.logIn();
    await write("POST", "/canned_replies", { canned_reply: { shortcut: "hours", text: "Hello {{contact.first_name}} 👋, we open at 9." } });
    await openThread(inbox, customer);
  });
  after(() => demo?.stop());

  it("is undone by the keys that undo typing, also a canned reply and an emoji", async () => {
    const typed = async (text) => until(text, async () => (await writing(inbox).inputValue()) === text);
    await writing(inbox).focus();
    await inbox.keyboard.type("Hi 😀 /ho");
    await thread(inbox).getByRole("option", { name: /\/hours/ }).waitFor();
    await inbox.keyboard.press("Enter");
    await typed("Hi 😀 Hello Ana 👋, we open at 9.");
    await inbox.keyboard.press("Control+z");
    await typed("Hi 😀 /ho");
    await inbox.keyboard.press("Control+Shift+z");
    await typed("Hi 😀 Hello Ana 👋, we open at 9.");
    await inbox.keyboard.type(" :tada");
    await thread(inbox).getByRole("option", { name: ":tada:" }).waitFor();
    await inbox.keyboard.press("Enter");
    await typed("Hi 😀 Hello Ana 👋, we open at 9. 🎉");
    await inbox.keyboard.press("Control+z");
    await typed("Hi 😀 Hello Ana 👋, we open at 9. :tada");
    await writing(inbox).fill("");
  });

  it("takes files anywhere over the thread, without a flicker, and lets none replace the page", async () => {
    const invited = thread(inbox).getByText("Drop the files here");
    assert.equal(await drag(inbox, "[data-composer] textarea", "dragover"), true);
    await invited.waitFor();
    await drag(inbox, "[data-composer] textarea", "dragleave", "[data-composer] button");
    assert.equal(await invited.count(), 1, "within the thread it stays");
    await drag(inbox, "[data-composer] button", "dragleave", ".rows");
    await invited.waitFor({ state: "detached" });
    assert.equal(await drag(inbox, ".rows", "dragover"), true, "the list refuses it");
    assert.equal(await drag(inbox, ".rows", "drop"), true);
    assert.equal(await files(inbox).count(), 0);
    await drag(inbox, ".msgs", "drop");
    await files(inbox).getByText("plan.txt").waitFor();
    await inbox.getByRole("button", { name: "Remove plan.txt" }).click();
  });

  it("takes the words of a copied table, and not their picture", async () => {
    const taken = await writing(inbox).evaluate((box) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", "12.50 €");
      clipboardData.setData("text/html", "<table><tr><td>12.50 €</td></tr></table>");
      clipboardData.items.add(new File([Uint8Array.of(1)], "image.png", { type: "image/png" }));
      const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
      box.dispatchEvent(event);
      return event.defaultPrevented;
    });
    assert.equal(taken, false, "the browser pastes the words");
    assert.equal(await files(inbox).count(), 0);
  });

  it("quotes a message as it is now", async () => {
    await demo.write(customer, { type: "text", text: "The gren one" });
    await bubble(inbox, "The gren one").hover();
    await bubble(inbox, "The gren one").getByRole("button", { name: "Reply" }).click();
    await quote(inbox).getByText("The gren one").waitFor();
    const { id } = (await demo.chat(customer)).at(-1);
    await demo.write(customer, { type: "edit", message_id: id, text: "The green one" });
    await quote(inbox).getByText("The green one").waitFor();
    await demo.write(customer, { type: "revoke", message_id: id });
    await quote(inbox).getByText("This message was deleted").waitFor();
    await assertAccessible(inbox);
    await assertNarrow(inbox);
    await inbox.getByRole("button", { name: "Don’t reply to this message" }).click();
  });

  it("waits behind a closed conversation, and goes on in the newer one", async () => {
    await openThread(inbox, third);
    await writing(inbox).fill("Half a thought");
    await setStatus(third, "ended");
    await thread(inbox).getByText("Reopen it to write. What you wrote is kept.").waitFor();
    await demo.write(third, { type: "text", text: "One more thing" });
    await thread(inbox).getByRole("button", { name: "Open the newer one" }).waitFor();
    await thread(inbox).getByText("This conversation is closed. Write in the newer one. What you wrote is kept.").waitFor();
    await thread(inbox).getByRole("button", { name: "Go on there" }).click();
    await bubble(inbox, "One more thing").waitFor();
    await until("the draft", async () => (await writing(inbox).inputValue()) === "Half a thought");
    await until("one draft only", async () => (await list(inbox).getByText("Draft:").count()) === 0);
    await writing(inbox).fill("");
  });

  it("says of a file that is gone since it was chosen, and lets what follows pass", async () => {
    const path = join(await mkdtemp(join(tmpdir(), "relevo-gone-")), "plan.txt");
    await writeFile(path, "Two legs left.");
    await openThread(inbox, fourth);
    await thread(inbox).locator("input[type=file]").setInputFiles(path);
    await files(inbox).getByText("plan.txt").waitFor();
    await rm(path);
    await answer(inbox, "The plan");
    await bubble(inbox, "The plan").getByText(/This file was moved or changed since it was chosen\./).waitFor();
    await answer(inbox, "I look for it");
    await until("what follows on the phone", async () => (await demo.chat(fourth)).some((m) => m.content?.body === "I look for it"));
    await bubble(inbox, "The plan").getByRole("button", { name: "Discard" }).click();
    demo.watched.errors = demo.watched.errors.filter((text) => !/ERR_FILE_NOT_FOUND/.test(text));
  });

  it("stays in a first message to a new number whose dialog was closed by mistake", async () => {
    const dialog = inbox.getByRole("dialog", { name: "New conversation" });
    const phone = dialog.getByLabel("Phone number", { exact: true });
    await inbox.getByRole("button", { name: "New conversation" }).click();
    await phone.fill("+34 612 000 111");
    await inbox.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await inbox.getByRole("button", { name: "New conversation" }).click();
    assert.equal(await phone.inputValue(), "+34 612 000 111");
    await inbox.keyboard.press("Escape");
  });

  it("stays in the fields of a template, also where one looks elsewhere", async () => {
    const state = () => thread(inbox).getByLabel("{{order_state}}");
    await openThread(inbox, other);
    await tool(inbox, "Send a template").click();
    await thread(inbox).getByRole("option").filter({ hasText: "order_update" }).click();
    await state().fill("on its way");
    await openThread(inbox, customer);
    await openThread(inbox, other);
    await tool(inbox, "Send a template").click();
    assert.equal(await state().inputValue(), "on its way");
    await tool(inbox, "Back to writing").click();
  });

  it("is sent from both of two tabs that were closed while nothing answered", async () => {
    const second = await demo.owners.newPage();
    await second.goto(`${demo.relevo.url}/app/`);
    await openThread(second, customer);
    await inbox.mouse.move(150, 200);
    const top = (await row(inbox, customer).boundingBox()).y;
    demo.watched.outage = true;
    await demo.relevo.kill();
    await answer(inbox, "From the first tab");
    await bubble(inbox, "From the first tab").waitFor();
    await answer(second, "From the second tab");
    await bubble(second, "From the second tab").waitFor();
    await inbox.getByText("Reconnecting").or(inbox.getByText("No connection")).first().waitFor();
    assert.equal((await row(inbox, customer).boundingBox()).y, top, "no row has moved");
    await Promise.all([inbox.close(), second.close()]);
    await demo.relevo.run(demo.relevo.listen);
    inbox = await demo.owners.newPage();
    await inbox.goto(`${demo.relevo.url}/app/`);
    for (const [name, text] of [[other, "From the first tab"], [customer, "From the second tab"]]) {
      await until(`"${text}" on the phone`, async () => (await demo.chat(name)).filter((m) => m.content?.body === text).length === 1);
    }
  });

  it("is sent from another tab, once, when the tab was closed while nothing answered", async () => {
    const second = await demo.owners.newPage();
    await second.goto(`${demo.relevo.url}/app/`);
    await openThread(second, customer);
    demo.watched.outage = true;
    await demo.relevo.kill();
    await answer(second, "From the tab that went");
    await bubble(second, "From the tab that went").waitFor();
    await second.close();
    await openThread(inbox, customer);
    await bubble(inbox, "From the tab that went").waitFor(); // the tab that stays has it now
    await demo.relevo.run(demo.relevo.listen);
    const arrived = async () => (await demo.chat(customer)).filter((m) => m.content?.body === "From the tab that went").length;
    await until("the message on the phone", async () => (await arrived()) > 0);
    await tick(bubble(inbox, "From the tab that went"), "Delivered").waitFor();
    assert.equal(await arrived(), 1);
    assert.equal(await inbox.evaluate(() => Object.keys(localStorage).filter((key) => key.includes(".outbox.")).length), 0);
  });

  it("commands nothing when the customer writes and the fields of a template go under somebody's hands", async () => {
    await openThread(inbox, customer);
    await demo.control("POST", "/clock", { advance: "25h" });
    await inbox.clock.setFixedTime(new Date(Date.now() + 25 * 3_600_000));
    await inbox.reload();
    await thread(inbox).getByText("The 24-hour window has closed.").waitFor();
    await thread(inbox).getByRole("option").filter({ hasText: "order_update" }).click();
    await thread(inbox).getByLabel("{{order_state}}").focus();
    await inbox.keyboard.type("on its way");
    await demo.write(customer, { type: "text", text: "Here again" });
    await bubble(inbox, "Here again").waitFor();
    await inbox.clock.setFixedTime(new Date());
    await until("the box for words", async () => {
      await inbox.keyboard.press("x");
      return (await writing(inbox).count()) > 0;
    });
    await inbox.keyboard.type("eu?");
    assert.equal(await inbox.getByRole("dialog").count(), 0);
    assert.match(inbox.url(), /\/c\//, "the conversation is still open");
    assert.equal((await conversation(customer)).status, "active");
    await tool(inbox, "Send a template").click();
    assert.match(await thread(inbox).getByLabel("{{order_state}}").inputValue(), /^on its way/);
  });

  it("wrote no error to the console", () => assert.deepEqual(demo.watched.errors, []));
});
