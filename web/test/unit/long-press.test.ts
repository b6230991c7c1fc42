import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LongPress } from "@/ui/long-press";

const at = (x: number, y: number, change = {}) => ({ pointerType: "touch", isPrimary: true, clientX: x, clientY: y, ...change });
let fire: ReturnType<typeof vi.fn<(target: string, x: number, y: number) => void>>;
let press: LongPress<string>;

beforeEach(() => {
  vi.useFakeTimers();
  fire = vi.fn();
  press = new LongPress(fire);
});
afterEach(() => void vi.useRealTimers());

it("fires for a finger that holds still, once, and eats the click behind it", () => {
  press.down(at(10, 20), "row");
  press.move(at(14, 24));
  vi.advanceTimersByTime(500);
  expect(fire.mock.calls).toEqual([["row", 10, 20]]);
  press.end();
  expect(press.fired).toBe(true);
  press.down(at(10, 20), "row");
  expect(press.fired).toBe(false);
});

it.each([
  ["scrolls", () => press.move(at(10, 60))],
  ["is lifted", () => press.end()],
  ["is joined by another", () => press.down(at(90, 90, { isPrimary: false }), "other")],
])("doesn't fire for one that %s", (_, before) => {
  press.down(at(10, 20), "row");
  vi.advanceTimersByTime(300);
  before();
  vi.advanceTimersByTime(2000);
  expect(fire).not.toHaveBeenCalled();
  expect(press.fired).toBe(false);
});

it("leaves the mouse to its other button", () => {
  press.down(at(10, 20, { pointerType: "mouse" }), "row");
  vi.advanceTimersByTime(2000);
  expect(fire).not.toHaveBeenCalled();
});
