// One browser for each file of tests, and a page of the built app with a stand-in server of its own.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { chromium } from "playwright-core";
import { startFake } from "../fake/server.mjs";

let browser;
const servers = new Set(); // a test that fails leaves its own

before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"] });
});
after(async () => {
  await browser.close();
  await Promise.all([...servers].map((server) => server.close()));
});

export async function open(path, { prepare, width = 1440, height = 900, ...options } = {}) {
  const fake = await startFake(options);
  servers.add(fake);
  prepare?.(fake);
  const context = await browser.newContext({ viewport: { width, height }, locale: "en-GB", reducedMotion: "reduce" });
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (e) => errors.push(e.message));
  page.on("console", (m) => /Content Security Policy/.test(m.text()) && errors.push(m.text()));
  await page.goto(fake.url + path);
  const conversation = (id) => fake.state.conversations.find((c) => c.id === id);
  return { fake, page, conversation, close: async () => { assert.deepEqual(errors, []); await context.close(); servers.delete(fake); await fake.close(); } };
}

export const until = async (test, what) => {
  for (const end = performance.now() + 30_000; performance.now() < end; await new Promise((done) => setTimeout(done, 25))) {
    if (await test()) return;
  }
  assert.fail(`never: ${what}`);
};
