// What is on screen stays where it is while a conversation opens, whatever
// stands in its composer's place: with everything to be fetched, with the code
// here already, from the list, and from the list once more. So do the tabs
// while their counts come and grow, and a row that is read.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Demo, list, openThread, row, thread, until } from "./inbox.js";

const kinds = [
  { name: "Ana Ribeiro", what: "an open one", there: (page) => thread(page).getByRole("textbox", { name: /^Write to/ }) },
  { name: "Mateo García", what: "a closed one", there: (page) => thread(page).getByText("This conversation is closed") },
  { name: "Noah Okafor", what: "a blocked person’s", there: (page) => thread(page).getByText("has blocked Noah Okafor") },
  { name: "ليلى حداد", what: "one whose window has closed", there: (page) => thread(page).getByRole("listbox", { name: "Templates" }), later: 25 * 3_600_000 },
];
const [open, ended, blocked] = kinds.map((kind) => kind.name);
const views = [{ width: 1440, height: 900 }, { width: 380, height: 820 }];

/** Notes whatever was painted and moves, also right after a click, which browsers excuse. What comes into sight was nowhere before. */
function watchShifts() {
  window.shifts = [];
  const text = ({ x, y, width, height }) => `${x},${y} ${width}×${height}`;
  new PerformanceObserver((seen) => {
    for (const { node, previousRect, currentRect } of seen.getEntries().flatMap((shift) => [...shift.sources])) {
      if (previousRect.width > 0) window.shifts.push(`${node?.className || node?.textContent}: ${text(previousRect)} → ${text(currentRect)}`);
    }
  }).observe({ type: "layout-shift", buffered: true });
}

describe("opening a conversation moves nothing", { timeout: 300_000 }, () => {
  let demo;
  const links = {};
  const api = async (method, path, data) => {
    const said = await demo.owners.request.fetch(`${demo.relevo.url}/platform/v1/whatsapp${path}`, { method, data, headers: { origin: demo.relevo.url } });
    assert.ok(said.ok(), await said.text());
    return said.status() === 204 ? undefined : (await said.json()).data;
  };

  before(async () => {
    demo = await Demo.start();
    const inbox = await demo.logIn();
    for (const { name } of kinds) {
      await openThread(inbox, name);
      await row(inbox, name).getByRole("img", { name: /unread/ }).waitFor({ state: "detached" });
      links[name] = inbox.url();
    }
    await api("PATCH", `/conversations/${/\/c\/([^/?]+)/.exec(links[ended])[1]}`, { whatsapp_conversation: { status: "ended" } });
    await openThread(inbox, blocked);
    await inbox.getByRole("button", { name: `Block ${blocked}` }).click();
    await inbox.getByRole("dialog").getByRole("button", { name: `Block ${blocked}`, exact: true }).click();
    await thread(inbox).getByText(`has blocked ${blocked}`).waitFor();
    await inbox.close();
  });
  after(() => demo?.stop());

  /** A browser that has never been here. */
  const fresh = async (viewport) => {
    const { cookies } = await demo.owners.storageState();
    return (await demo.watched.context(demo.browser, { viewport, storageState: { cookies, origins: [] } })).newPage();
  };
  const settled = async (page, { name, there }) => {
    await thread(page).getByRole("heading", { name }).waitFor();
    await there(page).waitFor();
    await page.locator(".chunk.settled").first().waitFor(); // pictures and fonts had their time
  };
  const shifts = (page) => page.evaluate(async () => {
    for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame); // the last ones are noted
    return window.shifts.splice(0);
  });

  for (const view of views) {
    for (const kind of kinds) {
      it(`of ${kind.what}, ${view.width} px wide`, async () => {
        const page = await fresh(view);
        if (kind.later) await page.clock.setFixedTime(new Date(Date.now() + kind.later));
        await page.addInitScript(watchShifts);
        const found = {};
        await page.goto(links[kind.name]);
        await settled(page, kind);
        found.new = await shifts(page);
        await page.reload();
        await settled(page, kind);
        found.reloaded = await shifts(page);
        await page.goto(`${demo.relevo.url}/app/${kind.name === ended ? "?status=ended" : ""}`);
        await row(page, kind.name).click();
        await settled(page, kind);
        found.listed = await shifts(page);
        await page.goBack();
        await page.locator(".chunk").first().waitFor({ state: "detached" });
        await shifts(page);
        await row(page, kind.name).click();
        await settled(page, kind);
        found.again = await shifts(page);
        assert.deepEqual(found, { new: [], reloaded: [], listed: [], again: [] });
        await page.context().close();
      });
    }
  }

  it("of the tabs, as their counts come and grow", async () => {
    const page = await fresh(views[0]);
    let counted = { mine: 0, unassigned: 0, open: 0, closed: 0, at_most: 1000 };
    await page.route("**/conversation_counts", (route) => route.fulfill({ json: { data: counted } }));
    await page.goto(`${demo.relevo.url}/app/`);
    await list(page).waitFor();
    const tabs = page.getByRole("navigation", { name: "Which conversations" }).getByRole("button");
    const boxes = () => tabs.evaluateAll((all) => all.map((tab) => tab.getBoundingClientRect().toJSON()));
    const places = async () => (await boxes()).map(({ x }) => x);
    const before = await places();
    const between = (await boxes()).map(({ x }, i, all) => (i > 0 ? Math.round(x - all[i - 1].right) : undefined)).slice(1);
    assert.equal(new Set(between).size, 1, `no gap is larger where nothing is counted: ${between}`);
    for (const n of [9, 10, 99, 100, 1000]) {
      counted = { ...counted, mine: n, unassigned: n };
      await page.reload();
      await until(`${n} counted`, async () => (await tabs.first().innerText()).includes(String(Math.min(n, 999))));
      assert.deepEqual(await places(), before);
    }
    for (const width of [1440, 1279, 960, 959, 640]) {
      await page.setViewportSize({ width, height: 860 });
      const counts = await tabs.locator(".count").evaluateAll((all) => all.map((count) => count.getBoundingClientRect().right));
      const starts = await places();
      counts.forEach((right, i) => assert.ok(right <= starts[i + 1], `${width} px: a long count ends before the next tab`));
      const panel = await page.locator("section.list").boundingBox();
      assert.ok((await boxes()).at(-1).right <= panel.x + panel.width, `${width} px: no tab is cut`);
    }
    await page.context().close();
  });

  it("of one in which something was begun on another device", async () => {
    const page = await fresh(views[0]);
    const { id } = /\/c\/(?<id>[^/?]+)/.exec(links[open]).groups;
    await api("PUT", `/conversations/${id}/draft`, { draft: { text: "First\nsecond\nthird\nand fourth" } });
    let release;
    const held = new Promise((done) => (release = done));
    await page.route(/\/drafts?$/, async (route) => {
      await held; // the messages are faster
      await route.continue();
    });
    await page.addInitScript(watchShifts);
    const answered = page.waitForResponse(/\/whatsapp\/messages\?/);
    await page.goto(links[open]);
    await answered;
    await shifts(page); // time enough to show them
    release();
    await until("the draft", async () => (await kinds[0].there(page).inputValue()).startsWith("First"));
    assert.deepEqual(await shifts(page), []);
    await api("DELETE", `/conversations/${id}/draft`);
    await page.context().close();
  });

  it("of a row as it is read", async () => {
    await demo.write(open, { type: "text", text: "Are you there?" });
    const page = await fresh(views[0]);
    await page.clock.setFixedTime(new Date(Date.now() + 25 * 3_600_000));
    await page.goto(`${demo.relevo.url}/app/`);
    const unread = row(page, open).getByRole("img", { name: /unread/ });
    await unread.waitFor();
    const hint = () => row(page, open).getByTitle("Template only").locator("svg").evaluate((e) => e.getBoundingClientRect().toJSON());
    const before = await hint();
    await row(page, open).click();
    await unread.waitFor({ state: "detached" });
    assert.deepEqual(await hint(), before);
    await page.context().close();
  });

  it("wrote no error to the console", () => assert.deepEqual(demo.watched.errors, []));
});
