// What happens under somebody's hands while they write or press keys: it takes none of their letters, and does nothing with them.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { open, until } from "./open.mjs";

const lucia = "c0000000-0000-4000-8000-000000000000";
const box = "[data-composer] textarea";
const live = (page) => page.locator(".link-dot.live").waitFor();

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
});
