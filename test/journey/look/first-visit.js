// Before anybody has an account, and right after.
import { Console, launch } from "../browser.js";
import { logIn } from "../inbox.js";
import { Relevo } from "../relevo.js";
import { shoot } from "./camera.js";

export async function firstVisit() {
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
  await logIn(stranger, { email: "nadia@tavola.example", password: "four oak table legs" });
  await stranger.getByText("Email and password don’t match.").waitFor();
  await shoot(stranger, "login-refused");
  await browser.close();
  await relevo.stop();
}
