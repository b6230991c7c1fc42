import { expect, it } from "vitest";
import { filledIn, fitting, stretchOf, typedAt } from "@/record/canned";

it("finds a word behind a slash at the caret only", () => {
  const at = (text: string, caret = text.length) => typedAt(text, caret)?.word;
  expect([at("/"), at("/ho"), at("Hi /ho"), at("a\n/ساعات"), at("/ho you"), at("https://s.test/ho"), at("1/2"), at("/ho you", 3)]).toEqual(["", "ho", "ho", "ساعات", undefined, undefined, undefined, "ho"]);
});

it("puts what begins with the word before what has it", () => {
  const replies = [{ shortcut: "address", text: "Harbour 7, open hours on the door" }, { shortcut: "hours", text: "9 to 5" }, { shortcut: "thanks", text: "x" }];
  expect(fitting(replies, "Ho").map((r) => r.shortcut)).toEqual(["hours", "address"]);
  expect(fitting(replies, "").length).toBe(3);
});

it("fills in what is known and leaves the rest", () => {
  expect(filledIn("Hi {{contact.first_name}} {{ contact.name }}, {{order}} {{me.name}}", { "contact.first_name": "Ana", "contact.name": "Ana R.", "me.name": "" })).toBe("Hi Ana Ana R., {{order}} {{me.name}}");
});

it("gives the place of what was typed to what is chosen", () => {
  expect(stretchOf(typedAt("So: /ho then", 7)!)).toEqual({ from: 4, to: 7 });
});
