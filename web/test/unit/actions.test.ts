import { afterEach, beforeEach, expect, it } from "vitest";
import { createElement } from "react";
import { createRoot, type Root } from "react-dom/client";
import { act } from "react";
import { actionFor, begins, isSingleKey, keyParts, pressName, type Action } from "@/actions/actions";
import { singleKeys, useKeys } from "@/actions/keys";

const action = (id: string, shortcut: string[], enabled = true): Action => ({ id, label: id, group: "app", shortcut, enabled, run: () => void ran.push(id) });
let ran: string[] = [];

const press = (key: string, more = {}) => pressName({ key, shiftKey: false, altKey: false, ctrlKey: false, metaKey: false, ...more });
it("names keys alike on every keyboard", () => {
  expect([press("j"), press("E", { shiftKey: true }), press("?", { shiftKey: true }), press("k", { metaKey: true }), press("ArrowUp", { altKey: true })]).toEqual(["J", "Shift+E", "?", "Mod+K", "Alt+ArrowUp"]);
  expect(keyParts("Shift+ArrowUp")).toEqual(["Shift", "↑"]);
});

it("runs only what is enabled", () => {
  expect(actionFor([action("x", ["J"], false)], "J")).toBeUndefined();
  expect(actionFor([action("x", ["J"], false), action("y", ["J"])], "J")?.id).toBe("y");
  expect([begins([action("x", ["G I"])], "G"), begins([action("x", ["G I"], false)], "G"), begins([action("x", ["G"])], "G")]).toEqual([true, false, false]);
});

it("knows the keys that a person may switch off", () => {
  expect(["E", "Shift+E", "?", "Alt+ArrowUp", "Mod+K", "Enter", "ArrowUp"].map(isSingleKey)).toEqual([true, true, true, false, false, false, false]);
});

let root: Root;
let field: HTMLInputElement;
beforeEach(async () => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  ran = [];
  const actions = [action("inbox", ["G I"]), action("close", ["E"]), action("open", ["Enter"]), action("palette", ["Mod+K"]), action("index", ["I"])];
  const Keys = () => (useKeys(actions), null);
  root = createRoot(document.body.appendChild(document.createElement("div")));
  await act(() => root.render(createElement(Keys)));
  field = document.body.appendChild(document.createElement("input"));
});
afterEach(async () => {
  await act(() => root.unmount());
  singleKeys.set(true);
  document.body.replaceChildren();
});
const type = (target: EventTarget, ...keys: (string | KeyboardEventInit)[]) =>
  keys.forEach((key) => target.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...(typeof key === "string" ? { key } : key) })));

it("runs one key after the other", () => {
  type(document.body, "g", "i", "i", "g", "e", "g", { key: "Shift" }, "i");
  expect(ran).toEqual(["inbox", "index", "close", "inbox"]);
});

it("leaves what is typed alone, but for Ctrl and Command", () => {
  type(field, "e", "g", "i", "Enter", { key: "k", ctrlKey: true });
  expect(ran).toEqual(["palette"]);
});

it("is silent about single keys once they are off", () => {
  singleKeys.set(false);
  type(document.body, "e", "g", "i", "Enter", { key: "k", metaKey: true });
  expect(ran).toEqual(["open", "palette"]);
});
