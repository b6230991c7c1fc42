// Takes pictures of the main screens and lets axe look at each of them. Fails on any violation.
import { readFile, mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { startFake } from "./fake/server.mjs";

const out = process.argv[2] ?? "/tmp/relevo-look";
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
await mkdir(out, { recursive: true });
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"] });
const only = process.env.ONLY;
let violations = 0;

async function shot(name, { width = 1440, height = 900, theme = "light", path = "/app/", fake: options, before, act, check = true } = {}) {
  if (only && !name.match(only)) return;
  const fake = await startFake(options);
  before?.(fake);
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, locale: "en-GB", reducedMotion: "reduce", bypassCSP: true });
  const page = await context.newPage();
  page.on("pageerror", (error) => { console.log(`${name}: page error ${error.message}`); violations++; });
  page.on("console", (m) => m.type() === "error" && !/status of (401|404|500)|ERR_|WebSocket/.test(m.text()) && console.log(`${name}: console ${m.text()}`));
  await page.goto(fake.url + path);
  await page.waitForSelector(".app, .auth, .setup, .center .empty");
  await page.waitForTimeout(500);
  await act?.(page, fake);
  await page.waitForTimeout(400);
  await page.screenshot({ path: `${out}/${name}.png` });
  if (check) {
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
    for (const v of found.violations) {
      violations++;
      console.log(`${name}: ${v.id} (${v.impact}) ×${v.nodes.length}: ${v.nodes.slice(0, 2).map((n) => `${n.target.join(" ")} ${n.any[0]?.message ?? n.all[0]?.message ?? n.none[0]?.message ?? ""}`).join(" | ")}`);
    }
  }
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  if (sideways) { violations++; console.log(`${name}: scrolls sideways`); }
  await context.close();
  await fake.close();
}

const lucia = "/app/c/c0000000-0000-4000-8000-000000000000";
const kwame = "/app/c/c0000005-0000-4000-8000-000000000000";
const closed = "/app/c/c0000010-0000-4000-8000-000000000000";
for (const theme of ["light", "dark"]) {
  await shot(`inbox-${theme}`, { theme, path: lucia });
  await shot(`kinds-${theme}`, { theme, path: kwame, height: 1400 });
  await shot(`narrow-list-${theme}`, { theme, width: 380, height: 820 });
  await shot(`narrow-thread-${theme}`, { theme, width: 380, height: 820, path: lucia });
  await shot(`login-${theme}`, { theme, before: (f) => (f.loggedIn = false) });
}
await shot("failure", { path: kwame, act: async (p) => p.getByText("Details", { exact: true }).last().click() });
await shot("narrow-details", { width: 380, height: 820, path: `${lucia}?details=1` });
await shot("narrow-320", { width: 320, height: 600, path: kwame });
await shot("middle", { width: 1100, path: `${lucia}?details=1` });
await shot("two", { width: 700, path: lucia });
await shot("standalone", { path: "/inbox/c/c0000003-0000-4000-8000-000000000000" });
await shot("old-link", { path: "/inbox/?conversation_id=c0000003-0000-4000-8000-000000000000" });
await shot("closed", { path: closed });
await shot("window-closed", { path: "/app/c/c0000008-0000-4000-8000-000000000000" });
await shot("nothing-open", {});
await shot("empty", { fake: { empty: true } });
await shot("loading", { path: lucia, before: (f) => (f.disturb = (m, p) => (/conversations|messages/.test(p) ? new Promise(() => undefined) : undefined)) });
await shot("error", { path: lucia, before: (f) => (f.disturb = (m, p) => (/whatsapp\/messages$/.test(p) ? { status: 500, body: { error: "The database is busy.", code: "internal" } } : p === "/realtime" ? "drop" : undefined)), act: (p) => p.waitForSelector(".msgs, .empty[role=alert]", { timeout: 20_000 }).then(() => p.waitForTimeout(6000)) });
await shot("login-error", { before: (f) => (f.loggedIn = false), act: async (p) => { await p.fill("input[type=email]", "nadia@tavola.example"); await p.fill("input[name=password]", "wrong"); await p.click("button[type=submit]"); } });
await shot("setup", { path: "/app/setup#right", before: (f) => { f.loggedIn = false; f.setupOpen = true; } });
await shot("setup-narrow", { width: 380, height: 820, path: "/app/setup#right", before: (f) => { f.loggedIn = false; f.setupOpen = true; } });
await shot("keys", { path: lucia, act: (p) => p.keyboard.press("?") });
await shot("account-menu", { path: lucia, act: async (p) => p.click(".rail .avatar-button") });
await shot("thread-menu", { path: lucia, act: async (p) => p.click("[aria-label='More actions']") });
await shot("attach", { path: lucia, act: async (p) => {
  await p.setInputFiles("input[type=file]", [{ name: "leg.png", mimeType: "image/png", buffer: Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==", "base64") }, { name: "huge-photo.jpg", mimeType: "image/jpeg", buffer: Buffer.alloc(6_000_000) }]);
  await p.fill("textarea", "Here is the new leg.");
} });
await shot("reply", { path: lucia, act: async (p) => { const m = p.locator("article", { hasText: "courier call" }); await m.hover(); await m.getByLabel("Reply").click(); } });
await shot("lightbox", { path: lucia, act: async (p) => { await p.locator(".photo-open").last().click(); } });
await browser.close();
console.log(violations ? `${violations} problems` : "no problems");
process.exit(violations ? 1 : 0);
