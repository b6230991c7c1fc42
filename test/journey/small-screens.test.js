// Touch screens of 320 px, and windows at 200 %: everything can be read and reached, also what opens over the page.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertAccessible, assertTouchable } from "./browser.js";
import { bubble, Demo, openThread, thread, writing } from "./inbox.js";
import { Relevo } from "./relevo.js";

const finger = { viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true };

describe("a small touch screen", { timeout: 300_000 }, () => {
  let demo, page;

  before(async () => {
    demo = await Demo.start();
    await demo.owners.close();
    demo.owners = await demo.watched.context(demo.browser, finger);
    page = await demo.logIn();
  });
  after(() => demo?.stop());
  const visit = async (path) => page.goto(`${demo.relevo.url}/app/${path}`);

  it("logs in, and makes the first account", async () => {
    const stranger = await (await demo.watched.context(demo.browser, finger)).newPage();
    await stranger.goto(`${demo.relevo.url}/app/`);
    await stranger.getByLabel("Password", { exact: true }).waitFor();
    await assertTouchable(stranger);
    const bare = await Relevo.bare();
    await stranger.goto(bare.link);
    await stranger.getByLabel("Your name").waitFor();
    await assertTouchable(stranger);
    await stranger.context().close();
    await bare.stop();
  });

  it("has its list, filters and search within the screen", async () => {
    await assertTouchable(page);
    await page.getByRole("button", { name: "Filter", exact: true }).tap();
    const last = page.getByRole("menuitemradio").last();
    await last.scrollIntoViewIfNeeded();
    await assertReachable(last);
    await assertTouchable(page);
    await page.getByRole("menuitemradio", { name: "Unread only" }).tap();
    await page.getByRole("button", { name: "Remove the filter Unread only" }).waitFor();
    await assertTouchable(page);
    await page.getByRole("button", { name: "Clear", exact: true }).tap();
    await page.getByRole("button", { name: "Search people and messages" }).tap();
    await assertTouchable(page);
    await page.getByRole("button", { name: "Close the search" }).tap();
  });

  it("has its messages and what is done with them within the screen", async () => {
    await openThread(page, "Ana Ribeiro");
    await assertTouchable(page);
    const asked = bubble(page, "blue lamp");
    await asked.getByRole("button", { name: "React" }).tap();
    await page.getByRole("dialog", { name: "React" }).waitFor();
    await assertTouchable(page);
    await page.getByRole("dialog", { name: "React" }).getByRole("button", { name: "More emoji" }).tap();
    const tone = page.getByRole("dialog", { name: "Emoji" }).getByRole("radio").last();
    await tone.scrollIntoViewIfNeeded();
    await assertReachable(tone);
    await assertTouchable(page);
    await page.keyboard.press("Escape");
    await asked.getByRole("button", { name: "Reply" }).tap();
    await page.getByRole("button", { name: "Don’t reply to this message" }).waitFor();
    await assertTouchable(page);
    await page.getByRole("button", { name: "Don’t reply to this message" }).tap();
    await writing(page).fill("");
    await writing(page).pressSequentially("Done :hea");
    const suggested = thread(page).getByRole("listbox", { name: "Emoji" });
    await suggested.waitFor();
    await assertTouchable(page);
    assert.ok((await suggested.boundingBox()).y >= 0);
    await writing(page).fill("");
    await thread(page).getByRole("button", { name: "Add to the message" }).tap();
    await assertTouchable(page);
    await page.getByRole("menuitem", { name: "Send a list" }).tap();
    await page.getByRole("dialog", { name: "Send a list" }).waitFor();
    await assertTouchable(page);
    await page.keyboard.press("Escape");
    await thread(page).getByRole("button", { name: "Show the details" }).tap();
    await page.getByRole("complementary", { name: "Details" }).getByText("Customer since").waitFor();
    await assertTouchable(page);
    await page.getByRole("button", { name: "Back to the messages" }).tap();
  });

  it("has its settings and their forms within the screen", async () => {
    await visit("settings/members");
    await page.getByRole("button", { name: "Invite" }).waitFor();
    await assertTouchable(page);
    await assertAccessible(page);
    await visit("settings/numbers");
    await page.getByRole("button", { name: "Add a number" }).tap();
    await page.getByRole("dialog").getByLabel("Access token").waitFor();
    await assertTouchable(page);
    await assertAccessible(page);
    await page.keyboard.press("Escape");
    await visit("settings/keys");
    await page.getByRole("button", { name: "Create a key" }).tap();
    await page.getByRole("radio", { name: /^Chosen permissions/ }).check();
    await assertTouchable(page);
  });

  it("scrolls the settings' pages and what is written together, so that a low window shows more than their names", async () => {
    await visit("settings/profile");
    await page.setViewportSize({ width: 320, height: 256 });
    await page.getByRole("button", { name: "Change the password" }).scrollIntoViewIfNeeded();
    const nav = await page.getByRole("navigation", { name: "Settings" }).boundingBox();
    assert.ok(nav.y + nav.height <= 0, "the names are out of the way");
    await page.setViewportSize(finger.viewport);
  });

  it("names the person and says how long free replies work at 200 % of 1280 px, where the list stands beside the messages", async () => {
    const zoomed = await (await demo.watched.context(demo.browser, { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 })).newPage();
    await zoomed.context().addCookies(await demo.owners.cookies());
    await zoomed.goto(`${demo.relevo.url}/app/`);
    await openThread(zoomed, "Ana Ribeiro");
    const whole = (locator) => locator.evaluate((e) => e.scrollWidth <= e.clientWidth);
    assert.ok(await whole(thread(zoomed).getByRole("heading", { name: "Ana Ribeiro" })), "the name is cut off");
    assert.ok(await whole(thread(zoomed).getByText(/h left$/).first()), "the window's end is cut off");
    await zoomed.getByRole("button", { name: "Filter", exact: true }).click();
    const last = zoomed.getByRole("menuitemradio").last();
    await last.scrollIntoViewIfNeeded();
    await assertReachable(last);
    await zoomed.goto(`${demo.relevo.url}/app/settings/members`);
    const role = zoomed.getByRole("button", { name: /^Role of Demo colleague/ });
    await role.waitFor();
    assert.ok((await role.boundingBox()).height < 32, "a role is broken into lines");
    await zoomed.context().close();
  });

  it("wrote no error to the console", () => assert.deepEqual(demo.watched.errors, []));
});

/** Fails when what is scrolled into view still lies outside of the window. */
async function assertReachable(control) {
  const page = control.page();
  const { y, height } = await control.boundingBox();
  assert.ok(y >= 0 && y + height <= page.viewportSize().height, `${y} + ${height}`);
}
