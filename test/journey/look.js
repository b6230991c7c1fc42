// Takes pictures of the main states of the real product, in light, dark and on
// a phone, into out/. For people who change what it looks like.
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Console, launch } from "./browser.js";
import { answer, bubble, choose, Demo, onPhone, openThread, phoneOf, row, say, takePhone, thread, tick, writing } from "./inbox.js";
import { Relevo } from "./relevo.js";

const out = process.argv[2] ?? fileURLToPath(new URL("./out/", import.meta.url));
const views = [
  { name: "light", colorScheme: "light", width: 1440, height: 900 },
  { name: "dark", colorScheme: "dark", width: 1440, height: 900 },
  { name: "narrow", colorScheme: "light", width: 380, height: 820 },
  { name: "narrow-dark", colorScheme: "dark", width: 380, height: 820 },
];
const picture = { name: "lamp.png", mimeType: "image/png", buffer: Buffer.alloc(0) };
const document = { name: "Lamp, care and assembly.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n") };
await mkdir(out, { recursive: true });

/** Pictures of one page in every view; `act` brings it into its state anew each time. */
async function shoot(page, name, act = async () => undefined) {
  for (const view of views) {
    await page.setViewportSize(view);
    await page.emulateMedia({ colorScheme: view.colorScheme });
    const leave = await act(view.width < 640);
    await page.evaluate(() => Promise.all([...globalThis.document.images].map((img) => img.decode().catch(() => undefined))));
    await page.screenshot({ path: `${out}/${name}-${view.name}.png` });
    await leave?.();
  }
  await page.setViewportSize(views[0]);
  await page.mouse.move(views[0].width / 2, views[0].height / 2); // rows wait under a pointer
}

async function firstVisit() {
  const relevo = await Relevo.bare();
  const browser = await launch();
  const page = await (await new Console().context(browser)).newPage();
  await page.goto(`${relevo.url}/app/`);
  await page.getByText("Nobody has an account here yet.").waitFor();
  await shoot(page, "login-first");
  await page.goto(relevo.link);
  await page.getByLabel("Your name").fill("Nadia Okafor");
  await page.getByLabel("Email").fill("nadia@tavola.example");
  await page.getByLabel("Password", { exact: true }).fill("four walnut table legs");
  await page.getByLabel("Name of your shop or team").fill("Tavola Norte");
  await shoot(page, "setup");
  await page.getByRole("button", { name: "Create the owner" }).click();
  await page.getByText("No WhatsApp number yet").waitFor();
  await shoot(page, "inbox-new");
  const stranger = await (await new Console().context(browser)).newPage();
  await stranger.goto(`${relevo.url}/app/`);
  await stranger.getByLabel("Email").fill("nadia@tavola.example");
  await stranger.getByLabel("Password", { exact: true }).fill("four oak table legs");
  await stranger.getByRole("button", { name: "Log in" }).click();
  await stranger.getByText("Email and password don’t match.").waitFor();
  await shoot(stranger, "login-refused");
  await browser.close();
  await relevo.stop();
}

/** A conversation with a bit of everything. */
async function talk(demo, inbox, phone) {
  picture.buffer = await drawn(inbox);
  await takePhone(phone, "Ana Ribeiro");
  await openThread(inbox, "Ana Ribeiro");
  await answer(inbox, "Hi Ana, it left the workshop this morning.");
  await onPhone(phone, "Ana Ribeiro", "it left the workshop").waitFor();
  await choose(phone, "Ana Ribeiro", "it left the workshop", "React with 🙏");
  await choose(phone, "Ana Ribeiro", "it left the workshop", "Reply");
  await say(phone, "Ana Ribeiro", "Which workshop? The one at the harbour, or the one behind the old station where I picked up the table?");
  await bubble(inbox, "Which workshop?").waitFor();
  await bubble(inbox, "Which workshop?").first().hover();
  await bubble(inbox, "Which workshop?").first().getByRole("button", { name: "Reply" }).click();
  await answer(inbox, "The one at the harbour.");
  await thread(inbox).locator("input[type=file]").setInputFiles(picture);
  await answer(inbox, "This is how it looks lit");
  await thread(inbox).locator("input[type=file]").setInputFiles(document);
  await answer(inbox, "And the sheet");
  await tick(bubble(inbox, "And the sheet"), "Read").waitFor();
  await say(phone, "Ana Ribeiro", "My door code is 4711");
  await bubble(inbox, "4711").waitFor();
  await choose(phone, "Ana Ribeiro", "4711", "Delete for everyone");
  for (const kind of ["Voice", "Location", "Contact", "Sticker"]) {
    await phoneOf(phone, "Ana Ribeiro").getByRole("button", { name: "Send something else" }).click();
    await phone.getByRole("menuitem", { name: kind, exact: true }).click();
  }
  await phoneOf(phone, "Ana Ribeiro").locator("img.sticker").waitFor();
  await thread(inbox).locator("img.sticker").waitFor();
}

/** A small drawing of a lamp in a dark room. */
const drawn = (page) => page.evaluate(async () => {
  const canvas = new OffscreenCanvas(1200, 900);
  const pen = canvas.getContext("2d");
  const glow = pen.createRadialGradient(600, 420, 40, 600, 420, 720);
  glow.addColorStop(0, "moccasin");
  glow.addColorStop(1, "darkslategray");
  pen.fillStyle = glow;
  pen.fillRect(0, 0, 1200, 900);
  pen.fillStyle = "steelblue";
  pen.fillRect(450, 250, 300, 220);
  pen.fillStyle = "saddlebrown";
  pen.fillRect(588, 470, 24, 300);
  pen.fillRect(480, 770, 240, 30);
  return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())];
}).then((bytes) => Buffer.from(bytes));

async function fail(demo, inbox, phone) {
  await demo.control("POST", "/customers", { name: "Nadia Unreached", phone: "+15550103326" });
  await takePhone(phone, "Nadia Unreached");
  await say(phone, "Nadia Unreached", "Can you hear me?");
  await openThread(inbox, "Nadia Unreached");
  await answer(inbox, "Loud and clear.");
  await tick(bubble(inbox, "Loud and clear."), "Not delivered").waitFor();
}

const backToList = async (page) => {
  if (await page.getByRole("button", { name: "Back to the list" }).isVisible()) await page.getByRole("button", { name: "Back to the list" }).click();
};

async function aDay() {
  const demo = await Demo.start();
  const inbox = await demo.logIn();
  await shoot(inbox, "list");
  const phone = await demo.phone();
  await talk(demo, inbox, phone);
  await shoot(inbox, "thread");
  await shoot(inbox, "thread-top", async () => void (await thread(inbox).getByRole("log").evaluate((box) => void box.scrollTo(0, 0))));
  await shoot(inbox, "details", async (narrow) => {
    if (!narrow) return undefined;
    await inbox.getByRole("button", { name: "Show the details" }).click();
    await inbox.getByText("Customer since").waitFor();
    return () => inbox.getByRole("button", { name: "Back to the messages" }).click();
  });
  await shoot(inbox, "menu", async () => {
    await inbox.getByRole("button", { name: "More actions" }).click();
    return () => inbox.keyboard.press("Escape");
  });
  await shoot(inbox, "reply", async () => {
    await bubble(inbox, "Which workshop?").first().hover();
    await bubble(inbox, "Which workshop?").first().getByRole("button", { name: "Reply" }).click();
    await writing(inbox).fill("Behind the old station it’s closed since May.\nAsk for Tom at the harbour.");
    return async () => {
      await inbox.getByRole("button", { name: "Don’t reply to this message" }).click();
      await writing(inbox).fill("");
    };
  });
  await shoot(inbox, "files", async () => {
    await thread(inbox).locator("input[type=file]").setInputFiles([picture, document, { name: "poster.png", mimeType: "image/png", buffer: Buffer.alloc(6_000_000) }]);
    return async () => {
      for (const name of [picture, document, { name: "poster.png" }].map((f) => f.name)) await inbox.getByRole("button", { name: `Remove ${name}` }).click();
    };
  });
  await phone.bringToFront();
  await shoot(phone, "phone", async () => void (await phone.getByRole("navigation", { name: "Parts of the simulator" }).getByRole("button", { name: "Phone" }).click({ timeout: 500 }).catch(() => undefined)));
  await shoot(phone, "phone-menu", async () => {
    await onPhone(phone, "Ana Ribeiro", "And the sheet").getByRole("button", { name: "Message actions" }).click();
    return () => phone.keyboard.press("Escape");
  });
  await phone.setViewportSize({ width: 380, height: 820 });
  for (const view of ["Controls", "Traffic", "Phone"]) {
    await phone.getByRole("navigation", { name: "Parts of the simulator" }).getByRole("button", { name: view }).click();
    await phone.screenshot({ path: `${out}/phone-${view.toLowerCase()}-narrow.png` });
  }
  await phone.setViewportSize(views[0]);
  await inbox.bringToFront();
  await fail(demo, inbox, phone);
  await shoot(inbox, "failed", async () => {
    await bubble(inbox, "Loud and clear.").getByRole("button", { name: "Details" }).click();
    await inbox.getByRole("dialog", { name: "Details" }).waitFor();
    return () => inbox.keyboard.press("Escape");
  });
  await shoot(inbox, "keys", async () => {
    await inbox.locator("body").press("?");
    await inbox.getByRole("dialog").waitFor();
    return () => inbox.keyboard.press("Escape");
  });
  await openThread(inbox, "Mateo García");
  await inbox.getByRole("button", { name: "Close", exact: true }).click();
  await inbox.getByText("Conversation closed.").waitFor();
  await shoot(inbox, "closed");
  await inbox.clock.setFixedTime(new Date(Date.now() + 25 * 3_600_000));
  await inbox.reload();
  await backToList(inbox);
  await openThread(inbox, "Noah Okafor");
  await shoot(inbox, "window-closed");
  await inbox.clock.setFixedTime(new Date());
  await demo.relevo.kill();
  await inbox.getByText("Reconnecting…").waitFor();
  await answer(inbox, "Written while nobody answers");
  await inbox.getByText("1 message will be sent").waitFor();
  await shoot(inbox, "outage");
  await demo.relevo.run("127.0.0.1:0");
  await demo.stop();
}

await firstVisit();
await aDay();
