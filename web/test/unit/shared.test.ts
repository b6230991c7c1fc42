import { expect, it } from "vitest";
import { shared } from "@/live/shared";

it("keeps what did not change", () => {
  const old = { a: { b: [1, { c: 2 }] }, d: [1] };
  expect(shared(old, structuredClone(old))).toBe(old);
  const next = shared(old, { a: { b: [1, { c: 2 }] }, d: [1, 2] });
  expect(next).toEqual({ a: { b: [1, { c: 2 }] }, d: [1, 2] });
  expect(next.a).toBe(old.a);
  expect(shared({ a: undefined }, {} as object)).toEqual({});
  expect(shared([1, 2], [1])).toEqual([1]);
});

it("keeps keys that objects have by birth", () => {
  const next: object = shared({ x: 1 }, JSON.parse('{"__proto__":{"admin":true},"x":2}') as object);
  expect(Object.keys(next)).toEqual(["__proto__", "x"]);
  expect(({} as Record<string, unknown>).admin).toBeUndefined();
});
