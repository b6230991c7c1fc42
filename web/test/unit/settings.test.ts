import { describe, expect, it } from "vitest";
import { browserOf } from "@/features/settings/browser";
import en from "@/features/settings/en.json";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

describe("browserOf", () => {
  it.each([
    ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0 Safari/537.36", "Chrome", "Linux"],
    ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0 Safari/537.36 Edg/150.0", "Edge", "Windows"],
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1", "Safari", "iPhone"],
    ["Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "Firefox", "Android"],
    ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/150.0.0.0 Safari/537.36", "Chrome", "Linux"],
    ["Mozilla/5.0 (Linux; Android 15; SM-S931B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36", "Samsung Internet", "Android"],
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 EdgiOS/138.0 Mobile/15E148 Safari/605.1.15", "Edge", "iPhone"],
    ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) SomeEngine/1.0 Safari/537.36", undefined, "Linux"],
    ["curl/8.9", undefined, undefined],
    ["", undefined, undefined],
  ])("%s", (agent, browser, system) => expect(browserOf(agent)).toEqual({ browser, system }));
});

it("uses every text of the settings", () => {
  const folder = join(import.meta.dirname, "../../src/features/settings");
  const code = readdirSync(folder).filter((f) => /\.tsx?$/.test(f)).map((f) => readFileSync(join(folder, f), "utf8")).join("\n");
  const made = ["section.", "role.", "role_hint.", "actor.", "did.", "did_group.", "may.", "health.", "health_text.", "step.", "state.", "cause.", "connect.", "limit.", "quality.", "wrong."]; // put together from a part that isn't written out
  const used = (key: string) => code.includes(`"${key.replace(/_(one|other)$/, "")}"`);
  expect(Object.keys(en).filter((key) => !used(key) && !made.some((start) => key.startsWith(start)))).toEqual([]);
});
