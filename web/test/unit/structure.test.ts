import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import first from "@/i18n/en.json";
import later from "@/i18n/later.json";

const en = { ...first, ...later };

const src = join(import.meta.dirname, "../../src");
const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((f) => /\.tsx?$/.test(f));
const read = (file: string) => readFileSync(join(src, file), "utf8");

it("keeps features apart: they meet only in main", () => {
  const wrong = files.flatMap((file) => {
    const own = /^features\/([^/]+)/.exec(file)?.[1];
    const used = [...read(file).matchAll(/from "@\/features\/([^/"]+)/g)].map((m) => m[1]);
    return file.startsWith("main/") ? [] : used.filter((name) => name !== own).map((name) => `${file} imports ${name}`);
  });
  expect(wrong).toEqual([]);
});

it("writes people's words as text nodes only", () => {
  expect(files.filter((f) => /dangerouslySetInnerHTML|\.innerHTML|insertAdjacentHTML|outerHTML|document\.write/.test(read(f)))).toEqual([]);
});

it("opens other sites without handing them the page", () => {
  const bad = files.filter((f) => read(f).split("\n").some((line) => line.includes('target="_blank"') && !line.includes('rel="noopener noreferrer"')));
  expect(bad).toEqual([]);
});

it("heeds input methods in one place, before every field", () => {
  expect(files.filter((f) => /\.isComposing|keyCode/.test(read(f)))).toEqual(["ui/input-method.ts"]);
});

it("has colours in the tokens only", () => {
  const sheets = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((f) => f.endsWith(".css") && !f.endsWith("tokens.css") && !f.includes("simulator"));
  expect(sheets.filter((f) => /#[0-9a-f]{3,8}\b|rgba?\(/i.test(read(f)))).toEqual([]);
});

it("uses every text, and has every text that it uses", () => {
  const code = files.map(read).join("\n");
  const used = (key: string) => code.includes(`"${key}"`) || code.includes(`"${key.replace(/_(one|other)$/, "")}"`);
  const made = ["error.code.", "tick.", "kind.", "link.", "tab.", "list.none.", "row.gone.", "by.", "rail.", "attach.too_big.", "template.category.", "template.state.", "template.problem.", "template.field.", "location.", "emoji.tone.", "record.refused.", "rich.title.", "rich.wrong.", "rich.position.", "emoji.group.", "notify.is.", "notify.why.", "odd.", "offer."]; // put together from a part that isn't written out
  expect(Object.keys(en).filter((key) => !used(key) && !made.some((start) => key.startsWith(start)))).toEqual([]);
});
