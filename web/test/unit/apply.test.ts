import { InfiniteQueryObserver, QueryClient } from "@tanstack/react-query";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { api, type Conversation, type Message, type Page } from "@/api/client";
import { keys } from "@/api/keys";
import { actorId, Applier, withUnread } from "@/live/apply";
import { queries } from "@/live/queries";
import { belonging, rowsIn, type Pages } from "@/live/cursor";
import { conversation, event, ids, message, paging } from "./make";

const hour = 3_600_000;
const base = Date.UTC(2026, 4, 12);
let cache: QueryClient;
let live: Applier;
let read: ReturnType<typeof vi.fn<(id: string) => Promise<Conversation>>>;

const pagesOf = <T,>(...data: T[][]): Pages<T> => ({ pages: data.map((d, i) => ({ data: d, paging: paging(i < data.length - 1 ? `p${i + 1}` : null) })), pageParams: data.map(() => undefined) });
const list = (filter = {}) => belonging(cache.getQueryData<Pages<Conversation>>(keys.list(filter)), filter);
const thread = () => rowsIn(cache.getQueryData<Pages<Message>>(keys.messages("c1")), (m) => m.kapso.id);

beforeEach(() => {
  cache = new QueryClient();
  read = vi.fn(() => new Promise<Conversation>(() => undefined));
  live = new Applier(cache, () => "u1", read, 0);
  cache.setQueryData(keys.list({}), pagesOf([conversation("a", base + 3 * hour), conversation("b", base + 2 * hour), conversation("c", base + hour)]));
  cache.setQueryData(keys.messages("c1"), pagesOf([message(3), message(2)], [message(1)]));
});

describe("applying events", () => {
  it("moves a conversation up and counts what is unread from what had been seen", () => {
    live.apply(event(1, "message.received", { conversation: conversation("c", base + 4 * hour, {}, { unread_count: 99, inbound_count: 7 }) }));
    expect(ids(list())).toBe("c a b");
    expect(list()[0]?.kapso?.unread_count).toBe(2);
  });

  it("changes nothing when an event comes twice, or an older one after a newer one", () => {
    const newer = event(5, "conversation.changed", { conversation: conversation("b", base + 5 * hour, { status: "ended" }, { inbound_count: 6 }) });
    live.apply(newer);
    const once = list();
    live.apply(newer);
    live.apply(event(4, "conversation.changed", { conversation: conversation("b", base + 4 * hour) }));
    expect(list()).toEqual(once);
    expect(live.pos).toBe(5);
  });

  it("takes a conversation out of a list that it no longer belongs to, and puts it into one that it now does", () => {
    cache.setQueryData(keys.list({ status: "active" }), pagesOf([conversation("a", base + 3 * hour)]));
    cache.setQueryData(keys.list({ status: "ended" }), pagesOf<Conversation>([]));
    live.apply(event(1, "conversation.changed", { conversation: conversation("a", base + 3 * hour, { status: "ended" }) }));
    expect(ids(list({ status: "active" }))).toBe("");
    expect(ids(list({ status: "ended" }))).toBe("a");
  });

  it("keeps the place of a conversation that left a list, and finds its new one when it comes back", () => {
    const filter = { unassigned: true };
    const all = () => ids(rowsIn(cache.getQueryData<Pages<Conversation>>(keys.list(filter)), (c) => c.id));
    cache.setQueryData(keys.list(filter), pagesOf([conversation("a", base + 3 * hour), conversation("b", base + 2 * hour), conversation("c", base + hour)]));
    live.apply(event(1, "conversation.assigned", { conversation: conversation("c", base + 4 * hour, {}, { assigned_user_id: "u2" }) }));
    expect(all()).toBe("a b c");
    expect(ids(list(filter))).toBe("a b");
    live.apply(event(2, "conversation.assigned", { conversation: conversation("c", base + 4 * hour) }));
    expect(ids(list(filter))).toBe("c a b");
  });

  it("keeps a conversation in the unread list after it was read there", () => {
    cache.setQueryData(keys.list({ unread: true }), pagesOf([conversation("a", base + 3 * hour, {}, { unread_count: 2 })]));
    live.put(conversation("a", base + 3 * hour, {}, { unread_count: 0 }));
    expect(ids(list({ unread: true }))).toBe("a");
  });

  it("leaves out of an older part of a thread what is newer than its end, until that is loaded", () => {
    const old = (before: string | null): Pages<Message> => ({ pages: [{ data: [message(3), message(2)], paging: { ...paging(), cursors: { before, after: null } } }], pageParams: [{ around: "m2" }] });
    const part = () => rowsIn(cache.getQueryData<Pages<Message>>(keys.messages("c1", "m2")), (m) => m.kapso.id).map((m) => m.kapso.id);
    cache.setQueryData(keys.messages("c1", "m2"), old("newer"));
    live.apply(event(1, "message.received", { message: message(9) }));
    live.apply(event(2, "message.changed", { message: message(2, {}, { edited_at: "2026-05-12T00:00:00Z" }) }));
    expect(part()).toEqual(["m3", "m2"]);
    expect(thread().map((m) => m.kapso.id)).toEqual(["m9", "m3", "m2", "m1"]);
    cache.setQueryData(keys.messages("c1", "m2"), old(null));
    live.apply(event(3, "message.received", { message: message(10) }));
    expect(part()).toEqual(["m10", "m3", "m2"]);
  });

  it("leaves out what belongs below the rows that are loaded", () => {
    const pages = pagesOf([conversation("a", base + 3 * hour)]);
    pages.pages[0]!.paging = paging("more");
    cache.setQueryData(keys.list({}), pages);
    live.apply(event(1, "conversation.changed", { conversation: conversation("z", base) }));
    expect(ids(list())).toBe("a");
  });

  it("puts a new message at its place in time and ignores an unloaded thread", () => {
    live.apply(event(1, "message.received", { message: message(4) }));
    live.apply(event(2, "message.received", { message: message(2.5) }));
    live.apply(event(3, "message.received", { message: message(9, {}, { whatsapp_conversation_id: "c9" }) }));
    expect(thread().map((m) => m.kapso.id)).toEqual(["m4", "m3", "m2.5", "m2", "m1"]);
  });

  it("lets an event put a failed message back into the queue, but not an answer that is older than the events", () => {
    const sent = (status: Message["kapso"]["status"]) => message(3, {}, { direction: "outbound", status });
    live.apply(event(1, "message.status_changed", { message: sent("failed") }));
    live.apply(event(2, "message.status_changed", { message: sent("queued") }));
    expect(thread()[0]?.kapso.status).toBe("queued");
    live.apply(event(3, "message.status_changed", { message: sent("read") }));
    live.putMessage("c1", sent("queued"));
    expect(thread()[0]?.kapso.status).toBe("read");
  });

  it("knows the answer to a send by its client id", () => {
    const queued = message(5, {}, { id: "new", direction: "outbound", status: "queued", client_id: "x" });
    live.putMessage("c1", queued);
    live.apply(event(1, "message.status_changed", { message: { ...queued, id: "wamid.9", kapso: { ...queued.kapso, status: "sent" } } }));
    expect(thread().filter((m) => m.kapso.client_id === "x").map((m) => [m.id, m.kapso.status])).toEqual([["wamid.9", "sent"]]);
  });

  it("adds a page to what was told while it was on its way", async () => {
    const server = vi.spyOn(api, "conversations");
    const filter = { status: "active" };
    server.mockResolvedValueOnce({ data: [conversation("a", base + 3 * hour), conversation("b", base + 2 * hour, {}, { unread_count: 2 })], paging: paging("p1") });
    const rows = () => list(filter).map((c) => [c.id, c.kapso.last_message_text, c.kapso.unread_count]);
    const shown = new InfiniteQueryObserver(cache, queries.list(filter));
    const leave = shown.subscribe(() => undefined);
    await vi.waitFor(() => expect(rows()).toHaveLength(2));
    let arrive = (_: Page<Conversation>) => undefined as void;
    server.mockReturnValueOnce(new Promise((done) => (arrive = done)));
    const more = shown.fetchNextPage();
    live.apply(event(1, "message.sent", { conversation: conversation("a", base + 4 * hour, {}, { last_message_text: "New" }) }));
    live.apply(event(2, "message.received", { conversation: conversation("n", base + 5 * hour, {}, { unread_count: 1 }) }));
    live.put(conversation("b", base + 2 * hour, {}, { unread_count: 0 }));
    arrive({ data: [conversation("c", base + hour)], paging: paging() });
    await more;
    expect(rows()).toEqual([["n", null, 1], ["a", "New", 0], ["b", null, 0], ["c", null, 0]]);
    leave();
  });

  it("adds older messages to those that came while they were on their way", async () => {
    const server = vi.spyOn(api, "messages");
    server.mockResolvedValueOnce({ data: [message(3), message(2)], paging: paging("p1") });
    cache.removeQueries({ queryKey: keys.messages("c1") });
    const shown = new InfiniteQueryObserver(cache, queries.messages("c1"));
    const leave = shown.subscribe(() => undefined);
    await vi.waitFor(() => expect(thread()).toHaveLength(2));
    let arrive = (_: Page<Message>) => undefined as void;
    server.mockReturnValueOnce(new Promise((done) => (arrive = done)));
    const older = shown.fetchNextPage();
    live.apply(event(1, "message.received", { message: message(4) }));
    live.apply(event(2, "message.changed", { message: message(2, {}, { revoked_at: "2026-05-12T00:00:00Z" }) }));
    live.putMessage("c1", message(5, {}, { direction: "outbound", status: "queued", client_id: "x" }));
    arrive({ data: [message(1)], paging: paging() });
    await older;
    expect(thread().map((m) => [m.kapso.id, !!m.kapso.revoked_at])).toEqual([["m5", false], ["m4", false], ["m3", false], ["m2", true], ["m1", false]]);
    leave();
  });

  it("takes a record that was read before it changed as it is now", async () => {
    let arrive = (_: Conversation) => undefined as void;
    vi.spyOn(api, "conversation").mockReturnValueOnce(new Promise((done) => (arrive = done)));
    const reading = cache.fetchQuery(queries.conversation(live, "a"));
    live.apply(event(1, "conversation.changed", { conversation: conversation("a", base + 3 * hour, { status: "ended" }) }));
    arrive(conversation("a", base + 3 * hour));
    await reading;
    expect(cache.getQueryData<Conversation>(keys.conversation("a"))?.status).toBe("ended");
  });

  it("lets no answer take back what was told while it was on its way", () => {
    const answer = conversation("a", base + 3 * hour, {}, { unread_count: 0, inbound_count: 5, last_message_text: "First" });
    live.apply(event(1, "message.received", { conversation: conversation("a", base + 4 * hour, {}, { inbound_count: 6, last_message_text: "Second" }) }));
    live.put(answer);
    expect(list().map((c) => [c.id, c.kapso.last_message_text, c.kapso.unread_count])[0]).toEqual(["a", "Second", 1]);
    live.put(conversation("a", base + 4 * hour, {}, { unread_count: 0, inbound_count: 6, last_message_text: "Second" }));
    expect(list()[0]?.kapso.unread_count).toBe(0);
  });

  it("asks no more for a conversation that was erased", () => {
    vi.useFakeTimers();
    live.apply(event(1, "message.received", { conversation_id: "new", conversation: conversation("new", base + 4 * hour) }));
    live.apply(event(2, "conversation.erased", { conversation_id: "new" }));
    live.apply(event(3, "conversation.changed", { conversation_id: "new", conversation: conversation("new", base + 5 * hour) }));
    vi.runAllTimers();
    expect(read).not.toHaveBeenCalled();
    vi.useRealTimers();
  });

  it("asks the server about a conversation that it doesn't know, once, and not when it was answered meanwhile", () => {
    vi.useFakeTimers();
    live.apply(event(1, "message.received", { conversation: conversation("n", base + 9 * hour) }));
    live.apply(event(2, "conversation.read", { conversation: conversation("a", base + 3 * hour) }, "user:u1"));
    live.put(conversation("a", base + 3 * hour));
    vi.runAllTimers();
    vi.useRealTimers();
    expect(read.mock.calls).toEqual([["n"]]);
  });

  it("counts the tabs anew when an event may have changed them: soon, and seldom while many come", () => {
    vi.useFakeTimers();
    const asked = vi.spyOn(cache, "invalidateQueries");
    const counted = () => asked.mock.calls.filter(([filter]) => filter?.queryKey === keys.counts).length;
    live.apply(event(1, "message.received", { message: message(4) }));
    vi.advanceTimersByTime(10_000);
    expect(counted()).toBe(0);
    for (let pos = 2; pos < 50; pos++) {
      live.apply(event(pos, "message.received", { message: message(4), is_new_conversation: true }));
      vi.advanceTimersByTime(100);
    }
    expect(counted()).toBe(3); // at 0.3 s, 2.3 s and 4.3 s
    vi.runAllTimers();
    live.apply(event(60, "conversation.assigned", { conversation: conversation("a", base) }));
    vi.runAllTimers();
    expect(counted()).toBe(5);
    vi.useRealTimers();
  });

  it("tells listeners only of what is new", () => {
    const heard: number[] = [];
    live.onEvent((e) => heard.push(e.pos));
    [3, 3, 2, 4].forEach((pos) => live.apply(event(pos, "message.received", { message: message(4) })));
    expect(heard).toEqual([3, 4]);
  });
});

describe("unread of a person", () => {
  const seen = conversation("a", base, {}, { unread_count: 1, inbound_count: 4 });
  it.each([
    ["one more came", seen, 5, 2],
    ["nothing came", seen, 4, 1],
    ["the event is older than the page", seen, 3, 0],
  ])("%s", (_, old, inbound, want) => {
    expect(withUnread(old, conversation("a", base, {}, { unread_count: 77, inbound_count: inbound })).kapso?.unread_count).toBe(want);
  });
  it("takes the server's figure for what is new here", () => {
    expect(withUnread(undefined, conversation("a", base, {}, { unread_count: 3 })).kapso?.unread_count).toBe(3);
  });
});

it.each([["user:u1", "u1"], ["system", "system"], [{ id: "u2" }, "u2"], [null, ""], [7, ""]])("reads the actor %j", (actor, want) => {
  expect(actorId(actor)).toBe(want);
});
