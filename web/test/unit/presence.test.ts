import { afterEach, expect, it, vi } from "vitest";
import { api } from "@/api/client";
import { Presence } from "@/live/presence";

const at = (id: string, ...users: string[]) => ({ conversation_id: id, people: users.map((user_id) => ({ user_id, typing: false })) });
const names = (presence: Presence, id: string) => presence.at(id).map((p) => p.user_id).join(" ");

afterEach(() => vi.restoreAllMocks());

it("shows colleagues and not oneself, and forgets who left", () => {
  const presence = new Presence("me");
  const tell = vi.fn();
  presence.subscribe(tell);
  presence.put(at("c1", "ines", "me"));
  expect(names(presence, "c1")).toBe("ines");
  presence.put(at("c1", "me"));
  expect(presence.at("c1")).toBe(presence.at("c2"));
  expect(tell).toHaveBeenCalledTimes(2);
});

it("takes the whole answer, except where a push was newer", async () => {
  const presence = new Presence("me");
  presence.put(at("gone", "tom"));
  let answer: (list: ReturnType<typeof at>[]) => void = () => undefined;
  vi.spyOn(api, "presences").mockReturnValue(new Promise((done) => (answer = done)));
  const reading = presence.reload();
  presence.put(at("c1"));
  answer([at("c1", "ines"), at("c2", "ravi")]);
  await reading;
  expect([names(presence, "c1"), names(presence, "c2"), names(presence, "gone")]).toEqual(["", "ravi", ""]);
});

it("knows of nobody without a connection", () => {
  const presence = new Presence("me");
  presence.put(at("c1", "ines"));
  presence.clear();
  expect(names(presence, "c1")).toBe("");
});
