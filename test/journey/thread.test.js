// What happens to a message after it was written: reactions, quotes, pictures,
// edits, deletions and failures, on both sides.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertAccessible, assertNarrow } from "./browser.js";
import { answer, bubble, choose, Demo, onPhone, openThread, phoneOf, row, say, takePhone, thread, tick, until, writing } from "./inbox.js";

const customer = "Noah Okafor";

describe("a message", { timeout: 300_000 }, () => {
  let demo, inbox, phone;

  before(async () => {
    demo = await Demo.start();
    inbox = await demo.logIn();
    phone = await demo.phone();
    await takePhone(phone, customer);
    await openThread(inbox, customer);
    await answer(inbox, "The sofa ships on Monday.");
    await onPhone(phone, customer, "The sofa ships on Monday.").waitFor();
  });
  after(() => demo?.stop());

  it("gets a reaction from the phone, and loses it", async () => {
    await choose(phone, customer, "The sofa ships on Monday.", "React with 👍");
    const reaction = bubble(inbox, "The sofa ships on Monday.").getByRole("img", { name: "Reactions: 👍" });
    await reaction.waitFor();
    assert.equal(await bubble(inbox, "👍").count(), 1, "a reaction makes no bubble of its own");
    await choose(phone, customer, "The sofa ships on Monday.", "Take 👍 back");
    await reaction.waitFor({ state: "detached" });
  });

  it("gets a reaction from the inbox, another one instead, and loses it", async () => {
    await say(phone, customer, "Thank you so much!");
    const thanks = bubble(inbox, "Thank you so much!");
    await thanks.hover();
    await thanks.getByRole("button", { name: "React" }).click();
    await inbox.getByRole("dialog", { name: "React" }).getByRole("button", { name: "❤️" }).click();
    await thanks.getByRole("img", { name: "Reactions: ❤️ your team" }).waitFor();
    await onPhone(phone, customer, "Thank you so much!").getByText("❤️").waitFor();
    await thanks.getByRole("button", { name: "React" }).click();
    await assertAccessible(inbox);
    await inbox.getByRole("button", { name: "More emoji" }).click();
    await inbox.getByRole("combobox", { name: "Search emoji" }).fill("rocket");
    await inbox.keyboard.press("Enter");
    await onPhone(phone, customer, "Thank you so much!").getByText("🚀").waitFor();
    await thanks.getByRole("img", { name: "Reactions: 🚀 your team" }).waitFor();
    await thanks.hover();
    await thanks.getByRole("button", { name: "React" }).click();
    await inbox.getByRole("button", { name: "🚀" }).click();
    await thanks.getByRole("img").waitFor({ state: "detached" });
    await onPhone(phone, customer, "Thank you so much!").getByText("🚀").waitFor({ state: "detached" });
    await inbox.reload();
    await thanks.waitFor();
    assert.equal(await thanks.getByRole("img").count(), 0);
  });

  it("is quoted from the phone and from the inbox, and a click on the quote shows it", async () => {
    await choose(phone, customer, "The sofa ships on Monday.", "Reply");
    await say(phone, customer, "Which Monday?");
    const asked = bubble(inbox, "Which Monday?");
    await asked.getByRole("button", { name: /The sofa ships on Monday\./ }).waitFor();
    await asked.hover();
    await asked.getByRole("button", { name: "Reply" }).click();
    await thread(inbox).getByText("Reply to Noah").waitFor();
    await answer(inbox, "The first one in June.");
    await tick(bubble(inbox, "The first one in June."), "Read").or(tick(bubble(inbox, "The first one in June."), "Delivered")).waitFor();
    await onPhone(phone, customer, "The first one in June.").getByText("Which Monday?").waitFor();
    await bubble(inbox, "The first one in June.").getByRole("button", { name: /Which Monday\?/ }).click();
    await until("flash", () => inbox.evaluate(() => document.querySelector("article.flash")?.textContent.includes("Which Monday?")));
  });

  it("is edited on the phone", async () => {
    await say(phone, customer, "I like the gren one");
    await bubble(inbox, "I like the gren one").waitFor();
    await choose(phone, customer, "I like the gren one", "Edit");
    await until("text to edit", async () => (await phoneOf(phone, customer).getByRole("textbox", { name: "Message as customer" }).inputValue()) === "I like the gren one");
    await say(phone, customer, "I like the green one");
    await bubble(inbox, "I like the green one").getByText("Edited").waitFor();
    assert.equal(await bubble(inbox, "I like the gren one").count(), 0);
    await row(inbox, "I like the green one").waitFor();
  });

  it("is deleted on the phone", async () => {
    await say(phone, customer, "My door code is 4711");
    await bubble(inbox, "My door code is 4711").waitFor();
    await choose(phone, customer, "My door code is 4711", "Delete for everyone");
    await bubble(inbox, "This message was deleted").waitFor();
    await row(inbox, "This message was deleted").waitFor();
    await until("the row without the words", async () => (await inbox.getByText("My door code is 4711").count()) === 0);
    await demo.write(customer, { type: "image" });
    await row(inbox, customer).getByText("Photo").waitFor();
    await demo.write(customer, { type: "revoke", message_id: (await demo.chat(customer)).at(-1).id });
    await row(inbox, "This message was deleted").waitFor();
  });

  it("says why it failed, with WhatsApp's code and what to do", async () => {
    await demo.control("POST", "/customers", { name: "Nadia Unreached", phone: "+15550103326" });
    await takePhone(phone, "Nadia Unreached");
    await say(phone, "Nadia Unreached", "Can you hear me?");
    await openThread(inbox, "Nadia Unreached");
    await answer(inbox, "Loud and clear.");
    const failed = bubble(inbox, "Loud and clear.");
    await failed.getByText("Not delivered: this number isn’t on WhatsApp · 131026").waitFor();
    await tick(failed, "Not delivered").waitFor();
    await tick(row(inbox, "Loud and clear."), "Not delivered").waitFor();
    await failed.getByRole("button", { name: "Details" }).click();
    const details = inbox.getByRole("dialog", { name: "Details" });
    for (const text of ["this number isn’t on WhatsApp", "131026", "Message undeliverable"]) await details.getByText(text).first().waitFor();
    await assertAccessible(inbox);
    await inbox.keyboard.press("Escape");
    await assertNarrow(inbox);
  });

  it("counts what comes below somebody who opened it at the first unread message", async () => {
    for (let n = 1; n <= 25; n++) await demo.write("Mateo García", { type: "text", text: { body: `Line ${n}\n`.repeat(3) } });
    await row(inbox, "Mateo García").getByText("27", { exact: true }).waitFor();
    await openThread(inbox, "Mateo García");
    const [line, day] = [thread(inbox).getByText("New messages"), thread(inbox).getByRole("separator", { name: "Today" })];
    await until("the line below the day", async () => {
      const [l, d] = [await line.boundingBox(), await day.boundingBox()];
      return l.y >= d.y + d.height;
    });
    // The day that stays at the top gives way to the line as it passes, and comes back.
    const scrollTo = (y) => line.evaluate((element, y) => {
      const box = element.closest(".msgs");
      box.scrollTop += element.getBoundingClientRect().y - box.getBoundingClientRect().y - y;
    }, y);
    const seen = () => day.evaluate((element) => getComputedStyle(element).opacity === "1");
    assert.ok(await seen());
    await scrollTo(12);
    await until("the line alone", async () => !(await seen()));
    await scrollTo(-60);
    await until("the day again", seen);
    await scrollTo(60);
    const jump = thread(inbox).getByRole("button", { name: /^Jump to latest/ });
    await jump.waitFor();
    assert.equal(await jump.getAttribute("aria-label"), "Jump to latest", "what was unread before is not new");
    await demo.write("Mateo García", { type: "text", text: { body: "Are you there?" } });
    await thread(inbox).getByRole("button", { name: "Jump to latest, 1 new message" }).waitFor();
    await jump.click();
    await jump.waitFor({ state: "detached" });
  });

  it("wrote no error to the console", () => assert.deepEqual(demo.watched.errors, []));
});
