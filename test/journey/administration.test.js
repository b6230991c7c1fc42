// The first days of an administrator: what runs out, who goes, and what to do when WhatsApp doesn't answer.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertAccessible, assertNarrow } from "./browser.js";
import { Demo, logIn, row, until } from "./inbox.js";

const password = "four walnut table legs";
const second = { email: "mia@shop.example", name: "Mia Lindqvist", role: "owner", password };
const third = { email: "tom@shop.example", name: "Tom Baker", role: "admin", password };

describe("an administrator", { timeout: 240_000 }, () => {
  let demo, owner, mia, tom;

  const dialog = (page) => page.getByRole("dialog");
  const entry = (page, name) => page.getByRole("row").filter({ hasText: name });
  const open = (page, name) => page.goto(`${demo.relevo.url}/app/settings/${name}`);
  const enter = async (who) => {
    const page = await demo.stranger();
    await page.goto(`${demo.relevo.url}/app/`);
    await logIn(page, who);
    await row(page, "Ana Ribeiro").waitFor();
    return page;
  };

  before(async () => {
    demo = await Demo.start();
    owner = await demo.logIn();
    const { data } = await (await demo.owners.request.get(`${demo.relevo.url}/platform/v1/session`)).json();
    for (const who of [second, third]) await demo.relevo.createUser({ project: data.projects[0].id, ...who });
    mia = await enter(second);
    tom = await enter(third);
  });
  after(() => demo?.stop());

  it("sees a key run out while the page is open, and revokes it by its name", async () => {
    const page = await demo.owners.newPage();
    await page.clock.install();
    await open(page, "keys");
    await page.getByRole("button", { name: "Create a key" }).click();
    await dialog(page).getByLabel("Name").fill("Website");
    await dialog(page).getByLabel("Expires").fill(new Date(Date.now() + 86_400_000).toISOString().slice(0, 10));
    await dialog(page).getByRole("button", { name: "Create a key" }).click();
    await dialog(page).getByRole("button", { name: "Done" }).click();
    await entry(page, "Website").getByText("Never").waitFor(); // used
    assert.equal(await entry(page, "Website").getByText(/^Expired/).count(), 0);
    await page.clock.fastForward(3 * 86_400_000);
    await entry(page, "Website").getByText(/^Expired/).waitFor();
    await assertAccessible(page);
    await entry(page, "Website").getByRole("button", { name: "More for Website" }).click();
    await page.getByRole("menuitem", { name: "Revoke the key" }).click();
    await dialog(page).getByRole("button", { name: "Revoke “Website”" }).click();
    await entry(page, "Website").getByText(/^Revoked/).waitFor();
    await page.close();
  });

  it("sees that an invitation ran out, and makes a new link in its place", async () => {
    const page = await demo.owners.newPage();
    await page.clock.install();
    await open(page, "members");
    await page.getByRole("button", { name: "Invite" }).click();
    await dialog(page).getByLabel("Email").fill("ravi@shop.example");
    await dialog(page).getByRole("radio", { name: /^Inbox only/ }).check();
    await dialog(page).getByRole("button", { name: "Make the link" }).click();
    await dialog(page).getByRole("button", { name: "Done" }).click();
    await entry(page, "ravi@shop.example").getByText("Invited by you, expires in 7 days").waitFor();
    await page.clock.fastForward(8 * 86_400_000);
    await entry(page, "ravi@shop.example").getByText(/^Invited; the link expired/).waitFor();
    await assertAccessible(page);
    await entry(page, "ravi@shop.example").getByRole("button", { name: "More for ravi@shop.example" }).click();
    await page.getByRole("menuitem", { name: "Make a new link" }).click();
    assert.ok(await dialog(page).getByRole("radio", { name: /^Inbox only/ }).isChecked(), "another role");
    await dialog(page).getByRole("button", { name: "Make the link" }).click();
    await dialog(page).getByText(/\/app\/invitation#/).waitFor();
    await dialog(page).getByRole("button", { name: "Done" }).click();
    assert.equal(await entry(page, "ravi@shop.example").count(), 1);
    await page.close();
  });

  it("is asked before giving up the own role", async () => {
    await open(tom, "members");
    await entry(tom, third.name).getByRole("button", { name: /^Role of/ }).click();
    await tom.getByRole("menuitemradio", { name: /^Member/ }).click();
    await dialog(tom).getByRole("heading", { name: "Change your own role to Member?" }).waitFor();
    await dialog(tom).getByText("You are Admin now").waitFor();
    await assertAccessible(tom);
    await assertNarrow(tom);
    await dialog(tom).getByRole("button", { name: "Change to Member" }).click();
    await tom.getByText("This page isn’t for your role").waitFor();
  });

  it("removes somebody, whose screen says what happened, also when they come back", async () => {
    await open(owner, "members");
    await entry(owner, third.name).getByRole("button", { name: `More for ${third.name}` }).click();
    await owner.getByRole("menuitem", { name: "Remove from the project" }).click();
    await dialog(owner).getByRole("button", { name: `Remove ${third.name}` }).click();
    await tom.getByRole("alert").getByText("somebody may have taken you out of the project").waitFor();
    await assertAccessible(tom);
    await assertNarrow(tom);
    await logIn(tom, third);
    await tom.getByRole("heading", { name: "You’re in no project" }).waitFor();
    await tom.getByText(third.email).waitFor();
    await assertAccessible(tom);
    await assertNarrow(tom);
    await tom.getByRole("button", { name: "Log out" }).click();
    await tom.getByRole("heading", { name: "Log in to Relevo" }).waitFor();
    assert.equal(await tom.getByRole("alert").count(), 0, "who logs out needs no explanation");
  });

  it("leaves the project and is told what that means", async () => {
    await open(mia, "members");
    await entry(mia, second.name).getByRole("button", { name: `More for ${second.name}` }).click();
    await mia.getByRole("menuitem", { name: "Leave the project" }).click();
    await dialog(mia).getByText("You lose access to this project at once").waitFor();
    await dialog(mia).getByText("No open conversation is assigned to you.").waitFor();
    await assertAccessible(mia);
    await dialog(mia).getByRole("button", { name: /^Leave / }).click();
    await mia.getByRole("heading", { name: "Log in to Relevo" }).waitFor();
    await entry(owner, second.name).waitFor({ state: "detached" });
  });

  it("reads in the audit log what became of a role, and who changed a canned reply", async () => {
    const made = await demo.owners.request.post(`${demo.relevo.url}/platform/v1/canned_replies`, { data: { canned_reply: { shortcut: "hours", text: "We open at nine." } } });
    assert.equal(made.status(), 201);
    await open(owner, "audit");
    await entry(owner, "Tom Baker: Admin, now Member").getByText("Changed a role").waitFor();
    await owner.getByRole("combobox", { name: "What" }).selectOption("Canned replies");
    await entry(owner, "/hours").getByText("Added a canned reply").waitFor();
    await entry(owner, "/hours").getByText("Demo owner").waitFor();
    assert.equal(await owner.getByText("We open at nine.").count(), 0);
    await assertAccessible(owner);
    await assertNarrow(owner);
  });

  it("is told what to do when WhatsApp gives no templates", async () => {
    await open(owner, "numbers");
    const card = owner.getByRole("article");
    await card.getByText(/^\d+ templates$/).waitFor();
    await demo.control("POST", "/faults", { kind: "server_error", operation: "message_templates" });
    const { id } = (await demo.control("GET", "/templates")).data.find((template) => template.status === "APPROVED");
    await demo.control("POST", `/templates/${id}`, { status: "PAUSED" });
    const refused = card.getByRole("alert").filter({ hasText: "Test the connection" });
    await refused.waitFor();
    await assertAccessible(owner);
    await assertNarrow(owner);
    await refused.getByRole("button", { name: "Run test" }).click();
    await dialog(owner).getByRole("listitem").filter({ hasText: "The templates can be read" }).getByRole("img", { name: "Doesn’t work" }).waitFor();
    await demo.control("DELETE", "/faults");
    await dialog(owner).getByRole("button", { name: "Done" }).click();
    await demo.control("POST", `/templates/${id}`, { status: "APPROVED" });
    await refused.waitFor({ state: "detached" });
  });

  it("puts a wrong app secret right, and messages come again", async () => {
    const put = async (secret) => {
      await owner.getByRole("button", { name: /^More for/ }).click();
      await owner.getByRole("menuitem", { name: "Change name, token or app secret" }).click();
      await dialog(owner).getByLabel("App secret").fill(secret);
      await assertAccessible(owner);
      await dialog(owner).getByRole("button", { name: "Save" }).click();
      await dialog(owner).waitFor({ state: "detached" });
    };
    const { app_secret } = await demo.control("GET", "");
    await put("not the app’s own");
    await demo.write("Ana Ribeiro", { type: "text", text: "Is anybody there?" });
    await until("a webhook that is refused", async () => (await demo.control("GET", "/traffic?kind=inbound&limit=1000")).data.some((line) => line.status === 401));
    await put(app_secret);
    await demo.write("Ana Ribeiro", { type: "text", text: "And now?" });
    await until("a message", async () => {
      const { data } = await (await demo.owners.request.get(`${demo.relevo.url}/platform/v1/whatsapp/conversations`)).json();
      return data.some((c) => ["Is anybody there?", "And now?"].includes(c.kapso.last_message_text));
    });
  });

  it("sees above the inbox what is wrong with a number until it is well again, without a reload", async () => {
    await owner.getByRole("link", { name: "Back to the inbox" }).click();
    const alert = (text) => owner.getByRole("alert").filter({ hasText: text });
    await demo.control("PATCH", "/number", { quality_rating: "RED", status: "FLAGGED" });
    await alert("Many people block or report this number").waitFor();
    await demo.control("PATCH", "/number", { quality_rating: "GREEN", status: "CONNECTED" });
    await alert("This number").or(alert("Many people")).waitFor({ state: "detached" });

    const api = async (method, path, data) => (await (await demo.owners.request.fetch(`${demo.relevo.url}/platform/v1/whatsapp${path}`, { method, data })).json()).data;
    const [{ id }] = await api("GET", "/conversations?limit=1");
    const answer = (body) => api("POST", `/conversations/${id}/messages`, { message: { type: "text", text: { body } }, client_id: crypto.randomUUID() });
    for (const [fault, text] of [[{ kind: "outcome", code: 131048, later: false }, "may begin no more conversations for now"], [{ kind: "expired_token", operation: "*" }, "WhatsApp refuses the access token"]]) {
      await demo.control("POST", "/faults", fault);
      await answer("Is this refused?");
      await alert(text).getByRole("link", { name: "Open the numbers" }).waitFor();
      await demo.control("DELETE", "/faults");
      await answer("And this one?");
      await alert(text).waitFor({ state: "detached" });
    }
  });

  it("wrote no error to the console", () => {
    assert.deepEqual(demo.watched.errors.filter((e) => !/status of (401|403|404|409|503)/.test(e)), []);
  });
});
