// What happens under somebody's hands while they write or press keys: it takes none of their letters, and does nothing with them.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { open, until } from "./open.mjs";

const lucia = "c0000000-0000-4000-8000-000000000000";
const box = "[data-composer] textarea";
const live = (page) => page.locator(".link-dot.live").waitFor();
const question = (page) => page.getByRole("dialog", { name: "Somebody else answered" });

describe("somebody who writes", () => {
  it("commands nothing with the letters that follow when a colleague closes the conversation", async () => {
    const asked = [];
    const { fake, page, conversation, close } = await open(`/app/c/${lucia}`, { prepare: (f) => (f.disturb = (method, path) => void (method !== "GET" && asked.push(`${method} ${path}`))) });
    await live(page);
    await page.fill(box, "");
    await page.locator(box).pressSequentially("Give me a m");
    await until(() => fake.drafts.get(lucia)?.text === "Give me a m", "the server has the draft");
    await page.locator(box).press("o"); // they are writing when it happens
    conversation(lucia).status = "ended";
    fake.publish("conversation.changed", structuredClone(conversation(lucia)));
    await page.locator(box).waitFor({ state: "detached" });
    asked.length = 0;
    await page.keyboard.type("ment, Eu?/n");
    assert.match(page.url(), new RegExp(lucia), "the conversation is still open");
    assert.equal(await page.getByRole("dialog").count(), 0);
    assert.deepEqual(asked.filter((a) => !/presence|draft|read$/.test(a)), []);
    await page.keyboard.press("Escape"); // whoever looks up commands again
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await close();
  });

  it("reads that silence ended the conversation, and keeps what they had begun", async () => {
    const { fake, page, conversation, close } = await open(`/app/c/${lucia}`);
    await live(page);
    await page.fill(box, "What I had begun");
    await until(() => fake.drafts.get(lucia)?.text === "What I had begun", "the server has the draft");
    const at = new Date().toISOString();
    Object.assign(conversation(lucia), { status: "ended", ended_at: at });
    Object.assign(conversation(lucia).kapso, { closed_at: at, closed_by: "system" });
    const event = fake.publish("conversation.changed", structuredClone(conversation(lucia)));
    event.data.activity = { id: "act1", conversation_id: lucia, type: "ended_by_silence", actor: "system", user_id: null, user_name: null, notes: null, at };
    fake.push({ ...event, pos: ++fake.state.pos });
    await page.getByText(/^Closed after 24 hours of silence, on/).waitFor();
    await page.getByText(/^Closed after 24 hours of silence ·/).waitFor();
    await page.getByText("What you wrote is kept.").waitFor();
    await page.locator(".row.sel .mode.closed").waitFor();
    await close();
  });

  it("is asked about a stale answer when they come to rest, and no key presses a button of the question", async () => {
    let answer;
    const held = new Promise((done) => (answer = done));
    const { page, close } = await open(`/app/c/${lucia}`, {
      prepare: (f) => (f.disturb = async (method, path) => {
        if (method !== "POST" || !path.endsWith("/messages")) return undefined;
        await held;
        return { status: 409, body: { error: "Somebody else wrote.", code: "stale_send", missed: [] } };
      }),
    });
    await live(page);
    await page.fill(box, "Mine");
    await page.locator("[data-composer] .btn.primary:enabled").click();
    await page.locator(box).pressSequentially("And o");
    answer();
    await page.getByText("Somebody else answered meanwhile.").waitFor();
    await page.locator(box).pressSequentially("ne more", { delay: 150 });
    assert.equal(await page.inputValue(box), "And one more");
    await question(page).waitFor();
    await page.keyboard.type("thing to say");
    await page.keyboard.press("Enter");
    await question(page).getByRole("button", { name: "Send anyway" }).waitFor();
    await page.keyboard.press("Escape");
    await question(page).waitFor({ state: "detached" });
    await page.locator(`${box}:focus`).waitFor(); // the browser gives the focus back a moment after the window is gone
    await page.keyboard.type(" thing");
    assert.equal(await page.inputValue(box), "And one more thing");
    await close();
  });
});

describe("somebody without a connection", () => {
  it("sees what waits and what can be done, also where nothing ever waited before", async () => {
    const { fake, page, close } = await open(`/app/c/${lucia}`);
    await live(page);
    await page.locator("[data-composer] .btn.primary").waitFor();
    await page.context().setOffline(true);
    await page.fill(box, "From the lift");
    await page.locator("[data-composer] .btn.primary").click();
    const waiting = page.locator("article", { hasText: "From the lift" });
    await waiting.getByText("Sent as soon as the server answers").waitFor();
    await page.context().setOffline(false);
    await until(() => fake.posts.length === 1, "it leaves");
    await waiting.getByText("Sent as soon as the server answers").waitFor({ state: "detached" });
    await close();
  });
});

describe("somebody who reads", () => {
  it("keeps every message in its place while a colleague begins to write and stops", async () => {
    const { fake, page, close } = await open(`/app/c/${lucia}`);
    await live(page);
    const place = () => page.locator("article").last().evaluate((e) => e.getBoundingClientRect().top);
    const typing = (on) => fake.push({ type: "presence", data: { conversation_id: lucia, people: on ? [{ user_id: "u7", typing: true }] : [] } });
    await page.locator(box).waitFor();
    const before = await place();
    typing(true);
    await page.getByText(/is replying/).waitFor();
    assert.equal(await place(), before);
    typing(false);
    await page.getByText(/is replying/).waitFor({ state: "detached" });
    assert.equal(await place(), before);
    await close();
  });

  it("sees a row at every place of the list, however far it is scrolled", async () => {
    const { page, close } = await open("/app/", { extra: 100 });
    await page.locator(".row").first().waitFor();
    const gaps = await page.locator(".rows").evaluate(async (box) => {
      const found = [];
      for (const top of [...Array(40).keys(), ...Array(40).keys()].map((n, at) => (at < 40 ? n : 39 - n) * 48)) {
        box.scrollTop = top;
        await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        const { left, top: from, bottom } = box.getBoundingClientRect();
        for (let y = from + 8; y < bottom; y += 16) if (!document.elementFromPoint(left + 80, y).closest(".row")) found.push([top, y]);
      }
      return found;
    });
    assert.deepEqual(gaps, []);
    await close();
  });

  it("sees every kind of message at its full height from the first moment on", async () => {
    const { page, close } = await open("/app/");
    await page.getByRole("option", { name: /Kwame/ }).waitFor();
    await page.evaluate(() => {
      window.heights = new Map();
      new MutationObserver(() => document.querySelectorAll("article").forEach((a) => {
        const known = window.heights.get(a.dataset.key) ?? [];
        if (known.at(-1) !== a.offsetHeight) window.heights.set(a.dataset.key, [...known, a.offsetHeight]);
      })).observe(document.body, { childList: true, subtree: true });
    });
    await page.getByRole("option", { name: /Kwame/ }).click();
    await page.locator("article", { hasText: "Harbour showroom" }).getByRole("link").waitFor();
    await page.locator("article", { hasText: "Not delivered" }).first().waitFor();
    assert.deepEqual(await page.evaluate(() => [...window.heights.values()].filter((h) => h.length > 1)), []);
    await close();
  });

  it("finds the box in the same place in every conversation, from the first moment on", async () => {
    const { page, close } = await open(`/app/c/${lucia}`);
    await page.locator(box).waitFor();
    await page.evaluate(() => {
      window.tops = new Set();
      new MutationObserver(() => {
        const place = document.querySelector(".composer-place, .composer");
        if (place) window.tops.add(Math.round(place.getBoundingClientRect().top));
        else if (document.querySelector("section.thread .bar")) window.tops.add("missing");
      }).observe(document.body, { childList: true, subtree: true });
    });
    for (const name of [/Omar/, /Kwame/, /Luc\u00eda/]) {
      await page.getByRole("option", { name }).first().click();
      await page.getByRole("heading", { name }).first().waitFor();
      await page.locator(box).waitFor();
    }
    assert.equal(await page.evaluate(() => window.tops.size), 1, JSON.stringify(await page.evaluate(() => [...window.tops])));
    await close();
  });

  it("begins at the first unread message, also where it isn't among the latest fifty", async () => {
    const { page, close } = await open("/app/", { prepare: ({ state }) => {
      const conversation = state.conversations.find((c) => c.id === lucia);
      for (let n = 1; n <= 70; n++) state.make(conversation, 70 - n, { type: "text", text: { body: `News ${n}.` } });
      conversation.kapso.unread_count = 70;
    } });
    await page.getByRole("option", { name: /Luc\u00eda/ }).first().click();
    await page.getByText("New messages").waitFor();
    const below = await page.evaluate(() => {
      const line = document.querySelector("[data-unread]");
      return [...document.querySelectorAll("article")].find((a) => line.compareDocumentPosition(a) & Node.DOCUMENT_POSITION_FOLLOWING).innerText;
    });
    assert.match(below, /News 1\./);
    await until(() => page.evaluate(() => { const { top, bottom } = document.querySelector("[data-unread]").getBoundingClientRect(); return top > 0 && bottom < innerHeight; }), "the line is in view");
    await close();
  });

  it("finds a name beside its picture, in whichever direction it is written", async () => {
    const { page, close } = await open(`/app/c/${lucia}`, { prepare: ({ state }) => (state.conversations.find((c) => c.id === lucia).kapso.contact_name = "\u0644\u064a\u0644\u0649 \u062d\u062f\u0627\u062f") });
    await page.locator("section.thread h2").waitFor();
    const [name, number] = await page.evaluate(() => ["h2", "span"].map((tag) => {
      const text = document.createRange();
      text.selectNodeContents(document.querySelector(`.thread .who ${tag}`));
      return Math.round(text.getBoundingClientRect().left);
    }));
    assert.ok(Math.abs(name - number) <= 2, `${name} and ${number}`);
    await close();
  });
});

describe("the keys", () => {
  it("go on from the conversation that was just left, however quickly they come", async () => {
    const { page, close } = await open("/app/");
    await page.locator(".row").nth(3).click();
    await page.locator(box).waitFor();
    const places = await page.evaluate(() => new Promise((done) => {
      const at = () => Number(document.querySelector(".row.cursor")?.getAttribute("aria-posinset"));
      const press = (key) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      const watch = new MutationObserver(() => { // as early as anything can see the row
        const first = at();
        if (!first) return;
        watch.disconnect();
        press("j");
        setTimeout(() => done([first, at()]), 100);
      });
      watch.observe(document.querySelector(".rows"), { subtree: true, attributes: true });
      press("Escape");
    }));
    assert.deepEqual(places, [4, 5]);
    await close();
  });

  it("are no commands in the moment in which a window gives the focus back to a field", async () => {
    const { page, close } = await open(`/app/c/${lucia}`);
    await page.locator(box).focus();
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").waitFor();
    await page.evaluate(() => {
      const press = (key) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      new MutationObserver((_, watch) => { // as early as anything can see it
        if (document.querySelector("[role=dialog]")) return;
        watch.disconnect();
        press("/");
      }).observe(document.body, { childList: true, subtree: true });
      press("Escape");
    });
    await page.locator(`${box}:focus`).waitFor();
    assert.equal(await page.locator(".list-search").count(), 0);
    await page.locator(".msgs").focus();
    await page.keyboard.press("/");
    await page.locator(".list-search input:focus").waitFor();
    await close();
  });
});

describe("the focus", () => {
  it("stays where somebody has taken it while the search goes away", async () => {
    const { page, close } = await open(`/app/c/${lucia}`);
    await page.locator(".msgs").waitFor();
    await page.keyboard.press("/");
    await page.locator(".list-search input:focus").waitFor();
    await page.evaluate(async () => {
      const frame = () => new Promise(requestAnimationFrame);
      document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
      document.querySelector(".msgs").focus();
      await frame();
      await frame();
    });
    assert.equal(await page.locator(".msgs:focus").count(), 1);
    await close();
  });

  it("stays in what somebody writes while a note is saved", async () => {
    let answer;
    const held = new Promise((done) => (answer = done));
    const { page, close } = await open(`/app/c/${lucia}`, {
      prepare: (f) => (f.disturb = async (method, path) => {
        if (method !== "POST" || !path.endsWith("/notes")) return undefined;
        await held;
        return { status: 201, body: { data: { id: "n1", content: "Calls at noon", created_at: new Date().toISOString(), updated_at: new Date().toISOString() } } };
      }),
    });
    await page.getByRole("button", { name: "Add a note" }).click();
    await page.getByLabel("Note", { exact: true }).fill("Calls at noon");
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator(box).fill("Good m");
    answer();
    await page.getByLabel("Note", { exact: true }).waitFor({ state: "detached" });
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await page.keyboard.type("orning");
    assert.equal(await page.inputValue(box), "Good morning");
    await close();
  });
});

describe("a further page", () => {
  /** A page that connects once it shows something: the events since are no longer kept, it reads everything anew then, and waits for that until it is let go. */
  const readAnew = async (path, at, shown) => {
    let [connects, anew, release] = [false, false, undefined];
    const held = new Promise((done) => (release = done));
    const disturb = (method, asked) => {
      if (method === "WS") return connects ? undefined : "drop";
      if (asked.endsWith("/events")) return { status: 410, body: { error: "These events are no longer kept.", code: "events_expired" } };
      if (method !== "GET" || !asked.endsWith(path) || !connects || anew) return undefined;
      anew = true;
      return held;
    };
    const opened = await open(at, { prepare: (f) => (f.disturb = disturb) });
    await opened.page.locator(shown).first().waitFor();
    return { ...opened, release, connect: () => { connects = true; return until(() => anew, "it is read anew"); } };
  };
  const scroll = (page, box, top) => page.locator(box).evaluate((b, to) => new Promise((done) => {
    b.addEventListener("scroll", () => setTimeout(done, 100), { once: true });
    b.scrollTo({ top: to });
  }), top);

  it("of a thread waits for what is being read anew", async () => {
    const { fake, page, conversation, connect, release, close } = await readAnew("/whatsapp/messages", `/app/c/${lucia}`, "article");
    fake.state.make(conversation(lucia), 0, { type: "text", text: { body: "Between the two readings" } });
    await connect();
    await scroll(page, ".msgs", 0);
    release();
    await page.locator("article", { hasText: "Between the two readings" }).waitFor();
    await until(async () => (await page.locator("article").count()) > 60, "the older ones come too");
    await close();
  });

  /** Tells the page of its answers late: a question begins and ends before anything is drawn of it, as on a busy machine. */
  const late = async (page, path) => {
    await page.addInitScript(() => {
      const soon = window.setTimeout;
      window.setTimeout = (then, after, ...rest) => soon(then, after || 100, ...rest);
    });
    await page.goto(new URL(path, page.url()).href);
  };

  it("of a thread is asked for until the first unread message is there, however late the page is", async () => {
    const { page, conversation, close } = await open("/app/", { prepare: ({ state }) => {
      const conversation = state.conversations.find((c) => c.id === lucia);
      for (let n = 1; n <= 170; n++) state.make(conversation, 170 - n, { type: "text", text: { body: `News ${n}.` } });
      conversation.kapso.unread_count = 170;
    } });
    await late(page, `/app/c/${lucia}`);
    await page.getByText("New messages").waitFor();
    await until(() => conversation(lucia).kapso.unread_count === 0, "it counts as read");
    await close();
  });

  it("of the list is asked for until one has a row, however late the page is", async () => {
    const { page, close } = await open("/app/");
    await page.route(/\/whatsapp\/conversations\?/, async (route) => {
      const answer = await (await route.fetch()).json();
      const passed = Number(new URL(route.request().url()).searchParams.get("after") ?? 0) < 60;
      await route.fulfill({ json: passed ? { ...answer, data: [] } : answer }); // looked through in vain
    });
    await late(page, "/app/");
    await page.locator(".row").first().waitFor();
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await close();
  });

  const walnuts = ({ state }) => {
    const conversation = state.conversations.find((c) => c.id === lucia);
    for (let n = 1; n <= 70; n++) state.make(conversation, 70 - n, { type: "text", text: { body: `Walnut ${n}.` } });
  };

  it("of the hits is asked for where the first leaves room on the screen", async () => {
    const { page, close } = await open("/app/?search=walnut", { height: 6000, prepare: walnuts });
    await page.getByRole("option", { name: /Walnut 1\./ }).waitFor();
    await close();
  });

  it("of the hits is asked for once more by the person alone when nothing answered", async () => {
    let asked = 0;
    const disturb = (_, path) => (path.endsWith("/whatsapp/search") && ++asked > 2 ? { status: 500, body: { error: "Try again.", code: "internal" } } : undefined);
    const { fake, page, close } = await open("/app/?search=walnut", { height: 6000, prepare: (f) => { walnuts(f); f.disturb = disturb; } });
    await page.getByText("More didn’t load.").waitFor();
    await page.evaluate(async () => {
      await new Promise(requestIdleCallback);
      await fetch("/platform/v1/session"); // what was asked before is with the server
    });
    assert.equal(asked, 2 + 3, "three tries are one question");
    fake.disturb = undefined;
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("option", { name: /Walnut 1\./ }).waitFor();
    await close();
  });

  it("of the hits is left where they are not on screen", async () => {
    const { page, close } = await open(`/app/c/${lucia}?search=walnut`, { width: 380, prepare: walnuts });
    await page.locator(".hit").last().waitFor({ state: "attached" });
    await page.evaluate(() => new Promise(requestIdleCallback));
    await page.getByLabel("Back to the list").click();
    await page.locator(".hit").first().waitFor();
    assert.equal(await page.locator(".hit").count(), 30);
    await close();
  });

  it("of the list waits for what is being read anew", async () => {
    const { page, conversation, connect, release, close } = await readAnew("/whatsapp/conversations", "/app/", ".row");
    conversation(lucia).kapso.contact_name = "Lucía Between";
    await connect();
    await scroll(page, ".rows", 1e6);
    release();
    await page.locator(".row[aria-posinset='34']").waitFor();
    await scroll(page, ".rows", 0);
    await page.locator(".row", { hasText: "Lucía Between" }).waitFor();
    await close();
  });
});
