import { describe, expect, it } from "vitest";
import { copyText, leafText, membersOf, pathText } from "@/record/tree";

describe("a JSON value of somebody else's", () => {
  it("keeps keys that objects have by birth", () => {
    const value: unknown = JSON.parse('{"__proto__":{"admin":true},"constructor":1,"toString":null}');
    expect(membersOf(value).map(([key]) => key)).toEqual(["__proto__", "constructor", "toString"]);
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });

  it("names a place as programs do", () => {
    expect(pathText(["order", "items", 0, "full name"])).toBe('order.items[0]["full name"]');
    expect(pathText(["größe", "__proto__", ""])).toBe('größe.__proto__[""]');
    expect(pathText(['a"b', "x"])).toBe('["a\\"b"].x');
  });

  it("cuts long text between characters, and copies it whole", () => {
    const long = "😀".repeat(40_000);
    const { text, left } = leafText(long, 10);
    expect(text).toBe(`"${"😀".repeat(9)}`);
    expect(left).toBe(80_002 - text.length);
    expect(copyText(long)).toBe(long);
    expect(copyText({ a: [1] })).toBe('{\n  "a": [\n    1\n  ]\n}');
  });
});
