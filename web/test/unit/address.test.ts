import { beforeEach, expect, test, vi } from "vitest";
import { browserAddress } from "@/place/address";

const address = browserAddress("/app");
const now = () => location.pathname + location.search;
beforeEach(() => history.replaceState(null, "", "/app/login#link=x"));

test("an app reads and writes what comes after its own path", () => {
  expect(address.href("/c/1")).toBe("/app/c/1");
  address.go("/c/1?m=2");
  expect(address.read()).toEqual({ path: "/c/1", query: "?m=2" });
  expect(now()).toBe("/app/c/1?m=2");
  history.replaceState(null, "", "/app");
  expect(address.read()).toEqual({ path: "/", query: "" });
});

test("going back stays in the app", () => {
  const back = vi.spyOn(history, "back").mockImplementation(() => undefined);
  address.back("/");
  expect(back).not.toHaveBeenCalled();
  expect(now()).toBe("/app/");
  address.go("/c/1");
  address.go("/c/1?details=1", true); // replaced: still one step
  address.back("/");
  expect(back).toHaveBeenCalledOnce();
  expect(history.state).toEqual({ steps: 1 });
});

test("a step to where one is leaves no step", () => {
  const before = history.length;
  address.go("/login");
  expect(history.length).toBe(before);
});
