// Finding a conversation: search in every script, a jump to an old message and
// back, tabs, filters, and addresses that lead back to all of it.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertAccessible, assertNarrow } from "./browser.js";
import { bubble, Demo, list, openThread, row, seeded, thread, until } from "./inbox.js";

const writer = "Noah Okafor";
const field = (page) => page.getByRole("combobox", { name: "Search people and messages" });
const results = (page) => page.getByRole("listbox", { name: "Search results" });
const hits = (page, group) => results(page).getByRole("group", { name: group }).getByRole("option");
const tab = (page, name) => page.getByRole("navigation", { name: "Which conversations" }).getByRole("button", { name });

/** Types a search once the index holds what it must find. */
async function search(page, text, group, found) {
  await until(`${text} among the hits`, async () => {
    await page.goto(`${new URL("/app/", page.url()).href}?search=${encodeURIComponent(text)}`);
    await results(page).or(page.getByText("Nothing found")).waitFor();
    return (await hits(page, group).filter({ hasText: found }).count()) > 0;
  });
}

describe("the list", { timeout: 300_000 }, () => {
  let demo, inbox;

  before(async () => {
    demo = await Demo.start();
    inbox = await demo.logIn();
    for (let i = 1; i <= 120; i++) await demo.write(writer, { type: "text", text: { body: i === 8 ? "The walnut leg came scratched" : `Line ${i} of the order` } });
    await row(inbox, writer).getByText("Line 120 of the order").waitFor();
  });
  after(() => demo?.stop());

  it("finds people by any spelling of their name, and marks it", async () => {
    await search(inbox, "garcia", "People", "Mateo García");
    assert.deepEqual(await hits(inbox, "People").locator("mark").allTextContents(), ["García"]);
    await field(inbox).fill("حداد");
    await hits(inbox, "People").filter({ hasText: "ليلى حداد" }).waitFor();
    assert.match(inbox.url(), /search=/);
    await assertAccessible(inbox);
    await assertNarrow(inbox);
  });

  it("finds people by a part of their phone number", async () => {
    const { phone } = await demo.customer(writer);
    const digits = phone.replace(/\D/g, "");
    for (const text of [digits, `+${digits}`, `00${digits}`, `${digits.slice(-7, -4)} ${digits.slice(-4)}`, `https://wa.me/${digits}`, [...digits].map((d) => "٠١٢٣٤٥٦٧٨٩"[d]).join("")]) {
      await field(inbox).fill(text);
      await hits(inbox, "People").filter({ hasText: writer }).waitFor();
      await until("mark", async () => (await hits(inbox, "People").filter({ hasText: writer }).locator("mark").allTextContents()).some((m) => m && digits.endsWith(m.replaceAll(" ", ""))));
    }
  });

  it("says when nothing is found, and clears the search", async () => {
    await field(inbox).fill("no such thing anywhere");
    await inbox.getByText("Nothing found").waitFor();
    await assertAccessible(inbox);
    await inbox.getByRole("button", { name: "Clear the search" }).click();
    for (const name of seeded) await row(inbox, name).waitFor();
  });

  it("opens an old message from the keys alone, goes on both ways, and leads back to the latest", async () => {
    await search(inbox, "walnut scratch", "Messages", "walnut");
    await field(inbox).focus();
    await inbox.keyboard.press("ArrowDown");
    await inbox.keyboard.press("Enter");
    const old = bubble(inbox, "The walnut leg came scratched");
    await old.waitFor();
    await until("the message in view", () => old.evaluate((e) => { const r = e.getBoundingClientRect(); return r.top > 0 && r.bottom < innerHeight; }));
    assert.match(inbox.url(), /[?&]m=/);
    assert.equal(await bubble(inbox, "Line 120 of the order").count(), 0, "what is between is not loaded");
    const box = thread(inbox).getByRole("log");
    const seen = (text) => until(text, async () => {
      await box.evaluate((b) => b.scrollTo({ top: b.scrollHeight }));
      return (await bubble(inbox, text).count()) > 0;
    });
    await seen("Line 120 of the order");
    assert.ok((await box.getByRole("article").count()) >= 120, "nothing is left out");
    await inbox.reload();
    await old.waitFor();
    await thread(inbox).getByRole("button", { name: "Jump to latest" }).click();
    await bubble(inbox, "Line 120 of the order").waitFor();
    await until("the end", () => box.evaluate((b) => b.scrollHeight - b.scrollTop - b.clientHeight < 2));
    assert.doesNotMatch(inbox.url(), /[?&]m=/);
    await demo.write(writer, { type: "text", text: { body: "One more line" } });
    await bubble(inbox, "One more line").waitFor();
  });

  it("flashes the message that a link leads to", async () => {
    await search(inbox, "walnut", "Messages", "walnut");
    await hits(inbox, "Messages").first().click();
    await until("flash", () => inbox.evaluate(() => document.querySelector("article.flash")?.textContent.includes("walnut")));
  });

  it("has tabs and filters in the address, and takes filters away", async () => {
    await inbox.goto(`${demo.relevo.url}/app/`);
    await openThread(inbox, "Ana Ribeiro");
    await inbox.keyboard.press("Escape");
    await tab(inbox, "Mine").click();
    await inbox.getByText("Nothing open is assigned to you.").waitFor();
    assert.match(inbox.url(), /assignee=me/);
    await tab(inbox, "Unassigned").click();
    await row(inbox, "Ana Ribeiro").waitFor();
    await inbox.goto(`${demo.relevo.url}/app/?unread=1&status=active`);
    await row(inbox, "Mateo García").waitFor();
    await inbox.getByRole("button", { name: "Remove the filter Open" }).waitFor();
    await assertAccessible(inbox);
    await assertNarrow(inbox);
    await inbox.getByRole("button", { name: "Remove the filter Unread only" }).click();
    await row(inbox, "Ana Ribeiro").waitFor();
    await inbox.getByRole("button", { name: "Clear", exact: true }).click();
    await inbox.getByRole("button", { name: "Filter", exact: true }).click();
    await inbox.getByRole("menuitemradio", { name: /^Closed/ }).click();
    assert.match(inbox.url(), /status=ended/);
  });

  it("counts the tabs, and keeps the counts while colleagues work", async () => {
    await inbox.goto(`${demo.relevo.url}/app/`);
    await tab(inbox, "Unassigned 4").waitFor();
    await inbox.getByText("4 open", { exact: true }).waitFor();
    assert.equal(await tab(inbox, "Mine").textContent(), "Mine", "nothing to count is not counted");
    const origin = { headers: { origin: demo.relevo.url } };
    const root = `${demo.relevo.url}/platform/v1`;
    const me = (await (await inbox.request.get(`${root}/me`)).json()).data.user.id;
    const { id } = (await (await inbox.request.get(`${root}/whatsapp/conversations`)).json()).data.find((c) => c.kapso.contact_name === "Ana Ribeiro");
    const assigned = (await (await inbox.request.post(`${root}/whatsapp/conversations/${id}/assignments`, { data: { assignment: { user_id: me } }, ...origin })).json()).data;
    await tab(inbox, "Mine 1").waitFor();
    await tab(inbox, "Unassigned 3").waitFor();
    await inbox.request.patch(`${root}/whatsapp/conversations/${id}`, { data: { whatsapp_conversation: { status: "ended" } }, ...origin });
    await inbox.getByText("3 open", { exact: true }).waitFor();
    await inbox.getByRole("button", { name: "Filter", exact: true }).click();
    await inbox.getByRole("menuitemradio", { name: "Closed 1" }).waitFor();
    await inbox.keyboard.press("Escape");
    await assertAccessible(inbox);
    await assertNarrow(inbox);
    await inbox.request.patch(`${root}/whatsapp/conversations/${id}`, { data: { whatsapp_conversation: { status: "active" } }, ...origin });
    await inbox.request.patch(`${root}/whatsapp/conversations/${id}/assignments/${assigned.id}`, { data: { assignment: { active: false } }, ...origin });
    await tab(inbox, "Unassigned 4").waitFor();
  });

  it("moves a conversation between its tabs without a reload", async () => {
    await inbox.goto(`${demo.relevo.url}/app/?status=ended`);
    await inbox.getByText("No closed conversation.").waitFor();
    const conversation = (await (await inbox.request.get(`${demo.relevo.url}/platform/v1/whatsapp/conversations?limit=100`)).json()).data.find((c) => c.kapso.contact_name === "Mateo García");
    await inbox.request.patch(`${demo.relevo.url}/platform/v1/whatsapp/conversations/${conversation.id}`, { data: { whatsapp_conversation: { status: "ended" } }, headers: { origin: demo.relevo.url } });
    await row(inbox, "Mateo García").waitFor();
    await tab(inbox, "Unassigned").click();
    await row(inbox, "Ana Ribeiro").waitFor();
    assert.equal(await row(inbox, "Mateo García").count(), 0);
  });

  it("leaves a row that was closed under the pointer until the pointer goes, and says why", async () => {
    const act = async (name, data, path = "") => {
      const { id } = (await (await inbox.request.get(`${demo.relevo.url}/platform/v1/whatsapp/conversations?limit=100`)).json()).data.find((c) => c.kapso.contact_name === name);
      await inbox.request.fetch(`${demo.relevo.url}/platform/v1/whatsapp/conversations/${id}${path}`, { method: "PATCH", data, headers: { origin: demo.relevo.url } });
    };
    const status = (to) => ({ whatsapp_conversation: { status: to } });
    await inbox.goto(`${demo.relevo.url}/app/?assignee=unassigned`);
    const first = list(inbox).getByRole("option").first();
    await first.waitFor();
    const name = await first.locator(".name").textContent();
    const place = async (n) => (await row(inbox, n).boundingBox())?.y;
    const second = await list(inbox).getByRole("option").nth(1).locator(".name").textContent();
    await first.hover();
    const [y1, y2] = [await place(name), await place(second)];
    await act(name, status("ended"));
    await row(inbox, name).getByText("Closed", { exact: true }).waitFor();
    assert.deepEqual([await place(name), await place(second)], [y1, y2], "nothing moved");
    await assertAccessible(inbox);
    await inbox.mouse.move(900, 400);
    await row(inbox, name).waitFor({ state: "detached" });
    assert.equal(await place(second), y1, "the next one took the place");

    await inbox.keyboard.press("j");
    await list(inbox).locator(".cursor").filter({ hasText: second }).waitFor();
    await act(second, status("ended"));
    await row(inbox, second).getByText("Closed", { exact: true }).waitFor();
    await inbox.keyboard.press("j");
    await row(inbox, second).waitFor({ state: "detached" });
    await list(inbox).locator(".cursor").waitFor();
    assert.equal(await list(inbox).locator(".cursor").getAttribute("aria-posinset"), "1", "the keys stand on what came next");
    await act(name, status("active"));
    await act(second, status("active"));
    await row(inbox, second).waitFor();
  });

  it("goes on to further pages when the first found nothing", async () => {
    // A page that was looked through in vain, with a cursor that the server knows: the list may be read anew at any time.
    const { data: [latest], paging } = await (await inbox.request.get(`${demo.relevo.url}/platform/v1/whatsapp/conversations?unread=true&limit=1`)).json();
    const first = (url) => url.searchParams.get("unread") === "true" && !url.searchParams.has("after");
    await inbox.route(first, (route) => route.fulfill({ json: { data: [], paging } }));
    await inbox.goto(`${demo.relevo.url}/app/?unread=1`);
    await list(inbox).getByRole("option").first().waitFor();
    assert.equal(await row(inbox, latest.kapso.contact_name).count(), 0, "the first page is empty");
    await inbox.unroute(first);
  });

  it("marks a row unread, closes it and brings it back from the row's own menu", async () => {
    await inbox.goto(`${demo.relevo.url}/app/`);
    await openThread(inbox, writer);
    const target = row(inbox, writer);
    await target.getByRole("img", { name: /unread/ }).waitFor({ state: "detached" });
    await target.click({ button: "right" });
    await inbox.getByRole("menuitem", { name: "Mark as unread" }).click();
    await target.getByRole("img", { name: "1 unread" }).waitFor();
    await target.click({ button: "right" });
    await inbox.getByRole("menuitem", { name: "Close" }).click();
    await target.getByRole("img", { name: "Closed" }).waitFor();
    await target.click({ button: "right" });
    await inbox.getByRole("menuitem", { name: "Reopen" }).click();
    await target.getByRole("img", { name: "Closed" }).waitFor({ state: "detached" });
  });

  it("opens a row in a tab of its own", async () => {
    await inbox.goto(`${demo.relevo.url}/app/`);
    const target = row(inbox, writer);
    const ways = [
      () => target.click({ modifiers: ["ControlOrMeta"] }),
      () => target.click({ button: "middle" }),
      async () => {
        await target.click({ button: "right" });
        await inbox.getByRole("menuitem", { name: "Open in a new tab" }).click();
      },
    ];
    for (const way of ways) {
      const [other] = await Promise.all([inbox.context().waitForEvent("page"), way()]);
      await thread(other).getByRole("heading", { name: writer }).waitFor();
      await other.close();
    }
    assert.doesNotMatch(inbox.url(), /\/c\//, "this tab stays where it is");
  });

  it("leads the keys on to an unread conversation below what is loaded", async () => {
    await inbox.goto(`${demo.relevo.url}/app/`);
    const last = list(inbox).getByRole("option").last();
    await last.click({ button: "right" });
    await inbox.getByRole("menuitem", { name: "Mark as unread" }).click();
    await last.getByRole("img", { name: /unread/ }).waitFor();
    await list(inbox).getByRole("option").first().click();
    await inbox.waitForURL(/\/c\//);
    const opened = inbox.url();
    const { data: [top] } = await (await inbox.request.get(`${demo.relevo.url}/platform/v1/whatsapp/conversations?limit=1`)).json();
    await until("the first is read", async () => (await (await inbox.request.get(`${demo.relevo.url}/platform/v1/whatsapp/conversations/${top.id}`)).json()).data.kapso.unread_count === 0);
    const { data: [unread] } = await (await inbox.request.get(`${demo.relevo.url}/platform/v1/whatsapp/conversations?unread=true&limit=1`)).json();
    const all = (url) => url.pathname.endsWith("/whatsapp/conversations") && !url.searchParams.has("unread");
    await inbox.route(all, (route) => { // one row, and the others take their time
      const url = new URL(route.request().url());
      if (url.searchParams.has("after")) return undefined;
      url.searchParams.set("limit", "1");
      return route.continue({ url: url.href });
    });
    await inbox.goto(opened);
    await list(inbox).getByRole("option").first().waitFor();
    assert.equal(await list(inbox).getByRole("option").count(), 1);
    await inbox.keyboard.press("Alt+ArrowDown");
    await thread(inbox).getByRole("heading", { name: unread.kapso.contact_name }).waitFor();
    await inbox.unroute(all);
  });

  it("opens the row's menu under a finger that holds, and not the conversation", async () => {
    const phone = await (await demo.watched.context(demo.browser, { hasTouch: true, isMobile: true, viewport: { width: 390, height: 780 } })).newPage();
    await phone.context().addCookies(await demo.owners.cookies());
    await phone.addInitScript(() => addEventListener("contextmenu", (e) => e.stopImmediatePropagation(), true)); // as on iOS
    await phone.goto(`${demo.relevo.url}/app/`);
    const box = await row(phone, writer).boundingBox();
    const touch = await phone.context().newCDPSession(phone);
    const at = [{ x: box.x + 80, y: box.y + 30 }];
    await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: at });
    await phone.getByRole("menuitem", { name: "Mark as unread" }).waitFor();
    await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    await phone.getByRole("menuitem", { name: "Copy the link" }).waitFor();
    assert.doesNotMatch(phone.url(), /\/c\//, "the conversation stays closed");
    assert.equal(await phone.evaluate(() => getSelection().toString()), "");
    await phone.keyboard.press("Escape");
    await row(phone, writer).tap();
    await phone.waitForURL(/\/c\//);
    await phone.context().close();
  });

  it("wrote no error to the console", () => assert.deepEqual(demo.watched.errors, []));
});
