// Composing what is more than words: templates, canned replies, emoji, voice,
// places, contacts and choices, and a first message to a new number.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertAccessible, assertNarrow } from "./browser.js";
import { bubble, Demo, openThread, row, thread, tick, until, writing } from "./inbox.js";

const customer = "Ana Ribeiro";
const other = "Noah Okafor";
const pixel = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==", "base64");

const tool = (page, name) => thread(page).getByRole("button", { name, exact: true });
const template = (page, name) => thread(page).getByRole("option").filter({ hasText: name });
const sendTemplate = (page) => tool(page, "Send template");
const arrived = (sent) => tick(sent, "Read").or(tick(sent, "Delivered")).first().waitFor();

describe("composing", { timeout: 300_000 }, () => {
  let demo, inbox;
  const last = async (name = customer) => (await demo.chat(name)).filter((m) => m.from === "business").at(-1);

  before(async () => {
    demo = await Demo.start();
    inbox = await demo.logIn();
    await openThread(inbox, customer);
  });
  after(() => demo?.stop());

  it("sends a template whose places are filled in beside its preview", async () => {
    await writing(inbox).fill("Half a thought");
    await tool(inbox, "Send a template").click();
    await template(inbox, "order_update").click();
    await sendTemplate(inbox).click();
    assert.equal(await thread(inbox).getByText("Fill this in.").count(), 3); // the name is known
    await thread(inbox).getByLabel("{{order_id}} in the title").fill("TN-7");
    await thread(inbox).getByLabel("{{order_state}}").fill("on its way");
    await thread(inbox).getByLabel("End of the link “Track it”").fill("TN-7");
    const preview = thread(inbox).getByRole("img", { name: "What the person will see" });
    assert.match(await preview.innerText(), /Order TN-7[^]*Hi Ana, your order is on its way/);
    await assertAccessible(inbox);
    await assertNarrow(inbox);
    await sendTemplate(inbox).click();
    await until("template on the phone", async () => JSON.stringify(await last())?.includes("Hi Ana, your order is on its way."));
    assert.equal(await writing(inbox).inputValue(), "Half a thought");
    await writing(inbox).fill("");
  });

  it("finds templates by words and language, and says why one can't be sent", async () => {
    await inbox.getByRole("log").first().focus();
    await inbox.keyboard.press("t");
    const search = thread(inbox).getByRole("combobox", { name: "Search templates" });
    const focused = (what) => until("the focus", () => what.evaluate((e) => e === document.activeElement));
    await focused(search);
    await search.fill("delivery");
    await until("three languages", async () => (await template(inbox, "delivery_booked").count()) === 3);
    await thread(inbox).getByLabel("Language", { exact: true }).selectOption("es");
    assert.equal(await thread(inbox).getByRole("option", { selected: false }).filter({ hasText: "_" }).or(template(inbox, "delivery_booked")).count(), 1);
    await thread(inbox).getByLabel("Language", { exact: true }).selectOption("");
    await search.fill("gift");
    await search.press("ArrowDown");
    await search.press("Enter");
    await thread(inbox).getByText("WhatsApp rejected this template: promotional.").waitFor();
    assert.equal(await sendTemplate(inbox).isDisabled(), true);
    await search.fill("login");
    await template(inbox, "login_code").click();
    await thread(inbox).getByText("This template has a part that can’t be filled in here: otp.").waitFor();
    await search.press("Escape");
    await writing(inbox).waitFor();
    await focused(inbox.getByRole("log").first());
    await tool(inbox, "Send a template").press("Enter");
    await focused(search);
    await search.press("Escape");
    await focused(tool(inbox, "Send a template"));
  });

  it("sends a template with a picture at its top", async () => {
    await tool(inbox, "Send a template").click();
    await template(inbox, "spring_sale").click();
    await thread(inbox).getByLabel("{{1}}", { exact: true }).fill("Ana");
    await thread(inbox).getByLabel("Code to copy").fill("SPRING15");
    const file = thread(inbox).getByLabel("Photo at the top");
    await file.setInputFiles({ name: "a.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4") });
    await thread(inbox).getByText("This template takes another kind of file.").waitFor();
    await file.setInputFiles({ name: "lamp.png", mimeType: "image/png", buffer: pixel });
    await sendTemplate(inbox).click();
    await until("offer on the phone", async () => JSON.stringify(await last())?.includes("Spring is here, Ana"));
    await writing(inbox).waitFor();
  });

  it("is the template picker while the window is closed, and turns back when the customer writes", async () => {
    await openThread(inbox, other);
    await writing(inbox).fill("Kept for later");
    await demo.control("POST", "/clock", { advance: "25h" });
    await inbox.clock.setFixedTime(new Date(Date.now() + 25 * 3_600_000));
    await inbox.reload();
    await row(inbox, other).getByText("Template only").waitFor();
    await thread(inbox).getByText("The 24-hour window has closed.").waitFor();
    await thread(inbox).getByText("Send a template; free replies open again when Noah answers.").waitFor();
    await thread(inbox).getByText("What you wrote is kept.").waitFor();
    assert.equal(await writing(inbox).count(), 0);
    await assertAccessible(inbox);
    await assertNarrow(inbox);
    await template(inbox, "hello_world").click();
    await sendTemplate(inbox).click();
    await until("template on the phone", async () => JSON.stringify(await last(other))?.includes("Welcome and congratulations!!"));
    assert.equal(await writing(inbox).count(), 0);
    await demo.write(other, { type: "text", text: "Here again" });
    await bubble(inbox, "Here again").waitFor();
    await inbox.clock.setFixedTime(new Date());
    await writing(inbox).waitFor();
    assert.equal(await writing(inbox).inputValue(), "Kept for later");
  });

  it("keeps canned replies in the settings and inserts one behind a slash", async () => {
    const settings = await demo.owners.newPage();
    await settings.goto(`${demo.relevo.url}/app/settings/canned-replies`);
    const add = async (shortcut, text) => {
      await settings.getByRole("button", { name: "Add a canned reply" }).click();
      const dialog = settings.getByRole("dialog", { name: "Add a canned reply" });
      await dialog.getByLabel("Shortcut").fill(shortcut);
      await dialog.getByLabel("Reply").fill(text);
      await dialog.getByRole("button", { name: "Save" }).click();
      return dialog;
    };
    await add("Hours", "Hello {{contact.first_name}}, we open at 9.");
    await settings.getByRole("row", { name: /\/hours/ }).waitFor();
    const taken = await add("hours", "Another");
    await taken.getByText("Another canned reply has this shortcut.").waitFor();
    await assertAccessible(settings);
    await assertNarrow(settings);
    await settings.keyboard.press("Escape");
    await settings.getByRole("button", { name: "Delete /hours" }).click();
    await settings.getByRole("row", { name: /\/hours/ }).waitFor({ state: "detached" });
    await settings.getByRole("button", { name: "Undo" }).click();
    await settings.getByRole("row", { name: /\/hours/ }).waitFor();
    await settings.close();

    await openThread(inbox, other);
    await writing(inbox).fill("");
    await writing(inbox).pressSequentially("So: /ho");
    await thread(inbox).getByRole("option", { name: /\/hours/ }).waitFor();
    await assertAccessible(inbox);
    await writing(inbox).press("Escape");
    await thread(inbox).getByRole("listbox", { name: "Canned replies" }).waitFor({ state: "detached" });
    await writing(inbox).pressSequentially("u");
    await thread(inbox).getByRole("option", { name: /\/hours/ }).waitFor();
    await writing(inbox).press("Enter");
    assert.equal(await writing(inbox).inputValue(), "So: Hello Noah, we open at 9.");
    await writing(inbox).fill("");
  });

  it("writes to a new number first, and goes on with a conversation that is there", async () => {
    const start = async (phone) => {
      await inbox.getByRole("button", { name: "New conversation" }).click();
      const dialog = inbox.getByRole("dialog", { name: "New conversation" });
      await dialog.getByLabel("Phone number", { exact: true }).fill(phone);
      await dialog.getByRole("option").filter({ hasText: "hello_world" }).click();
      await dialog.getByRole("button", { name: "Send template" }).click();
      return dialog;
    };
    const dialog = await start("0612 345 678");
    await dialog.getByText("Begin with the country code, such as +34.").waitFor();
    await assertAccessible(inbox);
    await assertNarrow(inbox);
    await inbox.keyboard.press("Escape");
    await start("https://wa.me/34612345678?text=Hi");
    await thread(inbox).getByRole("heading", { name: "+34 612 345 678" }).waitFor();
    await thread(inbox).getByRole("log").getByRole("article").first().waitFor();
    const { phone } = await demo.customer(other);
    const dialled = phone.startsWith("+") ? phone : `+${phone}`;
    const block = (method, query = "", data) => demo.owners.request.fetch(`${demo.relevo.url}/platform/v1/whatsapp/contacts/${phone.replace("+", "")}/block${query}`, { method, data, headers: { origin: demo.relevo.url } });
    const { phone_number_id } = await demo.control("GET", "");
    assert.equal((await block("POST", "", { block: { phone_number_id } })).status(), 200);
    const refused = await start(dialled);
    await refused.getByText("You have blocked this person").waitFor();
    await assertAccessible(inbox);
    await inbox.keyboard.press("Escape");
    assert.equal((await block("DELETE", `?phone_number_id=${phone_number_id}`)).status(), 200);
    await start(dialled);
    await thread(inbox).getByRole("heading", { name: other }).waitFor();
  });

  it("tells how much of a first message's file has arrived, and sends nothing once its dialog was closed", async () => {
    const dialog = inbox.getByRole("dialog", { name: "New conversation" });
    const sendIt = () => dialog.getByRole("button", { name: "Send template" }).click();
    let release;
    const held = new Promise((done) => (release = done));
    await inbox.route("**/platform/v1/media?*", async (route) => {
      await held;
      await route.continue();
    });
    const started = [];
    inbox.on("request", (request) => request.method() === "POST" && request.url().endsWith("/whatsapp/conversations") && started.push(request));
    await inbox.getByRole("button", { name: "New conversation" }).click();
    await dialog.getByRole("option").filter({ hasText: "spring_sale" }).click();
    await dialog.getByLabel("{{1}}").fill("Lucía");
    await dialog.getByLabel(/^Code/).fill("SPRING15");
    await dialog.getByLabel("Photo at the top").setInputFiles({ name: "tables.png", mimeType: "image/png", buffer: pixel });
    await dialog.getByLabel("Photo at the top").setInputFiles({ name: "chairs.png", mimeType: "image/png", buffer: pixel });
    await dialog.getByText("chairs.png").waitFor();
    await dialog.getByLabel("Phone number", { exact: true }).fill("612 34");
    await sendIt();
    await dialog.getByText(/^Uploading, \d+ %$/).waitFor();
    await assertAccessible(inbox);
    await inbox.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    const answered = inbox.waitForResponse("**/platform/v1/media?*");
    release();
    await answered;

    await inbox.getByRole("button", { name: "New conversation" }).click();
    await dialog.getByText("chairs.png").waitFor();
    assert.equal(started.length, 0);
    await sendIt();
    await dialog.getByText("A phone number has 7 to 15 digits with its country code.").waitFor();
    await dialog.getByText(/^Uploading/).waitFor({ state: "detached" });
    await inbox.keyboard.press("Escape");
    await inbox.getByRole("button", { name: "New conversation" }).click();
    await dialog.getByText("chairs.png").waitFor();
    await dialog.getByLabel("Phone number", { exact: true }).fill("612 345 678");
    await dialog.getByText("Read as +61 234 5678.").waitFor();
    await dialog.getByLabel("Phone number", { exact: true }).fill("+34 612 345 678");
    await dialog.getByText(/^With the country code/).waitFor();
    await sendIt();
    await dialog.waitFor({ state: "detached" });
    await arrived(bubble(inbox, "Spring is here, Lucía"));
  });

  it("wrote no error to the console but for what was refused on purpose", () => {
    const refused = (text) => /status of 409 .*\/canned_replies|status of 4(09|22) .*\/whatsapp\/conversations/.test(text);
    assert.deepEqual(demo.watched.errors.filter((text) => !refused(text)), []);
  });
});
