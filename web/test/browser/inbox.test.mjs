// The built app in a real browser against the stand-in server: what only shows when everything works together.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { open, until } from "./open.mjs";

const lucia = "c0000000-0000-4000-8000-000000000000";
const omar = "c0000002-0000-4000-8000-000000000000";
const last = (page) => page.locator("article").last();
/** Enter does nothing until the conversation is there. */
const enter = async (page) => {
  await page.locator("[data-composer] .btn.primary:enabled").waitFor();
  await page.keyboard.press("Enter");
};
const live = (page) => page.locator(".link-dot.live").waitFor();

describe("sending", () => {
  it("sends once when Send is clicked twice and the first answer is lost", async () => {
    const { fake, page, close } = await open(`/app/c/${lucia}`);
    let lost = 0;
    fake.disturb = (method, path) => (method === "POST" && path.endsWith("/messages") && lost++ === 0 ? "drop" : undefined);
    await page.fill("[data-composer] textarea", "Only once");
    await page.getByRole("button", { name: "Send", exact: true }).dblclick();
    await until(() => fake.posts.length >= 1, "the message arrives");
    await page.locator("article", { hasText: "Only once" }).waitFor();
    assert.equal(fake.sends.size, 1);
    assert.equal(await page.locator("article", { hasText: "Only once" }).count(), 1);
    assert.equal(await page.inputValue("[data-composer] textarea"), "");
    await close();
  });

  it("shows the message at once, with a clock, then what became of it", async () => {
    const { fake, page, conversation, close } = await open(`/app/c/${lucia}`);
    await live(page);
    await page.fill("[data-composer] textarea", "Hello");
    await enter(page);
    await last(page).getByLabel("Sending", { exact: true }).waitFor();
    await until(() => fake.sends.size === 1, "the server has it");
    const message = [...fake.sends.values()][0];
    fake.setStatus(conversation(lucia), message, "read");
    await last(page).getByLabel("Read", { exact: true }).waitFor();
    assert.equal(await page.locator("article", { hasText: "Hello" }).count(), 1);
    await close();
  });

  it("keeps what the server refused and says why", async () => {
    const { page, close } = await open(`/app/c/${lucia}`, { prepare: (f) => (f.disturb = (m, p) => (m === "POST" && p.endsWith("/messages") ? { status: 409, body: { error: "50 messages already wait for this person.", code: "too_many_waiting" } } : undefined)) });
    await page.fill("[data-composer] textarea", "Refused");
    await enter(page);
    await page.getByText("Not sent: 50 messages already wait for this person.").waitFor();
    await page.getByRole("button", { name: "Discard" }).click();
    await until(async () => (await page.locator("article", { hasText: "Refused" }).count()) === 0, "it is gone");
    await close();
  });

  it("makes a new line with Shift+Enter and leaves Enter to an input method", async () => {
    const { fake, page, close } = await open(`/app/c/${lucia}`);
    const box = page.locator("[data-composer] textarea");
    await box.fill("a");
    await page.keyboard.press("Shift+Enter");
    await box.evaluate((e) => e.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true })));
    assert.equal(await box.inputValue(), "a\n");
    assert.equal(fake.posts.length, 0);
    await close();
  });

  it("replies to a message, and sends a picture with the text as its caption", async () => {
    const { fake, page, close } = await open(`/app/c/${lucia}`);
    const asked = page.locator("article", { hasText: "courier call" });
    await asked.hover();
    await asked.getByLabel("Reply").click();
    await page.setInputFiles("input[type=file]", [{ name: "leg.png", mimeType: "image/png", buffer: Buffer.from("png") }]);
    await page.fill("[data-composer] textarea", "This leg");
    await enter(page);
    await until(() => fake.posts.length === 1, "the message arrives");
    const { message } = fake.posts[0];
    assert.deepEqual(message.image, { caption: "This leg", id: "m1" });
    assert.match(message.context.message_id, /^wamid\./);
    await close();
  });

  it("keeps what is answered beside its conversation while somebody looks elsewhere", async () => {
    const { fake, page, close } = await open(`/app/c/${lucia}`);
    const asked = page.locator("article", { hasText: "courier call" });
    await asked.hover();
    await asked.getByLabel("Reply").click();
    await page.getByText("Reply to Lucía").waitFor();
    await page.fill("[data-composer] textarea", "She will");
    await page.getByRole("option").filter({ hasText: "Omar" }).click();
    await page.getByRole("heading", { name: /Omar/ }).first().waitFor();
    await page.locator("[data-composer]").waitFor();
    assert.equal(await page.getByText("Reply to").count(), 0);
    await page.getByRole("option").filter({ hasText: "Lucía" }).first().click();
    await page.getByText("Reply to Lucía").waitFor();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await until(() => fake.posts.length === 1, "it is sent");
    assert.match(fake.posts[0].message.context.message_id, /^wamid\./);
    await until(async () => (await page.getByText("Reply to").count()) === 0, "it is answered");
    await close();
  });

  it("keeps chosen files beside their conversation while somebody looks elsewhere", async () => {
    const { fake, page, close } = await open(`/app/c/${lucia}`);
    const files = page.getByRole("list", { name: "Files to send" });
    await page.locator("[data-composer] .btn.primary").waitFor();
    await page.setInputFiles("input[type=file]", [{ name: "leg.pdf", mimeType: "application/pdf", buffer: Buffer.from("pdf") }]);
    await files.getByText("leg.pdf").waitFor();
    await page.getByRole("option").filter({ hasText: "Omar" }).click();
    await page.getByRole("heading", { name: /Omar/ }).first().waitFor();
    await page.locator("[data-composer]").waitFor();
    assert.equal(await files.count(), 0);
    await page.getByRole("navigation").getByRole("link", { name: "Settings" }).click();
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.getByRole("navigation").getByRole("link", { name: "Inbox" }).first().click();
    await page.getByRole("option").filter({ hasText: "Lucía" }).first().click();
    await files.getByText("leg.pdf").waitFor();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await until(() => fake.posts.length === 1, "it is sent");
    await until(async () => (await files.count()) === 0, "it no longer waits");
    await close();
  });

  it("goes on sending files while somebody is in the settings", async () => {
    const { fake, page, close } = await open(`/app/c/${lucia}`);
    let go;
    const held = new Promise((done) => (go = done));
    fake.disturb = async (method, path) => void (method === "POST" && path.endsWith("/media") && (await held));
    await page.locator("[data-composer] .btn.primary").waitFor();
    await page.setInputFiles("input[type=file]", ["one.pdf", "two.pdf", "three.pdf"].map((name) => ({ name, mimeType: "application/pdf", buffer: Buffer.from(name) })));
    await page.locator("[data-composer] textarea").focus();
    await enter(page);
    await page.locator("article", { hasText: "three.pdf" }).waitFor();
    await page.getByRole("navigation").getByRole("link", { name: "Settings" }).click();
    await page.getByRole("heading", { level: 1 }).waitFor();
    go();
    await until(() => fake.posts.length === 3, "all three leave");
    await close();
  });

  it("keeps a draft on the server and beside the row", async () => {
    const { fake, page, close } = await open(`/app/c/${lucia}`);
    await page.fill("[data-composer] textarea", "Half a thought");
    await page.getByRole("option", { name: /Omar Haddad/ }).click();
    await page.getByRole("option", { name: /Lucía/ }).getByText("Half a thought").waitFor();
    await until(() => fake.drafts.get(lucia)?.text === "Half a thought", "the server has the draft");
    await page.evaluate(() => localStorage.clear());
    await page.goto(`${fake.url}/app/c/${lucia}`);
    await until(async () => (await page.inputValue("[data-composer] textarea")) === "Half a thought", "it comes back");
    await close();
  });
});

describe("reading", () => {
  // A tab behind another is drawn once a second or so.
  for (const behind of [false, true]) it(`keeps the message under the eye when older ones load, and loads them all${behind ? ", behind another tab" : ""}`, async () => {
    const { page, close } = await open(`/app/c/${lucia}`);
    await page.locator("article").last().waitFor();
    if (behind) await page.context().newPage();
    const box = page.locator(".msgs");
    const count = () => box.locator("article").count();
    // Where the message under the eye is in every frame that is drawn: between two frames a script may find what nobody sees.
    const follow = () => box.evaluate((b) => {
      const edge = b.getBoundingClientRect().top;
      const mark = [...b.querySelectorAll("article")].find((a) => a.getBoundingClientRect().top >= edge);
      const tops = (window.tops = []);
      const look = () => new IntersectionObserver(([{ boundingClientRect, rootBounds }], watch) => {
        watch.disconnect();
        if (boundingClientRect.height > 0) tops.push(boundingClientRect.top - rootBounds.top); // not while it is passed over
        if (window.tops === tops) look();
      }, { root: b }).observe(mark);
      look();
      window.measure = () => tops.push(mark.getBoundingClientRect().top - edge);
    });
    const tops = () => page.evaluate(() => window.tops);
    for (let page_ = 0; page_ < 3; page_++) {
      const before = await count();
      await box.evaluate((b) => { b.scrollTop = 500; b.dispatchEvent(new Event("scroll")); });
      await follow();
      await until(async () => (await count()) > before, "older messages come");
      await until(() => box.evaluate((b) => b.querySelector(".chunk:not(.settled)") === null), "all are drawn");
      await page.evaluate(() => window.measure()); // what a script finds now is held in the next frame
      const seen = (await tops()).length;
      await until(async () => (await tops()).length > seen, "one more frame");
      const all = await tops();
      assert.ok(all.every((top) => Math.abs(top - all[0]) < 2), `the message stays where it was: ${all}`);
    }
    assert.equal(await count(), 169);
    await close();
  });

  it("follows new messages at the end, and counts them away from it", async () => {
    const { fake, page, conversation, close } = await open(`/app/c/${lucia}`);
    await live(page);
    await page.locator("article").last().waitFor();
    fake.say(conversation(lucia), "Are you there?");
    const newest = page.locator("article", { hasText: "Are you there?" });
    await newest.waitFor();
    await until(() => newest.evaluate((e) => e.getBoundingClientRect().bottom <= e.closest(".msgs").getBoundingClientRect().bottom), "it is in view");
    await page.locator(".msgs").evaluate((b) => { b.scrollTop -= 1500; });
    await page.getByLabel("Jump to latest", { exact: true }).waitFor();
    const was = await page.locator(".msgs").evaluate((b) => b.scrollTop);
    fake.say(conversation(lucia), "One more thing");
    await page.getByLabel("Jump to latest, 1 new message").waitFor();
    assert.equal(await page.locator(".msgs").evaluate((b) => b.scrollTop), was);
    await page.keyboard.press("End");
    await until(async () => (await page.locator(".jump").count()) === 0, "at the end again");
    await close();
  });

  it("jumps to a quoted message that isn't loaded yet", async () => {
    const { fake, page, conversation, close } = await open(`/app/c/${lucia}`);
    await live(page);
    const old = fake.state.messages.get(lucia)[20];
    const message = fake.state.make(conversation(lucia), 0, { type: "text", text: { body: "About this one" }, context: { id: old.id } });
    fake.publish("message.received", structuredClone(conversation(lucia)), message);
    await page.locator("article", { hasText: "About this one" }).getByRole("button", { name: /earlier message/ }).click();
    await page.locator(`article[data-wamid="${old.id}"]`).waitFor();
    await until(() => page.locator(`article[data-wamid="${old.id}"]`).evaluate((e) => { const r = e.getBoundingClientRect(); return r.top > 0 && r.bottom < innerHeight; }), "it is in view");
    await close();
  });

  it("tells the server once more what was read when it didn't answer", async () => {
    let lost = 0;
    const { fake, close } = await open(`/app/c/${omar}`, { prepare: (f) => {
      f.say(f.state.conversations.find((c) => c.id === omar), "Unread");
      f.disturb = (method, path) => (method === "POST" && path.endsWith("/read") && lost++ < 3 ? "drop" : undefined);
    } });
    await until(() => fake.reads.length === 1, "it is marked read");
    assert.equal(lost, 4);
    await close();
  });

  it("marks read what is looked at, and puts a line above what is new", async () => {
    const { fake, page, close } = await open("/app/c/c0000001-0000-4000-8000-000000000000");
    await page.getByText("New messages").waitFor();
    await until(() => fake.reads.some(([method]) => method === "POST"), "the server is told");
    await until(async () => (await page.getByRole("option", { name: /2 unread/ }).count()) === 0, "the badge goes");
    assert.equal(await page.getByText("New messages").count(), 1);
    await close();
  });

  it("shows what people write as text, whatever it is", async () => {
    const { fake, page, conversation, close } = await open(`/app/c/${lucia}`);
    await live(page);
    const evil = `<img src=x onerror="document.title='owned'"> javascript:alert(1) https://a.example/"onmouseover=1 &lt;b&gt;`;
    const message = fake.say(conversation(lucia), evil).data.message;
    conversation(lucia).kapso.contact_name = "<script>document.title='owned'</script>";
    fake.publish("conversation.changed", structuredClone(conversation(lucia)));
    const bubble = page.locator(`article[data-wamid="${message.id}"]`);
    await bubble.waitFor();
    assert.ok((await bubble.textContent()).includes(evil));
    assert.deepEqual(await bubble.locator("a").evaluateAll((all) => all.map((a) => [a.protocol, a.rel])), [["https:", "noopener noreferrer"]]);
    assert.notEqual(await page.title(), "owned");
    await close();
  });
});

describe("the list", () => {
  it("doesn't move under the pointer, and says what waits", async () => {
    const { fake, page, conversation, close } = await open("/app/");
    await live(page);
    const names = () => page.locator(".row .name").allTextContents();
    const before = (await names()).slice(0, 5);
    await page.hover(".row >> nth=2");
    fake.say(conversation("c0000007-0000-4000-8000-000000000000"), "Hello again");
    await page.getByRole("button", { name: "1 new" }).waitFor();
    assert.deepEqual((await names()).slice(0, 5), before);
    await page.getByRole("button", { name: "1 new" }).click();
    await until(async () => (await names())[0] === "Elif Yıldız", "the order is taken");
    await close();
  });

  it("loads page after page and shows few rows at a time", async () => {
    const { page, close } = await open("/app/", { extra: 300 });
    await page.locator(".row").first().waitFor();
    for (let i = 0; i < 40 && !(await page.getByText("Customer 312").count()); i++) {
      await page.locator(".rows").evaluate((b) => { b.scrollTop = b.scrollHeight; });
      await page.waitForTimeout(60);
    }
    await page.getByText("Customer 312").waitFor();
    assert.ok((await page.locator(".row").count()) < 45);
    await close();
  });

  it("filters by tab and by chips, in the address", async () => {
    const { page, close } = await open("/app/?unread=1");
    await until(async () => (await page.locator(".row").count()) === 2, "two are unread");
    await page.getByRole("button", { name: "Remove the filter Unread only" }).click();
    await until(async () => (await page.locator(".row").count()) > 10, "all again");
    await page.getByRole("button", { name: "Mine" }).click();
    await page.getByText("Nothing open is assigned to you.").waitFor();
    assert.match(page.url(), /assignee=me/);
    await page.getByRole("button", { name: "All", exact: true }).click();
    await page.locator(".row").first().waitFor();
    await close();
  });

  it("searches people and messages, and opens what was found", async () => {
    const { page, close } = await open("/app/");
    await page.locator(".row").first().waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("7730");
    await until(async () => (await page.locator(".hit mark").allTextContents()).join() === "7730", "one has this number");
    assert.match(page.url(), /search=7730/);
    await page.fill(".list-search input", "no such words");
    await page.getByText("No name, phone number or message matches").waitFor();
    await page.getByRole("button", { name: "Clear the search" }).click();
    await until(async () => (await page.locator(".row").count()) > 10, "all again");
    await close();
  });

  it("can be worked with keys alone", async () => {
    const { page, close } = await open("/app/");
    await page.locator(".row").first().waitFor();
    for (const key of ["j", "j", "j", "Enter"]) await page.keyboard.press(key);
    await page.waitForURL(`**/app/c/${omar}*`);
    assert.ok(await page.locator("[data-composer] textarea").evaluate((e) => e === document.activeElement));
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await page.keyboard.press("Escape");
    await until(async () => (await page.getByRole("dialog").count()) === 0, "the sheet closes");
    await page.keyboard.press("Escape");
    await page.waitForURL("**/app/");
    await close();
  });
});

describe("the connection", () => {
  it("catches up on what it missed", async () => {
    const { fake, page, conversation, close } = await open(`/app/c/${lucia}`);
    await live(page);
    fake.say(conversation(lucia), "Before");
    await page.locator("article", { hasText: "Before" }).waitFor();
    fake.disturb = (m) => (m === "WS" ? "drop" : undefined);
    fake.cut();
    await page.locator(".link-dot.lost").waitFor();
    fake.say(conversation(lucia), "While away");
    fake.disturb = null;
    await live(page);
    await page.locator("article", { hasText: "While away" }).waitFor();
    await close();
  });

  it("sends with the position of what its screen shows, also where nothing was ever pushed", async () => {
    let before;
    const { fake, page, conversation, close } = await open(`/app/c/${lucia}`, {
      prepare: (fake) => {
        fake.disturb = (m) => (m === "WS" ? "drop" : undefined);
        before = fake.say(fake.state.conversations.find((c) => c.id === lucia), "Before");
      },
    });
    await page.locator("article", { hasText: "Before" }).waitFor();
    fake.say(conversation(lucia), "Not seen");
    await page.locator("textarea").fill("Hi");
    await page.locator("textarea").press("Enter");
    await until(() => fake.posts.length === 1, "a send");
    assert.equal(fake.posts[0].seen_pos, before.pos);
    await close();
  });

  /** Two messages, the first while the connection is away; what is said in between fills the first page of the catching-up. */
  const missed = async ({ fake, page, conversation }, between, disturb) => {
    await live(page);
    fake.say(conversation(lucia), "Before");
    await page.locator("article", { hasText: "Before" }).waitFor();
    fake.disturb = (m, p) => (m === "WS" || p.endsWith("/events") ? "drop" : undefined);
    fake.cut();
    await page.locator(".link-dot.lost").waitFor();
    for (let n = 0; n < between; n++) fake.publish("conversation.read", structuredClone(conversation(lucia)));
    fake.say(conversation(lucia), "While away");
    fake.disturb = disturb;
    await live(page);
  };
  const both = async (page) => {
    for (const text of ["While away", "Back again"]) await page.locator("article", { hasText: text }).waitFor();
    assert.match(await page.locator("article").last().innerText(), /Back again/);
  };

  it("leaves no gap when catching up fails at first", async () => {
    const app = await open(`/app/c/${lucia}`);
    const { fake, page, conversation, close } = app;
    let failed;
    const asked = new Promise((done) => (failed = done));
    await missed(app, 0, (m, p) => {
      if (!p.endsWith("/events")) return undefined;
      fake.disturb = null;
      failed();
      return { status: 503, body: { error: "Not now.", code: "unavailable" } };
    });
    await asked;
    fake.say(conversation(lucia), "Back again");
    await both(page);
    await close();
  });

  it("leaves no gap when something is said while it catches up", async () => {
    const app = await open(`/app/c/${lucia}`);
    const { fake, page, conversation, close } = app;
    let begun, release;
    const asked = new Promise((done) => (begun = done));
    const held = new Promise((done) => (release = done));
    await missed(app, 500, async (m, p) => {
      if (!p.endsWith("/events")) return undefined;
      begun();
      return void (await held);
    });
    await asked;
    fake.say(conversation(lucia), "Back again");
    release();
    await both(page);
    await close();
  });

  it("catches up when it is told that something is missing", async () => {
    const { fake, page, conversation, close } = await open(`/app/c/${lucia}`);
    await live(page);
    fake.say(conversation(lucia), "Before");
    await page.locator("article", { hasText: "Before" }).waitFor();
    const { push } = fake;
    fake.push = () => undefined;
    fake.say(conversation(lucia), "While away");
    fake.push = push;
    fake.push({ type: "gap" });
    fake.say(conversation(lucia), "Back again");
    await both(page);
    await close();
  });

  it("reads everything again when the events are no longer kept", async () => {
    const { fake, page, conversation, close } = await open(`/app/c/${lucia}`);
    await live(page);
    fake.say(conversation(lucia), "Before");
    await page.locator("article", { hasText: "Before" }).waitFor();
    fake.disturb = (m, p) => (m === "WS" ? "drop" : p.endsWith("/events") ? { status: 410, body: { error: "gone", code: "events_expired" } } : undefined);
    fake.cut();
    await page.locator(".link-dot.lost").waitFor();
    fake.say(conversation(lucia), "While away");
    fake.disturb = (m, p) => (p.endsWith("/events") ? { status: 410, body: { error: "gone", code: "events_expired" } } : undefined);
    await page.locator("article", { hasText: "While away" }).waitFor();
    await close();
  });
});

describe("getting in", () => {
  it("logs in where one is, and out again", async () => {
    const { page, close } = await open(`/inbox/c/${lucia}`, { prepare: (f) => (f.loggedIn = false) });
    await page.fill("input[name=email]", "nadia@tavola.example");
    await page.fill("input[name=password]", "wrong");
    await page.keyboard.press("Enter");
    await page.getByText("Email and password don’t match.").waitFor();
    await page.fill("input[name=password]", "correct horse");
    await page.keyboard.press("Enter");
    await page.locator("article").first().waitFor();
    assert.match(page.url(), new RegExp(lucia));
    await page.getByLabel(/^Account of/).first().click();
    await page.getByRole("menuitem", { name: "Log out" }).click();
    await page.getByRole("heading", { name: /Log in/ }).waitFor();
    await close();
  });

  it("makes the first owner, and takes the code out of the address", async () => {
    const { page, close } = await open("/app/setup#right", { prepare: (f) => { f.loggedIn = false; f.setupOpen = true; } });
    await page.fill("input[name=name]", "Nadia");
    await page.fill("input[name=email]", "n@tavola.example");
    await page.fill("input[name=project_name]", "Tavola");
    await page.fill("input[name=password]", "short");
    await page.keyboard.press("Enter");
    await page.getByText("Too short").waitFor();
    assert.ok(!page.url().includes("#"));
    await page.fill("input[name=password]", "correct horse");
    await page.keyboard.press("Enter");
    await page.locator(".row").first().waitFor();
    await close();
  });

  it("says so when a log-in link no longer works", async () => {
    const { page, close } = await open("/app/login#link=old", { prepare: (f) => (f.loggedIn = false) });
    await page.getByText("This link no longer works.").waitFor();
    assert.ok(!page.url().includes("#"));
    await close();
  });

  it("goes back to the log-in when the session ends", async () => {
    const { fake, page, close } = await open(`/app/c/${lucia}`);
    await live(page);
    await page.waitForLoadState("networkidle"); // or a read that is under way brings the log-in before the click
    fake.loggedIn = false;
    await page.getByRole("option", { name: /Omar/ }).click();
    await page.getByRole("heading", { name: /Log in/ }).waitFor();
    await close();
  });
});

describe("one panel at a time", () => {
  it("goes from list to thread to details and back", async () => {
    const { page, close } = await open("/inbox/", { width: 320, height: 640 });
    await page.getByRole("option", { name: /Lucía/ }).click();
    await page.locator("article").last().waitFor();
    await page.getByLabel("Show the details").click();
    await page.getByRole("heading", { name: "Info" }).waitFor();
    assert.ok(!(await page.locator(".msgs").isVisible()));
    await page.getByLabel("Back to the messages").click();
    await page.locator("article").last().waitFor();
    await page.getByLabel("Back to the list").click();
    await page.getByRole("listbox").waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
    await close();
  });

  it("says what was done above the box, where nobody writes", async () => {
    const { page, close } = await open(`/app/c/${lucia}`, { width: 380, height: 800 });
    await page.locator("[data-composer] .btn.primary").waitFor();
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Close" }).click();
    await page.getByText("Conversation closed.").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("Conversation reopened.").waitFor();
    await page.locator("[data-composer] .btn.primary").waitFor();
    const [box, said] = await Promise.all([page.locator(".composer").boundingBox(), page.locator(".toast").boundingBox()]);
    assert.ok(said.y + said.height <= box.y, `${JSON.stringify(said)} lies on ${JSON.stringify(box)}`);
    await close();
  });

  it("understands the older form of a link", async () => {
    const { page, close } = await open(`/inbox/?conversation_id=${omar}`);
    await page.getByRole("heading", { name: "Omar Haddad" }).waitFor();
    await close();
  });
});
