// What leads elsewhere or explains: palette, keys, notifications, account.
import { openThread } from "../inbox.js";
import { escape, inDemo, shoot, shootOpen } from "./camera.js";

export const help = inDemo(async (demo, page) => {
  await shoot(page, "notifications", async () => {
    await page.getByRole("button", { name: /^Notifications are|^No notifications/ }).click();
    await page.getByRole("menu").waitFor();
    return escape(page);
  });
  await shoot(page, "account", async (narrow) => {
    await page.getByRole("button", { name: /^Account of/ }).filter({ visible: true }).first().click({ timeout: narrow ? 2000 : 30_000 }).catch(() => undefined);
    return escape(page);
  });
  await openThread(page, "Mateo García");
  await page.getByRole("heading", { name: "Mateo García" }).first().click();
  await shootOpen(page, "palette", async () => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").waitFor();
    return undefined;
  });
  await shootOpen(page, "palette-found", async () => {
    await page.getByRole("combobox").fill("a");
    return escape(page);
  });
  await shootOpen(page, "keys", async () => {
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    return escape(page);
  });
});
