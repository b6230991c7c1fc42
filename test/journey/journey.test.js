// One working day in the browser: the owner and a member watch the inbox while
// customers write on the simulated phone.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { answer, bubble, Demo, list, logIn, onPhone, openThread, phoneOf, row, say, seeded, send, takePhone, tick, until, writing } from "./inbox.js";

const member = { email: "bea@example.com", name: "Bea Member", role: "member", password: "a long enough pass phrase" };
const dot = (page, says) => page.getByRole("img", { name: says });

describe("a day in the inbox", { timeout: 400_000 }, () => {
  let demo, owner, mate, phone;

  before(async () => {
    demo = await Demo.start();
    mate = await demo.stranger();
  });
  after(() => demo?.stop());

  it("opens the printed link and lists the conversations of the demo", async () => {
    owner = await demo.logIn();
    assert.equal(await list(owner).getByRole("option").count(), seeded.length);
    await dot(owner, "Connected. New messages appear at once.").waitFor();
  });

  it("lets another member log in", async () => {
    const me = await (await demo.owners.request.get(`${demo.relevo.url}/platform/v1/me`)).json();
    await demo.relevo.createUser({ ...member, project: me.data.projects[0].id });
    await mate.goto(`${demo.relevo.url}/app/`);
    await logIn(mate, member);
    for (const name of seeded) await row(mate, name).waitFor();
  });

  it("shows what a customer writes on the phone to everybody at once", async () => {
    phone = await demo.phone();
    await takePhone(phone, "Ana Ribeiro");
    await say(phone, "Ana Ribeiro", "Is the blue lamp there yet?");
    await Promise.all([owner, mate].map((page) => row(page, "Is the blue lamp there yet?").waitFor()));
  });

  it("ticks an answer in order: sending, sent, delivered, read", async () => {
    await phoneOf(phone, "Ana Ribeiro").getByRole("button", { name: "Leave the chat" }).click();
    await openThread(mate, "Ana Ribeiro");
    await openThread(owner, "Ana Ribeiro");
    await owner.evaluate(() => {
      const seen = (globalThis.ticks = []);
      new MutationObserver(() => {
        const mine = [...document.querySelectorAll("[role=log] article")].find((a) => a.textContent.includes("It arrived this morning."));
        const tick = mine?.querySelector("svg[role=img]")?.getAttribute("aria-label");
        if (tick && seen.at(-1) !== tick) seen.push(tick);
      }).observe(document.body, { subtree: true, childList: true, attributes: true });
    });
    await demo.control("POST", "/faults", { kind: "delay", event: "status", status: "delivered", seconds: 2, next: 1 }); // or "sent" may be too short to be seen
    await answer(owner, "It arrived this morning.");
    await tick(bubble(owner, "It arrived this morning."), "Delivered").waitFor();
    await phone.bringToFront();
    await phoneOf(phone, "Ana Ribeiro").getByRole("button", { name: "Open the chat:" }).click();
    await onPhone(phone, "Ana Ribeiro", "It arrived this morning.").waitFor();
    await tick(bubble(owner, "It arrived this morning."), "Read").waitFor();
    assert.deepEqual(await owner.evaluate(() => globalThis.ticks), ["Sending", "Sent", "Delivered", "Read"]);
  });

  it("shows the answer to the other member, with its author and ticks", async () => {
    const answered = bubble(mate, "It arrived this morning.");
    await tick(answered, "Read").waitFor();
    await answered.getByText("Demo Owner").waitFor();
    await tick(row(mate, "It arrived this morning."), "Read").waitFor();
  });

  it("sends one message when send is clicked twice", async () => {
    await writing(owner).fill("Only once, please.");
    await send(owner).dblclick();
    await tick(bubble(owner, "Only once, please."), "Read").waitFor();
    await answer(owner, "And this after it.");
    await tick(bubble(owner, "And this after it."), "Read").waitFor();
    assert.equal(await bubble(owner, "Only once, please.").count(), 1);
    assert.equal((await demo.chat("Ana Ribeiro")).filter((m) => m.content.body === "Only once, please.").length, 1);
  });

  it("carries 10,000 characters whole, with emoji and right-to-left text", async () => {
    const piece = "Lamp 💡 مصباح 👩🏽‍🚀 מנורה é\n";
    const characters = [...piece.repeat(1000)].slice(0, 9_997).concat("ك", "👍", "!");
    const text = characters.join("");
    assert.equal([...text].length, 10_000);
    await takePhone(phone, "Mateo García");
    await say(phone, "Mateo García", text);
    await openThread(owner, "Mateo García");
    await bubble(owner, "Lamp 💡 مصباح").getByRole("button", { name: "Read more" }).click();
    const whole = bubble(owner, "Lamp 💡 مصباح").getByRole("paragraph");
    assert.equal(await whole.textContent(), text);
  });

  it("keeps everything over a reload, and the draft", async () => {
    await openThread(owner, "Ana Ribeiro");
    await writing(owner).fill("Half a tho");
    await owner.reload();
    await tick(bubble(owner, "It arrived this morning."), "Read").waitFor();
    await bubble(owner, "Only once, please.").waitFor();
    await until("draft", async () => (await writing(owner).inputValue()) === "Half a tho");
    for (const name of seeded) await row(owner, name).waitFor();
  });

  it("comes back by itself after the server died, with what came meanwhile and what was written meanwhile", async () => {
    const { relevo, watched } = demo;
    const { listen } = relevo;
    watched.outage = true;
    await relevo.kill();
    await dot(owner, "Not connected. Trying again.").waitFor();
    await owner.getByText("Reconnecting…").waitFor();
    await answer(owner, "Written into the outage");
    await tick(bubble(owner, "Written into the outage"), "Sending").waitFor();
    await relevo.run("127.0.0.1:0"); // where no page looks
    await demo.write("Noah Okafor", { type: "text", text: "Written while you were away" });
    await until("webhook", async () => (await demo.control("GET", "/deliveries?state=delivered&limit=10")).data.length > 0);
    await relevo.kill();
    await relevo.run(listen);
    await Promise.all([owner, mate].map((page) => row(page, "Written while you were away").waitFor()));
    await Promise.all([owner, mate].map((page) => dot(page, "Connected. New messages appear at once.").waitFor()));
    await owner.getByText("Reconnecting…").waitFor({ state: "detached" });
    watched.outage = false;
    await takePhone(phone, "Noah Okafor");
    await say(phone, "Noah Okafor", "And here live again");
    await Promise.all([owner, mate].map((page) => row(page, "And here live again").waitFor()));
  });

  it("lost nothing in the outage and sent nothing twice", async () => {
    await tick(bubble(owner, "Written into the outage"), "Delivered").waitFor();
    await bubble(mate, "Written into the outage").waitFor();
    assert.equal((await demo.chat("Ana Ribeiro")).filter((m) => m.content.body === "Written into the outage").length, 1);
    for (const text of ["Is the blue lamp there yet?", "It arrived this morning.", "Only once, please.", "And this after it."]) await bubble(owner, text).waitFor();
  });

  it("wrote no error to the console", () => assert.deepEqual(demo.watched.errors, []));
});
