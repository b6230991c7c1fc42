import { describe, expect, it } from "vitest";
import { above, spanOf, stands } from "../../src/record/span";

const height = 64;
const seen = 640;

describe("the rows in view", () => {
  it("reach beyond what is seen on both sides, wherever a list is scrolled", () => {
    for (let scrolled = 0; scrolled < 5_000; scrolled++) {
      const { first, end } = spanOf(scrolled, seen, height);
      const top = (scrolled - above) / height;
      expect(first).toBeLessThanOrEqual(Math.max(0, top - 6));
      expect(first).toBeGreaterThanOrEqual(Math.max(0, Math.floor(top - 10)));
      expect(end).toBeGreaterThanOrEqual(top + seen / height + 6);
      expect(end).toBeLessThanOrEqual(top + seen / height + 11);
    }
  });

  it("stay the same while a list is scrolled by less than a few rows", () => {
    const spans = new Set(Array.from({ length: 40 }, (_, n) => JSON.stringify(spanOf(10_000 + n * height, seen, height))));
    expect(spans.size).toBeLessThanOrEqual(11);
  });

  it("are none of a list without height or rows far above it", () => {
    expect(spanOf(0, 0, height)).toEqual({ first: 0, end: 8 });
    expect(spanOf(-400, 0, height)).toEqual({ first: 0, end: 0 });
  });
});

describe("bringing a row into view", () => {
  it("scrolls as far as it takes and no farther", () => {
    expect(stands(5, height, 0, seen)).toBe(0);
    expect(stands(10, height, 0, seen)).toBe(above + 11 * height - seen);
    expect(stands(3, height, 1_000, seen)).toBe(above + 3 * height);
    expect(stands(0, height, 1_000, seen)).toBe(0);
  });
});
