import { expect, it } from "vitest";
import { actionFor, keyParts, pressName, type Action } from "@/actions/actions";
import { filterOf, moved, placeUrl, readPlace } from "@/place/place";

const id = "c0000000-0000-4000-8000-000000000000";

it.each([
  [`/c/${id}`, "", { conversationId: id, details: false, tab: "all" }],
  ["/", `?conversation_id=${id}`, { conversationId: id }],
  ["/", "?tab=unread&q=%2B1+555&number=n1", { tab: "unread", search: "+1 555", number: "n1", conversationId: undefined }],
  ["/", "?tab=nonsense", { tab: "all" }],
  ["/c/%zz", "", { conversationId: undefined }],
])("reads %s%s", (path, query, want) => expect(readPlace(path, query)).toMatchObject(want));

it("writes an address that reads back", () => {
  const place = { conversationId: "a/b", details: true, tab: "open" as const, number: "n1", search: "+1" };
  const [path, query] = placeUrl(place).split("?");
  expect(readPlace(path!, `?${query}`)).toEqual(place);
  expect(placeUrl({ details: true, tab: "all" })).toBe("/");
});

it("leaves a message with its conversation", () => {
  const place = { ...readPlace("/c/a", "?m=wamid.a%2F%3D"), tab: "all" as const };
  expect(place.messageId).toBe("wamid.a/=");
  expect(placeUrl(moved(place, { details: true }))).toBe("/c/a?m=wamid.a%2F%3D&details=1");
  expect(placeUrl(moved(place, { conversationId: "b" }))).toBe("/c/b");
  expect(placeUrl(moved(place, { conversationId: "b", messageId: "x" }))).toBe("/c/b?m=x");
});

it("asks the API for what a tab means", () => {
  const place = { details: false, tab: "closed" as const, search: "+1 (555)" };
  expect(filterOf(place)).toEqual({ status: "ended", unread: undefined, phone_number_id: undefined, phone_number: "1555" });
  expect(filterOf({ details: false, tab: "unread" })).toMatchObject({ unread: true, status: undefined });
});

const press = (key: string, more = {}) => pressName({ key, shiftKey: false, altKey: false, ctrlKey: false, metaKey: false, ...more });
it("names keys alike on every keyboard", () => {
  expect([press("j"), press("E", { shiftKey: true }), press("?", { shiftKey: true }), press("k", { metaKey: true }), press("ArrowUp", { altKey: true })]).toEqual(["J", "Shift+E", "?", "Mod+K", "Alt+ArrowUp"]);
  expect(keyParts("Shift+ArrowUp")).toEqual(["Shift", "↑"]);
});

it("runs only what is enabled", () => {
  const action = (enabled: boolean): Action => ({ id: "x", label: "X", group: "app", shortcut: ["J"], enabled, run: () => undefined });
  expect(actionFor([action(false)], "J")).toBeUndefined();
  expect(actionFor([action(false), action(true)], "J")?.enabled).toBe(true);
});
