import { expect, it } from "vitest";
import { Chunks } from "@/record/chunks";
import { keptRows, rowsOf, type Row } from "@/record/thread";
import { message } from "./make";

const rows = (from: number, to: number): Row[] => Array.from({ length: to - from + 1 }, (_, i): Row => ({ kind: "unread", key: `r${from + i}` }));
const homes = (chunks: Chunks, all: Row[]) => new Map(chunks.part(all).flatMap((chunk) => chunk.rows.map((row) => [row.key, chunk.key] as const)));

it("parts a thread and leaves every row where it is, whatever comes before, after and between", () => {
  const chunks = new Chunks();
  let all = rows(101, 140);
  let before = homes(chunks, all);
  expect(new Set(before.values()).size).toBe(3);
  const grown = [
    [...rows(61, 100), ...all],
    [...rows(61, 100), ...all, ...rows(141, 200)],
    [...rows(61, 110), { kind: "unread", key: "late" } as Row, ...rows(111, 200)],
  ];
  for (all of grown) {
    const now = homes(chunks, all);
    for (const [row, chunk] of before) expect(now.get(row)).toBe(chunk);
    expect(chunks.part(all).flatMap((c) => c.rows)).toEqual(all);
    expect(Math.max(...chunks.part(all).map((c) => c.rows.length))).toBeLessThan(18);
    before = now;
  }
  expect(new Set(before.values()).size).toBeLessThan(14);
});

it("names the parts of a chunk apart when a row changes its place", () => {
  const chunks = new Chunks();
  const all = rows(1, 40);
  chunks.part(all);
  const keys = chunks.part([...all.slice(1, 30), all[0]!, ...all.slice(30)]).map((c) => c.key);
  expect(new Set(keys).size).toBe(keys.length);
});

it("keeps the row of a message that is as it was", () => {
  const messages = [message(1), message(2), message(8)];
  const before = rowsOf(messages, "u1", null);
  expect(keptRows(before, rowsOf(messages, "u1", null))).toEqual(before);
  const next = keptRows(before, rowsOf([...messages, message(9)], "u1", null));
  expect(next.map((row) => before.includes(row))).toEqual([true, true, true, false, false]); // the last is no longer the end of its group
});
