// What goes out besides words, files and templates: emoji by their short names
// and out of the picker, places, contacts, reply buttons and lists, and voice.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertAccessible, assertNarrow } from "./browser.js";
import { bubble, Demo, openThread, row, thread, tick, until, writing } from "./inbox.js";

const customer = "Ana Ribeiro";
const tool = (page, name) => thread(page).getByRole("button", { name, exact: true });

describe("emoji in the composer", { timeout: 300_000 }, () => {
  let demo, inbox;
  const menu = () => thread(inbox).getByRole("listbox", { name: "Emoji" });
  const picker = () => inbox.getByRole("dialog", { name: "Emoji" });

  before(async () => {
    demo = await Demo.start();
    inbox = await demo.logIn();
    await openThread(inbox, customer);
  });
  after(() => demo?.stop());

  it("suggests emoji by their short names, and puts in the chosen one", async () => {
    await writing(inbox).pressSequentially("Done :tad");
    await menu().getByRole("option", { name: ":tada:", selected: true }).waitFor();
    await assertAccessible(inbox);
    await assertNarrow(inbox);
    await writing(inbox).press("Enter");
    assert.equal(await writing(inbox).inputValue(), "Done 🎉");
    await writing(inbox).pressSequentially(" :hea");
    await menu().waitFor();
    await writing(inbox).press("ArrowDown");
    await menu().getByRole("option").nth(1).and(menu().getByRole("option", { selected: true })).waitFor();
    await writing(inbox).press("Escape");
    await menu().waitFor({ state: "detached" });
    assert.equal(await writing(inbox).inputValue(), "Done 🎉 :hea");
    await writing(inbox).pressSequentially("rt:"); // a second colon ends a whole name
    assert.equal(await writing(inbox).inputValue(), "Done 🎉 ❤️");
    await writing(inbox).press("Enter");
    await bubble(inbox, "Done 🎉 ❤️").waitFor();
  });

  it("leaves times and smileys alone", async () => {
    await writing(inbox).pressSequentially("10:30 :) :D at 5:pm, note:this");
    assert.equal(await menu().count(), 0);
    assert.equal(await writing(inbox).inputValue(), "10:30 :) :D at 5:pm, note:this");
    await writing(inbox).fill("");
  });

  it("has every emoji behind a button, by search, by keys and by the pointer", async () => {
    await writing(inbox).fill("So  then");
    await writing(inbox).evaluate((box) => box.setSelectionRange(3, 3));
    await tool(inbox, "Insert an emoji").click();
    await picker().getByRole("group", { name: "Smileys and emotion" }).waitFor();
    await assertNarrow(inbox);
    const search = picker().getByRole("combobox", { name: "Search emoji" });
    await search.fill("no such emoji");
    await picker().getByText("No emoji fits this search.").waitFor();
    await search.fill("rocket");
    await picker().getByRole("option", { name: "rocket", exact: true }).waitFor();
    await assertAccessible(inbox);
    await search.press("Enter");
    await picker().waitFor({ state: "detached" });
    assert.equal(await writing(inbox).inputValue(), "So 🚀 then");
    assert.equal(await writing(inbox).evaluate((box) => box === document.activeElement && box.selectionStart), 5);

    await tool(inbox, "Insert an emoji").click();
    await picker().getByRole("group", { name: "Used last" }).getByRole("option", { name: "rocket" }).waitFor();
    await picker().getByRole("radio", { name: "Dark", exact: true }).click();
    await search.fill("thumbs up");
    await picker().getByRole("option", { name: "thumbs up" }).click();
    assert.equal(await writing(inbox).inputValue(), "So 🚀👍🏿 then");

    await tool(inbox, "Insert an emoji").click();
    await search.waitFor();
    const chosen = () => search.evaluate((box) => document.getElementById(box.getAttribute("aria-activedescendant"))?.getAttribute("aria-label"));
    await search.press("ArrowDown");
    assert.equal(await chosen(), "thumbs up");
    await search.press("ArrowRight");
    assert.equal(await chosen(), "rocket");
    await search.press("Escape");
    await picker().waitFor({ state: "detached" });
    assert.equal(await writing(inbox).inputValue(), "So 🚀👍🏿 then");
    await writing(inbox).fill("");
  });

  it("wrote no error to the console", () => assert.deepEqual(demo.watched.errors, []));
});

describe("messages that are filled in", { timeout: 300_000 }, () => {
  let demo, inbox;
  const last = async () => (await demo.chat(customer)).filter((m) => m.from === "business").at(-1);
  const open = async (title) => {
    await tool(inbox, "Add to the message").click();
    await inbox.getByRole("menuitem", { name: title }).click();
    const dialog = inbox.getByRole("dialog", { name: title });
    await dialog.waitFor();
    return dialog;
  };
  const send = (dialog) => dialog.getByRole("button", { name: "Send", exact: true }).click();
  const preview = (dialog) => dialog.getByRole("img", { name: "What the person will see" });
  const checked = async () => {
    await assertAccessible(inbox);
    await assertNarrow(inbox);
  };
  /** Lets one send be refused by the server. */
  const refuseOnce = (error) => inbox.route("**/whatsapp/conversations/*/messages", (route) => route.fulfill({ status: 422, json: { error, code: "invalid" } }), { times: 1 });

  before(async () => {
    demo = await Demo.start();
    inbox = await demo.logIn();
    await openThread(inbox, customer);
  });
  after(() => demo?.stop());

  it("sends a place out of a map's link", async () => {
    const dialog = await open("Send a location");
    await send(dialog);
    await dialog.getByText("Write degrees from −90 to 90, such as 41.3851.").waitFor();
    await checked();
    const link = dialog.getByLabel("Coordinates or a map’s link");
    await link.fill("https://maps.app.goo.gl/x1");
    await dialog.getByText("No point was found in this.").waitFor();
    await link.fill("https://www.google.com/maps/place/Casa+Batll%C3%B3/@41.39,2.16,17z/data=!3d41.3916384!4d2.1647677");
    assert.equal(await dialog.getByLabel("Latitude").inputValue(), "41.3916384");
    await dialog.getByLabel("Address").fill("Passeig de Gràcia 43");
    assert.match(await preview(dialog).innerText(), /Casa Batlló\s+Passeig de Gràcia 43\s+41\.39164, 2\.16477/);
    await send(dialog);
    await dialog.waitFor({ state: "detached" });
    await bubble(inbox, "Casa Batlló").waitFor();
    await until("place on the phone", async () => (await last())?.content.longitude === 2.1647677);
  });

  it("asks the browser for the position, and explains a refusal", async () => {
    const dialog = await open("Send a location");
    assert.equal(await dialog.getByLabel("Latitude").inputValue(), ""); // what was sent is gone
    await dialog.getByRole("button", { name: "Use my position" }).click();
    await dialog.getByText("The browser doesn’t let this page know your position.").waitFor();
    await checked();
    await demo.owners.grantPermissions(["geolocation"]);
    await demo.owners.setGeolocation({ latitude: -34.6037, longitude: -58.3816 });
    await dialog.getByRole("button", { name: "Use my position" }).click();
    await until("latitude", async () => (await dialog.getByLabel("Latitude").inputValue()) === "-34.603700");
    await inbox.keyboard.press("Escape");
    const again = await open("Send a location"); // closed by mistake, nothing is lost
    assert.equal(await again.getByLabel("Longitude").inputValue(), "-58.381600");
    await inbox.keyboard.press("Escape");
  });

  it("sends a contact that it finds, or that is typed", async () => {
    const dialog = await open("Send a contact");
    await send(dialog);
    await dialog.getByText("Fill this in.").first().waitFor();
    await dialog.getByLabel("Find a contact").fill("okaf");
    await dialog.getByRole("list", { name: "Contacts found" }).getByRole("button", { name: /Noah Okafor/ }).waitFor();
    await checked();
    await dialog.getByRole("button", { name: /Noah Okafor/ }).click();
    await preview(dialog).getByText("Noah Okafor").waitFor();
    await refuseOnce("The contact was refused.");
    await send(dialog);
    await dialog.getByText("Not sent: The contact was refused.").waitFor();
    assert.equal(await dialog.getByLabel("Name", { exact: true }).inputValue(), "Noah Okafor");
    await send(dialog);
    await dialog.waitFor({ state: "detached" });
    const { wa_id, phone } = await demo.customer("Noah Okafor");
    const card = await until("contact on the phone", async () => [(await last())?.content].flat()[0]?.name && [(await last()).content].flat()[0]);
    assert.equal(card.name.formatted_name, "Noah Okafor");
    assert.equal(card.phones[0].wa_id, (wa_id ?? phone).replace(/\D/g, ""));
  });

  it("sends reply buttons within WhatsApp's limits, and gets the answer", async () => {
    const dialog = await open("Send reply buttons");
    await send(dialog);
    assert.equal(await dialog.getByText("Fill this in.").count(), 3);
    await dialog.getByLabel("Text", { exact: true }).fill("When may we *deliver*?");
    await dialog.getByLabel("Button 1", { exact: true }).fill("Tomorrow morning, early");
    await dialog.getByText("At most 20 characters.").waitFor();
    await dialog.getByText("23 / 20").waitFor();
    await dialog.getByLabel("Button 1", { exact: true }).fill("Tomorrow");
    await dialog.getByLabel("Button 2", { exact: true }).fill("Tomorrow");
    await dialog.getByText("Another button says the same.").waitFor();
    await checked();
    await dialog.getByLabel("Button 2", { exact: true }).fill("On Friday");
    await dialog.getByRole("button", { name: "Add a button" }).click();
    await dialog.getByText("WhatsApp takes 3 buttons at most.").waitFor();
    await dialog.getByLabel("Button 3", { exact: true }).fill("Never");
    await dialog.getByRole("button", { name: "Remove button 3" }).click();
    assert.match(await preview(dialog).innerText(), /When may we deliver\?\s+Tomorrow\s+On Friday/);
    await send(dialog);
    await dialog.waitFor({ state: "detached" });
    await bubble(inbox, "On Friday").waitFor();
    const sent = await until("buttons on the phone", async () => (await last())?.content.action?.buttons?.length === 2 && last());
    await demo.write(customer, { type: "choice", message_id: sent.id, id: "2" });
    await until("their choice", async () => (await bubble(inbox, "On Friday").count()) === 2);
  });

  it("sends a list of sections and rows", async () => {
    const dialog = await open("Send a list");
    await dialog.getByLabel("Text", { exact: true }).fill("Which wood?");
    await dialog.getByLabel("Button that opens the list").fill("Choose");
    await dialog.getByRole("textbox", { name: "Row 1" }).fill("Oak");
    await dialog.getByRole("button", { name: "Add a section" }).click();
    await send(dialog);
    await dialog.getByText("Fill this in.").first().waitFor();
    const section = (place) => dialog.getByRole("group", { name: `Section ${place}` });
    await checked();
    await section(1).getByLabel("Title of the section").fill("Hard");
    await section(2).getByLabel("Title of the section").fill("Soft");
    await section(2).getByRole("textbox", { name: "Row 1" }).fill("Pine");
    await section(2).getByLabel("Description").fill("From the north");
    for (let rows = 2; rows < 10; rows++) await section(1).getByRole("button", { name: "Add a row" }).click();
    await dialog.getByText("WhatsApp takes 10 rows at most.").waitFor();
    for (let rows = 9; rows > 1; rows--) await section(1).getByRole("button", { name: `Remove row ${rows}` }).click();
    await send(dialog);
    await dialog.waitFor({ state: "detached" });
    await bubble(inbox, "Which wood?").waitFor();
    const sections = await until("list on the phone", async () => (await last())?.content.action?.sections);
    assert.deepEqual(sections, [{ title: "Hard", rows: [{ id: "1.1", title: "Oak" }] }, { title: "Soft", rows: [{ id: "2.1", title: "Pine", description: "From the north" }] }]);
  });

  it("wrote no error to the console but for what was refused on purpose", () => {
    assert.deepEqual(demo.watched.errors.filter((text) => !/status of 422 .*\/messages/.test(text)), []);
  });
});

/** The pages of an Ogg file, each with a right checksum: their granule positions and packets. */
function oggPages(bytes) {
  const pages = [];
  for (let at = 0; at < bytes.length; ) {
    assert.equal(bytes.toString("latin1", at, at + 4), "OggS");
    const lacing = bytes.subarray(at + 27, at + 27 + bytes[at + 26]);
    const size = 27 + lacing.length + lacing.reduce((sum, n) => sum + n, 0);
    const page = Buffer.from(bytes.subarray(at, at + size));
    const told = page.readUInt32LE(22);
    page.writeUInt32LE(0, 22);
    let crc = 0;
    for (const byte of page) for (let bit = 7; bit >= 0; bit--) crc = ((crc << 1) ^ (((crc >>> 31) ^ (byte >> bit)) & 1 ? 0x04c11db7 : 0)) >>> 0;
    assert.equal(crc, told);
    pages.push({ flags: page[5], granule: Number(page.readBigUInt64LE(6)), body: page.subarray(27 + lacing.length) });
    at += size;
  }
  return pages;
}

describe("voice messages", { timeout: 300_000 }, () => {
  let demo, inbox;
  const box = () => thread(inbox).getByRole("group", { name: "Voice message to Ana" });
  const within = (name) => box().getByRole("button", { name, exact: true });
  const recorded = (seconds) => until(`${seconds} s of sound`, async () => Number((await box().getByRole("timer").innerText()).split(":")[1]) >= seconds);
  const start = () => tool(inbox, "Record a voice message").click();

  before(async () => {
    demo = await Demo.start();
    inbox = await demo.logIn();
    await openThread(inbox, customer);
  });
  after(() => demo?.stop());

  it("explains why it can't record", async () => {
    await start();
    await box().getByText("The browser doesn’t let this page use the microphone.").waitFor();
    await assertAccessible(inbox);
    await assertNarrow(inbox);
    await within("Back to writing").click();
    await writing(inbox).waitFor();
    await demo.owners.grantPermissions(["microphone"]);
  });

  it("records, pauses, plays back, and sends what WhatsApp takes as a voice message", async () => {
    await start();
    await recorded(1);
    await within("Pause recording").click();
    await within("Listen").click();
    await within("Pause listening").waitFor();
    await assertAccessible(inbox);
    await assertNarrow(inbox);
    await within("Go on recording").click();
    await recorded(3);
    await within("Send").click();
    await writing(inbox).waitFor();
    const sent = await until("voice message on the phone", async () => (await demo.chat(customer)).find((m) => m.from === "business" && m.voice));
    const file = await demo.owners.request.get(`${demo.relevo.url}/platform/v1/simulator${sent.media.url}`);
    assert.equal(sent.media.mime_type, "audio/ogg; codecs=opus");
    const pages = oggPages(await file.body());
    assert.match(pages[0].body.toString("latin1"), /^OpusHead\x01\x01/); // one channel
    assert.match(pages[1].body.toString("latin1"), /^OpusTags/);
    assert.deepEqual([pages[0].flags, pages.at(-1).flags], [2, 4]);
    const seconds = pages.at(-1).granule / 48_000;
    assert.ok(seconds > 2 && seconds < 6, `${seconds} s`);
    const length = await inbox.evaluate(async (bytes) => (await new OfflineAudioContext(1, 1, 48_000).decodeAudioData(Uint8Array.from(bytes).buffer)).duration, [...(await file.body())]);
    assert.ok(Math.abs(length - seconds) < 0.1, `decoded ${length} s of ${seconds} s`);
    const shown = thread(inbox).getByRole("article").filter({ has: inbox.getByRole("button", { name: "Play", exact: true }) }).last();
    await tick(shown, "Read").or(tick(shown, "Delivered")).waitFor();
  });

  it("keeps a recording that was left for another conversation, to be heard and sent later", async () => {
    const before = (await demo.chat(customer)).length;
    await start();
    await recorded(1);
    await openThread(inbox, "Noah Okafor");
    await row(inbox, customer).getByText("Draft: Voice message").waitFor();
    assert.equal(await inbox.evaluate(() => dispatchEvent(new Event("beforeunload", { cancelable: true }))), false, "the browser asks before the page is left");
    await row(inbox, customer).click();
    await within("Listen").click();
    await within("Pause listening").waitFor();
    assert.equal(await within("Go on recording").count(), 0, "the microphone was let go");
    await within("Send").click();
    await writing(inbox).waitFor();
    await until("voice message on the phone", async () => (await demo.chat(customer)).length === before + 1);
    assert.equal(await inbox.evaluate(() => dispatchEvent(new Event("beforeunload", { cancelable: true }))), true);
  });

  it("throws a recording away, and lets go of the microphone", async () => {
    const before = (await demo.chat(customer)).length;
    await tool(inbox, "Add to the message").click();
    await inbox.getByRole("menuitem", { name: "Record a voice message" }).click();
    await recorded(1);
    await within("Discard the recording").click();
    await writing(inbox).waitFor();
    assert.equal((await demo.chat(customer)).length, before);
  });

  it("wrote no error to the console", () => assert.deepEqual(demo.watched.errors, []));
});
