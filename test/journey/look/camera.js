// Pictures of one page in light, dark and on a phone.
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Demo } from "../inbox.js";

const out = fileURLToPath(new URL("../out/", import.meta.url));
await mkdir(out, { recursive: true });

const views = [
  { name: "light", colorScheme: "light", width: 1440, height: 900 },
  { name: "dark", colorScheme: "dark", width: 1440, height: 900 },
  { name: "narrow", colorScheme: "light", width: 380, height: 820 },
  { name: "narrow-dark", colorScheme: "dark", width: 380, height: 820 },
];

/**
 * Pictures of a page in every view. act brings it into its state anew for each,
 * as menus close when a window changes its size, and gives what takes it back.
 */
export async function shoot(page, name, act = async () => undefined) {
  for (const view of views) {
    await page.setViewportSize(view);
    await page.emulateMedia({ colorScheme: view.colorScheme, reducedMotion: "reduce" });
    const leave = await act(view.width < 640);
    await settled(page);
    await page.screenshot({ path: `${out}${name}-${view.name}.png` });
    await leave?.();
  }
  await page.setViewportSize(views[0]);
  await page.mouse.move(views[0].width / 2, views[0].height / 2); // rows wait under a pointer
}

/** Pictures of a dialog or another state that lasts while the window changes its size. */
export async function shootOpen(page, name, open) {
  const leave = await open();
  await shoot(page, name);
  await leave?.();
}

async function settled(page) {
  await page.evaluate(async () => {
    await Promise.all([...document.images].filter((img) => img.loading !== "lazy" || img.complete).map((img) => img.decode().catch(() => undefined)));
    for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame); // panels follow the width
  });
}

/** Closes what is open over the page. */
export const escape = (page) => () => page.keyboard.press("Escape");

/** Pictures that are taken in a demo of their own, by its owner. */
export const inDemo = (take) => async () => {
  const demo = await Demo.start();
  try {
    await take(demo, await demo.logIn());
  } finally {
    await demo.stop();
  }
};
