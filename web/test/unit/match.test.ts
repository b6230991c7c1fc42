import { expect, it } from "vitest";
import { match } from "@/record/match";

const marked = (text: string, query: string) => match(text, query)?.ranges.map(([start, length]) => text.slice(start, start + length));

it.each([
  ["Assign to Inés Carrasco", "as", ["As", "as"]],
  ["Inés Carrasco", "INES", ["Inés"]],
  ["Assign to me", "me as", ["As", "me"]],
  ["Straße", "stras", null],
  ["Ångström", "angstrom", ["Ångström"]],
  ["İstanbul", "istanbul", ["İstanbul"]],
  ["👍🏽 fine", "fine", ["fine"]],
  ["aaaa", "aa aaa", ["aaaa"]],
  ["anything", " ", []],
  ["Close", "x", null],
])("marks in %s what answers %s", (text, query, want) => expect(marked(text, query) ?? null).toEqual(want));

it("puts a beginning before a word before an inside", () => {
  expect(["Assign", "Do assign", "Base"].map((text) => match(text, "as")?.rank)).toEqual([0, 1, 2]);
  expect(match("Carrasco (Asta)", "as")?.rank).toBe(1);
});

it("takes hostile lengths in its stride", () => {
  expect(match("a".repeat(65_536), "a")?.ranges.length).toBe(65_536);
});
