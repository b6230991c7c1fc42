import { expect, it } from "vitest";
import { extrasOf, filterOf, goTab, moved, placeUrl, readPlace, tabOf, tabs, without } from "@/place/place";

const id = "c0000000-0000-4000-8000-000000000000";

const usual = { details: false, status: "all", assignee: undefined, unread: false, number: undefined, search: undefined };

it.each([
  [`/c/${id}`, "", { ...usual, conversationId: id }],
  ["/", `?conversation_id=${id}`, { ...usual, conversationId: id }],
  ["/", "?assignee=me&unread=true&phone_number_id=n1&search=%2B1+555", { ...usual, assignee: "me", status: "active", unread: true, number: "n1", search: "+1 555" }],
  ["/", "?assignee=u7&status=ended", { ...usual, assignee: "u7", status: "ended" }],
  ["/", "?status=nonsense&unread=0", usual],
  ["/c/%zz", "", { conversationId: undefined }],
])("reads %s%s", (path, query, want) => expect(readPlace(path, query)).toMatchObject(want));

it("writes an address that reads back", () => {
  for (const query of ["", "?assignee=me", "?status=all&assignee=unassigned&unread=1", "?status=ended&phone_number_id=n1", "?search=leg+%26"]) {
    const place = readPlace("/c/a%2Fb", query);
    expect(placeUrl(place)).toBe(`/c/a%2Fb${query}`);
    expect(readPlace(...(placeUrl(place).split("?") as [string, string]))).toEqual(place);
  }
});

it("leaves a message with its conversation", () => {
  const place = readPlace("/c/a", "?m=wamid.a%2F%3D");
  expect(place.messageId).toBe("wamid.a/=");
  expect(placeUrl(moved(place, { details: true }))).toBe("/c/a?m=wamid.a%2F%3D&details=1");
  expect(placeUrl(moved(place, { conversationId: "b" }))).toBe("/c/b");
  expect(placeUrl(moved(place, { conversationId: "b", messageId: "x" }))).toBe("/c/b?m=x");
});

it("asks the API for what a place means", () => {
  expect(filterOf(readPlace("/", "?assignee=me"), "u1")).toEqual({ status: "active", assigned_user_id: "u1" });
  expect(filterOf(readPlace("/", "?assignee=unassigned&unread=1"), "u1")).toEqual({ status: "active", unassigned: true, unread: true });
  expect(filterOf(readPlace("/", "?phone_number_id=n1"), "u1")).toEqual({ phone_number_id: "n1" });
});

it("knows tabs from the filters that come on top of them", () => {
  for (const tab of tabs) {
    const place = moved(readPlace("/", "?search=x&unread=1"), goTab(tab));
    expect([tabOf(place), extrasOf(place), place.search]).toEqual([tab, ["unread"], undefined]);
  }
  const narrow = readPlace("/", "?assignee=u7&unread=1&phone_number_id=n1&status=ended");
  expect([tabOf(narrow), extrasOf(narrow)]).toEqual(["all", ["status", "assignee", "unread", "number"]]);
  expect(placeUrl(moved(narrow, without(narrow, ["assignee", "unread"])))).toBe("/?phone_number_id=n1");
  expect(placeUrl(moved(narrow, without(narrow, extrasOf(narrow))))).toBe("/");
});

it("searches for no more than the server takes", () => {
  expect(readPlace("/", `?search=${"x".repeat(300)}`).search).toHaveLength(100);
});
