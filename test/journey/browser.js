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
    // In the page itself: other documents within it, which would need a page of their own to be put together, there are none.
    assert.equal(page.frames().length, 1);
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
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

/** Fails when something lies beside the window or scrolls sideways, or when a finger misses a control by 20 px. For pages on a touch screen. */
export async function assertTouchable(page) {
  const found = async () => {
    await page.evaluate(async () => {
      for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame);
    });
    return page.evaluate(outOfReach);
  };
  for (const end = performance.now() + patience; performance.now() < end && (await found()).length > 0; );
  assert.deepEqual(await found(), []);
}

function outOfReach() {
  const scrolls = (e) => e === document.scrollingElement || ["auto", "scroll"].includes(getComputedStyle(e).overflowX);
  const wide = [...document.querySelectorAll("*")]
    .filter((e) => !e.matches("pre, textarea") && scrolls(e) && e.scrollWidth > e.clientWidth)
    .map((e) => `scrolls sideways: ${e.tagName}.${e.className} ${e.scrollWidth} > ${e.clientWidth}`);
  const inWindow = (x, y) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight;
  const takes = (e, x, y) => {
    const hit = document.elementFromPoint(x, y);
    return !inWindow(x, y) || (!!hit && (e.contains(hit) || (e.matches("input, textarea") && hit.contains(e)))); // a field has its frame around it
  };
  const controls = "button:not(:disabled), a[href], summary, select, input, textarea, [role=option], [role=menuitem], [role=menuitemradio]";
  return wide.concat([...document.querySelectorAll(controls)].map((e) => e.closest("label") ?? e).flatMap((e) => {
    const { left, right, top, bottom, width, height } = e.getBoundingClientRect();
    if (width < 2 || height < 2 || getComputedStyle(e).display === "inline" || !e.checkVisibility({ visibilityProperty: true })) return []; // a link in a line of text is as high as the line
    const name = `${e.tagName} ${e.getAttribute("aria-label") ?? e.textContent} at ${[left, top, width, height].map(Math.round)}`;
    if (left < -0.5 || right > innerWidth + 0.5) return [`beside the window: ${name}`];
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const edges = [[x, top + 1], [x, bottom - 1], [left + 1, y], [right - 1, y]];
    if (!edges.every(([x, y]) => inWindow(x, y) && e.contains(document.elementFromPoint(x, y)))) return []; // scrolled away, or covered by what is open
    return [[x - 20, y], [x + 20, y], [x, y - 20], [x, y + 20]].every(([x, y]) => takes(e, x, y)) ? [] : [`too small for a finger: ${name}`];
  }));
}
