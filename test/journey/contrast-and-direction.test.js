// Windows' high contrast, and a page from right to left: what is chosen can be seen, and numbers stay in their order.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Demo, list, openThread, row, thread, until } from "./inbox.js";

const customer = "Ana Ribeiro";

describe("high contrast and another direction", { timeout: 300_000 }, () => {
  let demo, page;

  before(async () => {
    demo = await Demo.start();
    page = await demo.logIn();
  });
  after(() => demo?.stop());

  /** Fails when the two look alike; part is a drawn part of theirs. */
  async function assertDiffers(chosen, other, part) {
    const look = (e, part) => {
      const { backgroundColor, outlineStyle, content } = getComputedStyle(e, part);
      return [part && content === "none" ? "nothing" : backgroundColor, outlineStyle].join(" ");
    };
    const [one, two] = [await chosen.evaluate(look, part), await other.evaluate(look, part)];
    assert.notEqual(one, two);
  }

  it("shows in high contrast which row, tab, entry and switch is chosen", async () => {
    await openThread(page, customer);
    await page.emulateMedia({ forcedColors: "active" });
    const canvas = await page.evaluate(() => {
      document.body.insertAdjacentHTML("beforeend", "<i style='background: Canvas'></i>");
      return getComputedStyle(document.body.lastChild).backgroundColor;
    });
    const bar = (locator) => locator.evaluate((e) => getComputedStyle(e, "::after").backgroundColor);
    assert.notEqual(await bar(row(page, customer)), canvas, "the bar of the open conversation");
    assert.notEqual(await bar(page.locator(".list .tab[aria-current=true]")), canvas, "the line below the tab");
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await assertDiffers(page.locator(".mi[data-highlighted]"), page.locator(".mi:not([data-highlighted])").first());
    await page.keyboard.press("Escape");
    await list(page).focus();
    await page.keyboard.press("Control+k");
    await page.getByRole("option").nth(1).waitFor();
    await assertDiffers(page.locator(".pi[data-selected=true]"), page.locator(".pi[data-selected=false]").first());
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    const single = page.getByRole("dialog").getByRole("switch");
    await single.waitFor();
    const on = await single.evaluate((e) => getComputedStyle(e).backgroundColor);
    await single.click();
    await until("another look", async () => (await single.evaluate((e) => getComputedStyle(e).backgroundColor)) !== on);
    await single.click();
    await page.keyboard.press("Escape");
    await page.emulateMedia({ forcedColors: null });
  });

  it("keeps the groups of a phone number in their order from right to left", async () => {
    await page.evaluate(() => (document.documentElement.dir = "rtl"));
    await assertFromLeft(thread(page).locator("header bdi").filter({ hasText: "+1" }).first());
    await page.evaluate(() => (document.documentElement.dir = "ltr"));
  });

  it("keeps them so beside a name from right to left, in either direction of the page", async () => {
    const root = `${demo.relevo.url}/platform/v1/whatsapp/phone_numbers`;
    const [number] = (await (await page.request.get(root)).json()).data;
    const rename = async (name) => assert.ok((await page.request.patch(`${root}/${number.internal_id}`, { data: { phone_number: { name } }, headers: { origin: demo.relevo.url } })).ok());
    await rename("مبيعات");
    await page.reload();
    const writesTo = page.getByRole("complementary", { name: "Details" }).locator("dd").filter({ hasText: "مبيعات" }).locator("span");
    for (const dir of ["ltr", "rtl"]) {
      await writesTo.waitFor();
      await page.evaluate((dir) => (document.documentElement.dir = dir), dir);
      await assertFromLeft(writesTo);
    }
    await page.evaluate(() => (document.documentElement.dir = "ltr"));
    await rename(number.name);
  });

  /** Fails when the signs of the phone number in a line don't stand from left to right. */
  async function assertFromLeft(line) {
    const places = await line.evaluate((e) => {
      const text = e.firstChild;
      return [...text.data].flatMap((c, i) => {
        if (!/[+\d]/.test(c)) return [];
        const range = document.createRange();
        range.setStart(text, i);
        range.setEnd(text, i + 1);
        return [range.getBoundingClientRect().left];
      });
    });
    assert.ok(places.length > 6);
    assert.deepEqual(places, places.toSorted((a, b) => a - b));
  }

  it("wrote no error to the console", () => assert.deepEqual(demo.watched.errors, []));
});
