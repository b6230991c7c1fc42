import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Drafts } from "@/live/drafts";

let server: string;
let calls: string[];
let offline: boolean;
let held: (() => void)[] | null; // answers that wait until they are let go
let tabs: Drafts[];

/** Another tab of the same person; what one keeps is told to the others, as a browser does. */
const tab = () => {
  const drafts = new Drafts("u1");
  tabs.push(drafts);
  return drafts;
};
const told = () => Object.keys(localStorage).forEach((key) => dispatchEvent(new StorageEvent("storage", { key, newValue: localStorage.getItem(key) })));
const list = (data: { conversation_id: string; text: string; reply_to: string }[]) => Response.json({ data });
const settled = (text: string) => vi.waitFor(() => expect(server).toBe(text));

beforeEach(() => {
  [server, calls, offline, held, tabs] = ["", [], false, null, []];
  vi.stubGlobal("fetch", async (_: string, { method = "GET", body }: RequestInit) => {
    if (offline) throw new TypeError("network");
    const text = method === "PUT" ? (JSON.parse(String(body)) as { draft: { text: string } }).draft.text : "";
    if (method === "GET") {
      const read = server;
      if (held) await new Promise<void>((go) => held!.push(go));
      return Response.json({ data: { text: read, reply_to: "" } });
    }
    if (held) await new Promise<void>((go) => held!.push(go));
    calls.push(text);
    server = text;
    return Response.json({ data: { text, reply_to: "" } });
  });
});
afterEach(() => {
  tabs.forEach((t) => t.stop());
  vi.unstubAllGlobals();
  vi.useRealTimers();
  localStorage.clear();
});

it("has the server's drafts for the list without a conversation being opened, but nothing over what is here", async () => {
  const page = tab();
  page.write("c2", "Written here");
  vi.stubGlobal("fetch", async () => list([{ conversation_id: "c1", text: "From the phone", reply_to: "" }, { conversation_id: "c2", text: "Older", reply_to: "" }]));
  await page.loadAll();
  expect(page.all()).toEqual({ c1: "From the phone", c2: "Written here" });
});

it("lets go of what the server's list has no more, but of nothing that was changed here", async () => {
  const page = tab();
  for (const id of ["c1", "c2", "c3"]) {
    page.write(id, `Saved ${id}`);
    await page.flush(id);
  }
  page.stop();
  const later = tab(); // the browser was closed meanwhile
  later.write("c2", "Gone on with here");
  let answer = () => {};
  vi.stubGlobal("fetch", async (_: string, { method }: RequestInit) => {
    if (method === "PUT") return Response.json({});
    return new Promise((done) => (answer = () => done(list([{ conversation_id: "c3", text: "Saved c3", reply_to: "" }]))));
  });
  const reading = later.loadAll();
  await later.flush("c2"); // reaches the server after it has read its list
  answer();
  await reading;
  expect(later.all()).toEqual({ c2: "Gone on with here", c3: "Saved c3" });
  expect(tab().all()).toEqual(later.all());
});

it("lets go of nothing when the list is full, or doesn't come", async () => {
  const page = tab();
  page.write("c1", "Saved");
  await page.flush("c1");
  offline = true;
  await page.loadAll();
  offline = false;
  vi.stubGlobal("fetch", async (url: string) => (url.endsWith("/drafts") ? list(Array.from({ length: 100 }, (_, i) => ({ conversation_id: `o${i}`, text: "x", reply_to: "" }))) : Response.json({ data: { text: "Saved", reply_to: "" } })));
  await page.loadAll();
  expect(page.get("c1")).toBe("Saved");
});

it("keeps with the text which message it answers, also for another device, until it is sent", async () => {
  let stored = { text: "", reply_to: "" };
  vi.stubGlobal("fetch", async (_: string, { method = "GET", body }: RequestInit) => {
    if (method === "PUT") stored = (JSON.parse(String(body)) as { draft: typeof stored }).draft;
    if (method === "DELETE") stored = { text: "", reply_to: "" };
    return method === "DELETE" ? new Response(null, { status: 204 }) : Response.json({ data: stored });
  });
  const here = tab();
  here.reply("c1", "wamid.1");
  await here.flush("c1");
  expect(stored).toEqual({ text: "", reply_to: "wamid.1" });
  here.write("c1", "Yes");
  await here.flush("c1");
  expect([tab().replyTo("c1"), tab().get("c1")]).toEqual(["wamid.1", "Yes"]); // after a reload
  localStorage.clear();
  const other = tab();
  await other.load("c1");
  expect([other.replyTo("c1"), other.get("c1")]).toEqual(["wamid.1", "Yes"]);
  other.clear("c1");
  await vi.waitFor(() => expect(stored).toEqual({ text: "", reply_to: "" }));
  expect(other.replyTo("c1")).toBe("");
  await vi.waitFor(() => expect(localStorage.length).toBe(0));
});

it("shows in one tab what is written in another, whichever wrote last", () => {
  const [a, b] = [tab(), tab()];
  a.write("c1", "Hello");
  told();
  expect(b.get("c1")).toBe("Hello");
  b.write("c1", "Hello you");
  b.write("c2", "Another");
  told();
  expect([a.get("c1"), a.get("c2"), tab().get("c1"), tab().get("c2")]).toEqual(["Hello you", "Another", "Hello you", "Another"]);
});

it("clears the other tab's draft when one sends", async () => {
  const [a, b] = [tab(), tab()];
  a.write("c1", "Hello");
  told();
  await a.flush("c1");
  a.clear("c1");
  told();
  expect([b.get("c1"), b.all()]).toEqual(["", {}]);
  await vi.waitFor(() => expect(localStorage.length).toBe(0));
  expect([server, tab().get("c1")]).toEqual(["", ""]);
});

it("takes over no older text of another tab", () => {
  const [a, b] = [tab(), tab()];
  a.write("c1", "old");
  const key = localStorage.key(0)!;
  const old = localStorage.getItem(key);
  told();
  b.write("c1", "new");
  dispatchEvent(new StorageEvent("storage", { key, newValue: old })); // comes late
  expect(b.get("c1")).toBe("new");
});

it("brings what was written offline to the server once it answers, also after a reload", async () => {
  offline = true;
  const a = tab();
  a.write("c1", "On the train");
  await a.flush("c1");
  expect(server).toBe("");
  a.stop();
  const b = tab();
  offline = false;
  dispatchEvent(new Event("online"));
  await settled("On the train");
  expect(b.get("c1")).toBe("On the train");
});

it("asks again by itself while nothing answers", async () => {
  vi.useFakeTimers();
  offline = true;
  tab().write("c1", "Hi");
  await vi.advanceTimersByTimeAsync(1000);
  offline = false;
  await vi.advanceTimersByTimeAsync(5000);
  expect(server).toBe("Hi");
});

it("saves one after the other, so that an older text never comes last", async () => {
  held = [];
  const a = tab();
  a.write("c1", "He");
  const first = a.flush("c1"); // the conversation is left …
  a.write("c1", "Hello"); // … and entered again while it is being saved
  void a.flush("c1");
  expect(held).toHaveLength(1);
  held.shift()!();
  await vi.waitFor(() => expect(held).toHaveLength(1));
  held.shift()!();
  await first;
  expect(calls).toEqual(["He", "Hello"]);
});

it("takes the server's draft, and a newer one of another device when nothing was written here since", async () => {
  server = "From the phone";
  const a = tab();
  await a.load("c1");
  expect(a.get("c1")).toBe("From the phone");
  server = ""; // sent from the phone
  await a.load("c1");
  expect(a.get("c1")).toBe("");
});

it("follows what changes elsewhere, and reads it once", async () => {
  vi.useFakeTimers();
  const a = tab();
  server = "From the ph";
  a.hear("c1");
  await vi.advanceTimersByTimeAsync(500);
  server = "From the phone";
  a.hear("c1");
  await vi.advanceTimersByTimeAsync(1000);
  expect(a.all()).toEqual({ c1: "From the phone" });
  a.write("c1", "From here");
  a.hear("c1"); // a late one
  await vi.advanceTimersByTimeAsync(3000);
  expect([a.get("c1"), server]).toEqual(["From here", "From here"]);
});

it("never replaces what was written here by the server's older draft", async () => {
  server = "Old";
  held = [];
  const a = tab();
  const reading = a.load("c1");
  a.write("c1", "New");
  held.splice(0).forEach((go) => go());
  await reading;
  expect(a.get("c1")).toBe("New");
  held = null;
  await a.load("c1"); // what is ahead goes there instead
  expect([a.get("c1"), server]).toEqual(["New", "New"]);
});

it("keeps what is too long for the server, and asks it nothing", async () => {
  server = "Old";
  const a = tab();
  a.write("c1", "💡".repeat(5000));
  await a.flush("c1");
  await a.load("c1");
  expect([a.get("c1").length, tab().get("c1").length, server, calls]).toEqual([10_000, 10_000, "Old", []]);
});

it("brings back no draft that was sent while it was being read", async () => {
  server = "Sent";
  held = [];
  const a = tab();
  const reading = a.load("c1");
  a.write("c1", "Sent");
  a.clear("c1");
  held.splice(0).forEach((go) => go());
  held = null;
  await reading;
  expect(a.get("c1")).toBe("");
});

it("keeps nothing of a conversation that was erased", async () => {
  vi.useFakeTimers();
  const asked = vi.spyOn(globalThis, "fetch");
  const a = tab();
  a.write("c1", "Her address is");
  a.write("c2", "Another");
  a.hear("c1");
  a.forget("c1");
  await vi.runAllTimersAsync();
  expect([a.all(), calls, Object.keys(localStorage).filter((key) => key.includes("c1"))]).toEqual([{ c2: "Another" }, ["Another"], []]);
  expect(asked.mock.calls.filter(([url]) => String(url).includes("/c1/"))).toEqual([]);
});

it("expects the server's drafts until they are here, but not for long", async () => {
  vi.useFakeTimers();
  const page = tab();
  let answer = () => {};
  vi.stubGlobal("fetch", () => new Promise<Response>((done) => (answer = () => done(list([])))));
  const all = page.loadAll();
  expect(page.coming()).toBe(true);
  answer();
  await all;
  expect(page.coming()).toBe(false);
  void page.loadAll();
  expect(page.coming()).toBe(true);
  vi.advanceTimersByTime(1_000);
  expect(page.coming()).toBe(false);
});
