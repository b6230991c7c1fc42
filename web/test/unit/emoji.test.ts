import { expect, it } from "vitest";
import { codeFor, findEmoji, inTone, named, shortNameAt, usedLast } from "@/record/emoji";
import { allEmoji } from "@/ui/emoji-data";

it("finds a short name behind a colon, and leaves times, addresses and smileys alone", () => {
  const at = (text: string, caret = text.length) => shortNameAt(text, caret)?.word;
  expect([at(":sm"), at("So :tada"), at("(:smile_c"), at("😀:jo"), at(":+1"), at(":100"), at(":sm then", 3)]).toEqual(["sm", "tada", "smile_c", "jo", "+1", "100", "sm"]);
  for (const text of [":", ":)", ":D", ":-)", "10:30", "10:30am", "at :30", "https://s.test", "note:this", "a::bc", ":sm ", "/:ab"]) expect(at(text), text).toBeUndefined();
});

it("puts the whole short name before its beginning, and both before other words", () => {
  const first = (typed: string) => findEmoji(allEmoji, typed, 3).map((e) => e.emoji);
  expect(first("tada")[0]).toBe("🎉");
  expect(first("heart")[0]).toBe("❤️");
  expect(first("+1")[0]).toBe("👍️");
  expect(findEmoji(allEmoji, "he", 8).map((e) => codeFor(e, "he"))).toContain("heart");
  expect(first("party face")[0]).toBe("🥳");
  expect(first("lmao")).toContain("😂");
  expect(first("nothing is called this")).toEqual([]);
});

it("knows every emoji once, with a name and a short name", () => {
  expect(allEmoji.length).toBeGreaterThan(1800);
  expect(new Set(allEmoji.map((e) => e.emoji)).size).toBe(allEmoji.length);
  expect(allEmoji.filter((e) => !e.name || e.codes.length === 0)).toEqual([]);
});

it("shows a skin tone where there is one", () => {
  expect([inTone(named(allEmoji, "thumbsup")!, 5), inTone(named(allEmoji, "thumbsup")!, 0), inTone(named(allEmoji, "tada")!, 5)]).toEqual(["👍🏿", "👍️", "🎉"]);
});

it("keeps those used last, each once", () => {
  expect(usedLast(["a", "b", "c"], "c", 3)).toEqual(["c", "a", "b"]);
  expect(usedLast(["a", "b"], "z", 2)).toEqual(["z", "a"]);
});
