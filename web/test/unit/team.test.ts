import { describe, expect, it } from "vitest";
import type { Activity } from "@/api/client";
import { candidates } from "@/features/assignment/candidates";
import { putActivity } from "@/live/cursor";
import { actorOf } from "@/record/actor";
import { activitiesOf, rowsOf } from "@/record/thread";
import { ids, message, paging } from "./make";

const activity = (id: string, minute: number): Activity => ({
  id, conversation_id: "c1", type: "closed", actor: "user:u1", user_id: null, user_name: null, notes: null, at: new Date(2026, 4, 12, 0, minute).toISOString(),
});

describe("what else happened in a thread", () => {
  const messages = [message(10), message(11), message(30)];

  it("stands between the messages by time and parts a group", () => {
    const rows = rowsOf(messages, "me", null, undefined, [activity("a", 5), activity("b", 11), activity("c", 40)]);
    expect(rows.map((r) => (r.kind === "bubble" ? `${r.message.kapso.id}${r.first ? "*" : ""}` : r.key.split(" ")[0]))).toEqual(["day", "a", "m10*", "b", "m11*", "m30*", "c"]);
  });

  it("begins the day when it comes first", () => {
    expect(rowsOf([], "me", null, undefined, [activity("a", 5), activity("b", 24 * 60 + 1)]).map((r) => r.kind)).toEqual(["day", "activity", "day", "activity"]);
  });

  it("is shown as far back as the messages are loaded", () => {
    const all = [activity("a", 5), activity("b", 12)];
    expect(ids([...activitiesOf(all, messages, false, true)])).toBe("b");
    expect(ids([...activitiesOf(all, messages, true, true)])).toBe("a b");
    expect(activitiesOf(all, [], false, true)).toEqual([]);
  });

  it("is added once, in order", () => {
    const pages = { pages: [{ data: [activity("c", 9), activity("a", 1)], paging: paging() }], pageParams: [undefined] };
    const added = putActivity(putActivity(pages, activity("b", 5)), activity("b", 5));
    expect(ids(added.pages[0]!.data)).toBe("c b a");
  });
});

describe("who can be put in charge", () => {
  const members = [{ user_id: "t", name: "Tom", email: "tom@x.test" }, { user_id: "i", name: "Inés", email: "i@x.test" }, { user_id: "me", name: "Zoe", email: "z@x.test" }];

  it("is oneself first, then by name, with what each has to do", () => {
    expect(candidates(members, [{ user_id: "i", open_conversations: 6 }], "me", "").map((c) => [c.id, c.open])).toEqual([["me", 0], ["i", 6], ["t", 0]]);
    expect(candidates(members, undefined, "me", "")[0]?.open).toBeUndefined();
  });

  it("is found without regard to accents, case and by email", () => {
    expect(ids(candidates(members, [], "me", " INES "))).toBe("i");
    expect(ids(candidates(members, [], "me", "tom@"))).toBe("t");
    expect(candidates(members, [], "me", "nobody")).toEqual([]);
  });
});

it("tells people, programs and the system apart", () => {
  const people = new Map([["u1", "Inés"]]);
  expect(actorOf("user:u1", "u1", people)).toEqual({ kind: "viewer", name: "Inés" });
  expect(actorOf("user:u1", "u2", people)).toEqual({ kind: "member", name: "Inés" });
  expect(actorOf("user:u9", "u2", people)).toEqual({ kind: "member", name: "" });
  expect(actorOf("api_key:k", "u2", people).kind).toBe("program");
  expect(actorOf("system", "u2", people).kind).toBe("system");
  expect(actorOf(null, "u2", people).kind).toBe("program");
});
