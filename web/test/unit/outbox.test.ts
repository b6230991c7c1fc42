import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Applier } from "@/live/apply";
import { asMessage, newId, Outbox } from "@/live/outbox";
import { event, message } from "./make";

type Post = { client_id: string; message: { text: { body: string } }; seen_pos?: number };
let posts: Post[];
let answer: (post: Post, n: number) => Response | "drop";
let outbox: Outbox;
let live: Applier;

const accepted = (post: Post) => Response.json({ data: message(1, {}, { id: `row ${post.client_id}`, direction: "outbound", status: "queued" }) }, { status: 202 });
const refused = (status: number, code: string) => Response.json({ error: `because ${code}`, code }, { status });
const text = (body: string, conversationId = "c1") => outbox.send({ conversationId, phoneNumberId: "n1", message: { type: "text", text: { body } } });
const settled = () => vi.waitFor(() => expect(outbox.entries().every((e) => e.state === "failed")).toBe(true));
const open = (userId = "u1", wait = () => Promise.resolve()) => new Outbox(live, userId, { wait, now: Date.now });

beforeEach(() => {
  posts = [];
  answer = accepted;
  vi.stubGlobal("fetch", (_: string, init: RequestInit) => {
    const post = JSON.parse(String(init.body)) as Post;
    posts.push(post);
    const result = answer(post, posts.length);
    return result === "drop" ? Promise.reject(new TypeError("network")) : Promise.resolve(result);
  });
  live = new Applier(new QueryClient(), () => "u1", () => new Promise(() => undefined), 0);
  outbox = open();
});
afterEach(() => {
  outbox.stop();
  vi.unstubAllGlobals();
  localStorage.clear();
});

it("keeps the client id through every try", async () => {
  answer = (post, n) => (n === 1 ? "drop" : n === 2 ? refused(503, "busy") : accepted(post));
  text("hi");
  await vi.waitFor(() => expect(outbox.entries()).toHaveLength(0));
  expect(posts).toHaveLength(3);
  expect(new Set(posts.map((p) => p.client_id)).size).toBe(1);
});

it("sends one conversation's messages in the order of writing", async () => {
  answer = (post, n) => (n === 1 ? "drop" : accepted(post));
  ["a", "b", "c"].forEach((t) => text(t));
  await vi.waitFor(() => expect(outbox.entries()).toHaveLength(0));
  expect(posts.map((p) => p.message.text.body)).toEqual(["a", "a", "b", "c"]);
});

it("keeps what was refused, with its reason, and lets the next ones pass", async () => {
  answer = (post) => (post.message.text.body === "bad" ? refused(422, "invalid") : accepted(post));
  text("bad");
  text("good");
  await settled();
  expect(outbox.entries()).toMatchObject([{ state: "failed", problem: { kind: "refused", text: "because invalid", code: "invalid" } }]);
  expect(posts).toHaveLength(2);
  const { clientId } = outbox.entries()[0]!;
  answer = accepted;
  outbox.retry(clientId);
  await vi.waitFor(() => expect(outbox.entries()).toHaveLength(0));
  expect(posts.at(-1)?.client_id).toBe(clientId);
});

it("counts as seen what came meanwhile when a stale message is sent anyway", async () => {
  live.apply(event(5, "x"));
  answer = (post, n) => (n === 1 ? refused(409, "stale_send") : accepted(post));
  text("hi");
  await settled();
  expect(outbox.entries()[0]?.problem?.kind).toBe("stale");
  live.apply(event(9, "x"));
  outbox.retry(outbox.entries()[0]!.clientId);
  await vi.waitFor(() => expect(outbox.entries()).toHaveLength(0));
  expect(posts.map((p) => p.seen_pos)).toEqual([5, 9]);
});

it("goes on after the page was loaded anew, under the same id and for the same person only", async () => {
  answer = () => "drop";
  const { clientId } = text("hi");
  await vi.waitFor(() => expect(posts.length).toBeGreaterThan(0));
  outbox.stop();
  posts = [];
  answer = accepted;
  const other = open("u2");
  expect(other.entries()).toHaveLength(0);
  other.stop();
  outbox = open();
  await vi.waitFor(() => expect(outbox.entries()).toHaveLength(0));
  expect(posts.map((p) => p.client_id)).toEqual([clientId]);
});

it("loses nothing of two tabs that could not send", async () => {
  answer = () => "drop";
  const [first, second] = [outbox, open()];
  const own = text("from the first").clientId;
  const others = second.send({ conversationId: "c1", phoneNumberId: "n1", message: { type: "text", text: { body: "from the second" } } }).clientId;
  first.stop();
  second.stop();
  outbox = open();
  expect(outbox.entries().map((e) => e.clientId)).toEqual([own, others]);
});

it("drops what another tab has sent", async () => {
  answer = () => "drop";
  const { clientId } = text("hi");
  dispatchEvent(new StorageEvent("storage", { key: `relevo.outbox.u1.${clientId}`, newValue: null }));
  expect(outbox.entries()).toHaveLength(0);
});

it("sends what another tab has kept and not sent in its time, in the order of writing", async () => {
  const other = open("u2", () => new Promise(() => undefined)); // somebody else's tab
  answer = () => "drop";
  const gone = open("u1", () => new Promise(() => undefined)); // begins with nothing, and is closed at once
  const ids = ["first", "second"].map((body) => gone.send({ conversationId: "c1", phoneNumberId: "n1", message: { type: "text", text: { body } } }).clientId);
  gone.stop();
  expect(outbox.entries()).toHaveLength(0);
  posts = [];
  answer = accepted;
  for (const id of ids) dispatchEvent(new StorageEvent("storage", { key: `relevo.outbox.u1.${id}`, newValue: localStorage.getItem(`relevo.outbox.u1.${id}`) }));
  await vi.waitFor(() => expect(posts.map((p) => p.client_id)).toEqual(ids));
  await vi.waitFor(() => expect(Object.keys(localStorage)).toEqual([]));
  expect(other.entries()).toHaveLength(0);
  other.stop();
});

it("leaves what another tab sends in its time", async () => {
  let patience = () => {};
  outbox.stop();
  outbox = open("u1", () => new Promise((done) => (patience = done)));
  const key = "relevo.outbox.u1.theirs";
  const value = JSON.stringify({ clientId: "theirs", conversationId: "c1", phoneNumberId: "n1", message: { type: "text", text: { body: "hi" } }, at: 1 });
  localStorage.setItem(key, value);
  dispatchEvent(new StorageEvent("storage", { key, newValue: value }));
  localStorage.removeItem(key);
  dispatchEvent(new StorageEvent("storage", { key, newValue: null }));
  patience();
  await new Promise((done) => setTimeout(done));
  expect(posts).toHaveLength(0);
  expect(outbox.entries()).toHaveLength(0);
});

it("keeps what was refused after the page was loaded anew", async () => {
  answer = () => refused(422, "invalid");
  const { clientId } = text("hi");
  await settled();
  outbox.stop();
  outbox = open();
  expect(outbox.entries()).toMatchObject([{ clientId, state: "failed", problem: { kind: "refused", code: "invalid" } }]);
});

it("sends what the end of the session held back when the person is back", async () => {
  answer = () => refused(401, "unauthorized");
  outbox.stop();
  outbox = open("u1", () => new Promise(() => undefined));
  const { clientId } = text("hi");
  await vi.waitFor(() => expect(outbox.entries()[0]?.state).not.toBe("sending"));
  outbox.stop();
  posts = [];
  answer = accepted;
  outbox = open();
  await vi.waitFor(() => expect(outbox.entries()).toHaveLength(0));
  expect(posts.map((p) => p.client_id)).toEqual([clientId]);
});

it("drops a message that waits", async () => {
  answer = () => refused(422, "invalid");
  const { clientId } = text("hi");
  await settled();
  outbox.drop(clientId);
  expect(outbox.entries()).toHaveLength(0);
});

it("looks like a message with a clock", () => {
  answer = () => "drop";
  expect(asMessage(text("hi"), { id: "u1" })).toMatchObject({ type: "text", text: { body: "hi" }, kapso: { direction: "outbound", status: "queued" } });
});

it("makes UUIDs also without crypto.randomUUID", () => {
  vi.stubGlobal("crypto", { getRandomValues: (bytes: Uint8Array) => bytes.fill(0xab) });
  expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
