// What a person puts into the composer: files by three ways, too much of
// everything, and words that WhatsApp no longer takes.
import assert from "node:assert/strict";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { assertAccessible, assertNarrow } from "./browser.js";
import { answer, bubble, Demo, onPhone, openThread, send, takePhone, thread, tick, until, writing } from "./inbox.js";

const customer = "Ana Ribeiro";
const other = "Mateo García"; // nobody waits here for WhatsApp's pace per person
const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
const png = { name: "lamp.png", mimeType: "image/png", buffer: Buffer.from(pixel, "base64") };

const files = (page) => thread(page).getByRole("list", { name: "Files to send" });
const choose = (page, file) => thread(page).locator("input[type=file]").setInputFiles(file);

/** Lets the page find a file on the clipboard or under the pointer, as a browser hands it over. */
const hand = (page, type) => writing(page).evaluate((box, [type, pixel]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([Uint8Array.from(atob(pixel), (c) => c.charCodeAt(0))], `${type}.png`, { type: "image/png" }));
  const event = type === "paste" ? new ClipboardEvent(type, { clipboardData: carried, bubbles: true, cancelable: true }) : new DragEvent(type, { dataTransfer: carried, bubbles: true, cancelable: true });
  box.dispatchEvent(event);
}, [type, pixel]);

describe("the composer", { timeout: 300_000 }, () => {
  let demo, inbox, phone, folder;

  /** A file of a size; it holds nothing, and so takes no room on the disk. */
  async function sized(name, bytes) {
    const path = join(folder, name);
    const file = await open(path, "w");
    await file.truncate(bytes);
    await file.close();
    return path;
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "relevo-files-"));
    demo = await Demo.start();
    inbox = await demo.logIn();
    phone = await demo.phone();
    await takePhone(phone, customer);
    await openThread(inbox, customer);
  });
  after(async () => {
    await demo?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  for (const [way, give, name] of [
    ["the button", (page) => choose(page, png), "lamp.png"],
    ["pasting", (page) => hand(page, "paste"), "paste.png"],
    ["dropping", (page) => hand(page, "drop"), "drop.png"],
  ]) {
    it(`takes an image by ${way} and sends it with its caption`, async () => {
      await give(inbox);
      await files(inbox).getByText(name).waitFor();
      await answer(inbox, `By ${way}`);
      const sent = bubble(inbox, `By ${way}`);
      await tick(sent, "Read").or(tick(sent, "Delivered")).waitFor();
      await until("picture", () => sent.locator("img").evaluate((img) => img.complete && img.naturalWidth > 0));
      const received = onPhone(phone, customer, `By ${way}`).locator("img");
      await until("picture on the phone", () => received.evaluate((img) => img.complete && img.naturalWidth > 0));
      assert.equal(await files(inbox).count(), 0);
    });
  }

  it("refuses an image of 6 MB and a document of 101 MB with the limit, and loses nothing else", async () => {
    await writing(inbox).fill("The three papers");
    await choose(inbox, { name: "plan.txt", mimeType: "text/plain", buffer: Buffer.from("Two legs left, two right.") });
    await choose(inbox, await sized("poster.png", 6_000_000));
    await choose(inbox, await sized("archive.pdf", 101_000_000));
    const refused = (name) => files(inbox).getByRole("listitem").filter({ hasText: name });
    await refused("poster.png").getByText("WhatsApp takes photos up to 5 MB.").waitFor();
    await refused("archive.pdf").getByText("WhatsApp takes documents up to 100 MB.").waitFor();
    assert.equal(await send(inbox).isDisabled(), true);
    await assertAccessible(inbox);
    await assertNarrow(inbox);
    await inbox.getByRole("button", { name: "Remove poster.png" }).click();
    await inbox.getByRole("button", { name: "Remove archive.pdf" }).click();
    assert.equal(await writing(inbox).inputValue(), "The three papers");
    await send(inbox).click();
    await tick(bubble(inbox, "The three papers"), "Read").or(tick(bubble(inbox, "The three papers"), "Delivered")).waitFor();
    await bubble(inbox, "plan.txt").waitFor();
    await onPhone(phone, customer, "The three papers").getByText("plan.txt").waitFor();
  });

  it("says before sending that a photo or a video can't be shown", async () => {
    const nothing = Buffer.from("no picture at all");
    for (const [file, words] of [[{ name: "broken.png", mimeType: "image/png", buffer: nothing }, "a photo"], [{ name: "broken.mp4", mimeType: "video/mp4", buffer: nothing }, "a video"]]) {
      await choose(inbox, file);
      const item = files(inbox).getByRole("listitem").filter({ hasText: file.name });
      await item.getByRole("alert").getByText(`This isn’t ${words} that can be shown`).waitFor();
      assert.equal(await item.locator("img, video").count(), 0);
      if (words === "a photo") await assertAccessible(inbox);
      await item.getByRole("button", { name: "Send as document" }).click();
      await item.getByText("Document").waitFor();
      assert.equal(await item.getByRole("alert").count(), 0);
      await item.getByRole("button", { name: `Remove ${file.name}` }).click();
    }
  });

  it("invites to write on one line on a phone, however long a name is", async () => {
    const { data } = await (await demo.owners.request.get(`${demo.relevo.url}/platform/v1/whatsapp/conversations?limit=100`)).json();
    const contact = data.find((c) => c.kapso.contact_name === customer).kapso.contact_id;
    const rename = (name) => demo.owners.request.patch(`${demo.relevo.url}/platform/v1/whatsapp/contacts/${contact}`, { data: { contact: { display_name: name } } });
    const size = inbox.viewportSize();
    await inbox.setViewportSize({ width: 380, height: 740 });
    const inner = () => writing(inbox).evaluate((box) => box.scrollHeight);
    const line = await inner();
    await rename("Donaudampfschifffahrtsgesellschaft".repeat(3));
    await until("the long name", async () => (await writing(inbox).getAttribute("placeholder")).includes("gesellschaftDonau"));
    for (const dir of ["ltr", "rtl"]) {
      await inbox.evaluate((dir) => (document.documentElement.dir = dir), dir);
      assert.equal(await inner(), line, dir);
    }
    await inbox.evaluate(() => (document.documentElement.dir = "ltr"));
    await rename("");
    await until("the own name", async () => !(await writing(inbox).getAttribute("placeholder")).includes("gesellschaft"));
    await inbox.setViewportSize(size);
  });

  it("counts what is too long for WhatsApp and keeps every character", async () => {
    const text = "Lamp 💡 مصباح 👩🏽‍🚀 מנורה\n".repeat(500).slice(0, 10_000);
    await writing(inbox).fill(text);
    await thread(inbox).getByText(`${(text.length - 4096)} characters too many`).waitFor();
    assert.equal(await send(inbox).isDisabled(), true);
    await inbox.reload();
    await until("draft", async () => (await writing(inbox).inputValue()) === text);
    const most = text.slice(0, 4096).trimEnd();
    await writing(inbox).fill(most);
    await send(inbox).click();
    await until("whole text on the phone", async () => (await demo.chat(customer)).at(-1)?.content.body === most);
  });

  it("lets WhatsApp decide whether the window is open, and explains its refusal", async () => {
    await demo.control("POST", "/clock", { advance: "25h" }); // WhatsApp's clock; here the window is open
    await openThread(inbox, other);
    await answer(inbox, "Are you still there?");
    const refused = bubble(inbox, "Are you still there?");
    await refused.getByText("Not delivered: the 24-hour window has closed · 131047").waitFor();
    await refused.getByRole("button", { name: "Details" }).click();
    await inbox.getByRole("dialog", { name: "Details" }).getByText("Send a template; free-form messages are possible again when the person writes.").waitFor();
    await inbox.keyboard.press("Escape");
    await demo.write(other, { type: "text", text: "Yes, here again" });
    await bubble(inbox, "Yes, here again").waitFor();
    await answer(inbox, "Good to hear.");
    await tick(bubble(inbox, "Good to hear."), "Read").or(tick(bubble(inbox, "Good to hear."), "Delivered")).waitFor();
  });

  it("wrote no error to the console", () => assert.deepEqual(demo.watched.errors, []));
});
