// A browser whose pages tell every error they write to the console.
import { AxeBuilder } from "@axe-core/playwright";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const flags = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-gpu", "--use-fake-device-for-media-stream"];
const patience = 30_000; // ms; a busy machine is slow, not wrong

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: flags });

/** The errors of every page of the journey, in their order. */
export class Console {
  errors = [];
  outage = false;

  async context(browser, options = {}) {
    const context = await browser.newContext({ viewport: { width: 1360, height: 860 }, locale: "en-GB", reducedMotion: "reduce", ...options });
    context.setDefaultTimeout(patience);
    context.on("console", (message) => message.type() === "error" && this.#note(message.text(), message.location().url));
    context.on("weberror", (error) => this.#note(String(error.error()), error.page()?.url() ?? ""));
    return context;
  }

  #note(text, url) {
    if (this.outage && /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_SOCKET_NOT_CONNECTED|ERR_INCOMPLETE_CHUNKED_ENCODING/.test(text)) return; // nobody answers
    this.errors.push(`${text} (${url})`);
  }
}

/** Fails with every violation of WCAG A and AA, in light and in dark. */
export async function assertAccessible(page) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
    const found = violations.flatMap((v) => v.nodes.map((n) => `${colorScheme} ${v.id}: ${n.target.join(" ")}: ${n.failureSummary}`));
    assert.deepEqual(found, []);
  }
  await page.emulateMedia({ colorScheme: null });
}

/** Fails when the page, or a panel of it, scrolls sideways at 320 px. */
export async function assertNarrow(page) {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  const wide = () => page.evaluate(async () => {
    for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame); // panels follow the width
    const scrolls = (e) => e === document.scrollingElement || ["auto", "scroll"].includes(getComputedStyle(e).overflowX);
    return [...document.querySelectorAll("*")]
      .filter((e) => !e.matches("pre, textarea") && scrolls(e) && e.scrollWidth > e.clientWidth)
      .map((e) => `${e.tagName}.${e.className} ${e.scrollWidth} > ${e.clientWidth}`);
  });
  for (const end = performance.now() + patience; performance.now() < end && (await wide()).length > 0; );
  assert.deepEqual(await wide(), []);
  await page.setViewportSize(before);
}
