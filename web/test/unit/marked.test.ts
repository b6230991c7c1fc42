import { expect, it } from "vitest";
import { fromFirst, inGroups, type Marks } from "@/record/marked";

const found = ({ text, highlights }: Marks) => highlights.map((range) => text.slice(range![0], range![0]! + range![1]!));
const marks = (text: string, word: string): Marks => ({ text, highlights: [...text.matchAll(new RegExp(word, "g"))].map((m) => [m.index, word.length]) });

it("begins a long text shortly before what was found, at a word", () => {
  const cut = fromFirst(marks("I ordered the blue lamp last week and now that lamp is broken", "broken"));
  expect(cut.text).toBe("… lamp is broken");
  expect(found(cut)).toEqual(["broken"]);
});

it("leaves a text alone whose first hit is seen anyway", () => {
  const whole = marks("the blue lamp, and then another lamp", "lamp");
  expect(fromFirst(whole)).toEqual(whole);
  expect(fromFirst({ text: "nothing", highlights: [] })).toEqual({ text: "nothing", highlights: [] });
});

it("cuts writing without spaces anywhere but in a sign", () => {
  const cut = fromFirst(marks(`${"配送は土曜日の午前にできますか".repeat(2)}緑`, "緑"));
  expect(cut.text.length).toBe(2 + 12 + 1);
  expect(found(cut)).toEqual(["緑"]);
  for (const before of ["", "x"]) expect(fromFirst(marks(`${"🟢".repeat(20)}${before}緑`, "緑")).text).not.toMatch(/\p{Surrogate}/u);
});

it("marks the same digits of a phone number in groups", () => {
  const grouped = inGroups({ text: "+15550107730", highlights: [[2, 3], [6, 3]] });
  expect(grouped.text).toBe("+1 555 010 7730");
  expect(found(grouped)).toEqual(["555", "10 7"]);
  expect(inGroups({ text: "12", highlights: [[0, 2]] })).toEqual({ text: "12", highlights: [[0, 2]] });
});
