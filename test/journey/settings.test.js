// The settings: who is in the project, which programs, and one's own account.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertAccessible, assertNarrow } from "./browser.js";
import { Demo, openThread, pressBoth, row, thread, until } from "./inbox.js";

const password = "four walnut table legs";

describe("the settings", { timeout: 240_000 }, () => {
  let demo, owner, second;

  before(async () => {
    demo = await Demo.start();
    owner = await demo.logIn();
    second = await demo.stranger();
  });
  after(() => demo?.stop());

  const dialog = (page) => page.getByRole("dialog");
  const open = async (page, name) => {
    await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name }).click();
    await page.getByRole("heading", { level: 1, name }).waitFor();
  };
  const assigned = (page, name) => thread(page).getByRole("button", { name: name ? `Assigned to ${name}, change` : "Assigned to nobody, change" });
  const person = (name) => owner.getByRole("row").filter({ hasText: name });

  it("open by G then S", async () => {
    await pressBoth(owner, "g", "s");
    await owner.getByRole("heading", { level: 1, name: "Members" }).waitFor();
    await person("Demo owner").waitFor();
    assert.equal(await owner.title(), "Members · Relevo");
    await assertAccessible(owner);
    await assertNarrow(owner);
  });

  it("have the keys, the sheet and the palette as well", async () => {
    await owner.keyboard.press("?");
    const sheet = owner.getByRole("dialog", { name: "Keyboard shortcuts" });
    await sheet.getByText("Go to the inbox").waitFor();
    await assertAccessible(owner);
    await owner.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    await owner.keyboard.press("Control+k");
    await dialog(owner).getByRole("combobox").fill("audit");
    await owner.keyboard.press("Enter");
    await owner.getByRole("heading", { level: 1, name: "Audit log" }).waitFor();
    await owner.keyboard.press("Control+k");
    await dialog(owner).getByRole("combobox").fill("Ana");
    await owner.keyboard.press("Enter");
    await thread(owner).getByRole("heading", { name: "Ana Ribeiro" }).waitFor();
    await owner.keyboard.press("g");
    await owner.keyboard.press("s");
    await owner.getByRole("heading", { level: 1, name: "Members" }).waitFor();
    await owner.keyboard.press("g");
    await owner.keyboard.press("i");
    await row(owner, "Ana Ribeiro").waitFor();
    await owner.keyboard.press("g");
    await owner.keyboard.press("s");
    await open(owner, "Members");
  });

  it("invite somebody by a link, which a second browser accepts", async () => {
    await owner.getByRole("button", { name: "Invite" }).click();
    await dialog(owner).getByLabel("Email").fill("ravi");
    await dialog(owner).getByRole("button", { name: "Make the link" }).click();
    await dialog(owner).getByText("Type a whole email address").waitFor();
    await dialog(owner).getByLabel("Email").fill("ravi@shop.example");
    await dialog(owner).getByRole("radio", { name: /^Inbox only/ }).check();
    await assertAccessible(owner);
    await dialog(owner).getByRole("button", { name: "Make the link" }).click();
    const link = await dialog(owner).getByText(/\/app\/invitation#/).textContent();
    await dialog(owner).getByRole("button", { name: "Done" }).click();
    await person("ravi@shop.example").getByText("Invited by you, expires in 7 days").waitFor();

    await second.goto(link);
    await second.getByText("You are invited as ravi@shop.example.").waitFor();
    assert.ok(!second.url().includes("#"), "the token stays in the address");
    await second.getByLabel("Choose a password").fill("short");
    await second.getByLabel("Your name").fill("Ravi Menon");
    await assertAccessible(second);
    await assertNarrow(second);
    await second.getByRole("button", { name: "Join" }).click();
    await second.getByText("Too short: use at least 10 characters.").waitFor();
    await second.getByLabel("Choose a password").fill(password);
    await second.getByRole("button", { name: "Join" }).click();
    await row(second, "Ana Ribeiro").waitFor();
    assert.match(second.url(), /\/inbox\/$/);
    await person("Ravi Menon").waitFor(); // shown without a reload
  });

  it("show an inbox seat its own account only", async () => {
    await second.getByRole("button", { name: "Account of Ravi Menon" }).click();
    await second.getByRole("menuitem", { name: "Settings" }).click();
    await second.getByRole("heading", { level: 1, name: "Profile" }).waitFor();
    assert.equal(await second.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: /Members|API keys|Audit/ }).count(), 0);
    await second.goto(`${demo.relevo.url}/app/settings/members`);
    await second.getByText("This page isn’t for your role").waitFor();
  });

  it("change a role, on the other's screen too, and take it back", async () => {
    await person("Ravi Menon").getByRole("button", { name: /^Role of Ravi Menon/ }).click();
    await owner.getByRole("menuitemradio", { name: /^Admin/ }).click();
    await second.getByRole("link", { name: "API keys" }).waitFor();
    await owner.getByRole("button", { name: "Undo" }).click();
    await second.getByText("This page isn’t for your role").waitFor();
    await person("Ravi Menon").getByRole("button", { name: "Role of Ravi Menon: Inbox only" }).waitFor();
  });

  it("keep one owner", async () => {
    await person("Demo owner").getByRole("button", { name: /^Role of Demo owner/ }).click();
    await owner.getByRole("menuitemradio", { name: /^Admin/ }).click();
    await dialog(owner).getByText("A project needs an owner. Make somebody else an owner first.").waitFor();
    await assertAccessible(owner);
    await dialog(owner).getByRole("button", { name: "Done" }).click();
    await person("Demo owner").getByRole("button", { name: "More for Demo owner" }).click();
    await owner.getByRole("menuitem", { name: "Leave the project" }).click();
    await dialog(owner).getByRole("heading", { name: "You’re the only owner" }).waitFor();
    await dialog(owner).getByRole("button", { name: "Done" }).click();
  });

  it("have no password that fits, where only a link lets in", async () => {
    const answer = await demo.owners.request.post(`${demo.relevo.url}/platform/v1/me/password`, { data: { password: { current: "any walnut table", new: "five walnut table legs" } } });
    assert.equal(answer.status(), 422);
    assert.equal((await answer.json()).code, "wrong_password");
  });

  it("change the own name and password", async () => {
    await second.goto(`${demo.relevo.url}/inbox/settings`);
    await second.getByLabel("Name").fill("Ravi K. Menon");
    await second.getByRole("button", { name: "Save the name" }).click();
    await person("Ravi K. Menon").waitFor();
    await second.getByLabel("Present password").fill("not this one, surely");
    await second.getByLabel("New password").fill("five walnut table legs");
    await second.getByRole("button", { name: "Change the password" }).click();
    await second.getByText("That isn’t your present password.").waitFor();
    await second.getByLabel("Present password").fill(password);
    await second.getByRole("button", { name: "Change the password" }).click();
    await second.getByText("Your password is changed.").waitFor();
    await second.getByText("This one").waitFor();
    await assertAccessible(second);
    await assertNarrow(second);
  });

  it("remove a member, whose browser is out at once", async () => {
    await second.goto(`${demo.relevo.url}/inbox/`);
    await openThread(second, "Ana Ribeiro");
    await second.getByRole("heading", { name: "Ana Ribeiro" }).first().click();
    await second.keyboard.press("m"); // takes the conversation over
    await assigned(second, "Ravi K. Menon").waitFor();
    await owner.bringToFront();
    await person("Ravi K. Menon").getByRole("button", { name: "More for Ravi K. Menon" }).click();
    await owner.getByRole("menuitem", { name: "Remove from the project" }).click();
    await dialog(owner).getByRole("heading", { name: "Remove Ravi K. Menon?" }).waitFor();
    await dialog(owner).getByText("1 open conversation is assigned to them. It goes back to Unassigned").waitFor();
    await assertAccessible(owner);
    await dialog(owner).getByRole("button", { name: "Remove Ravi K. Menon" }).click();
    await second.getByRole("heading", { name: "Log in to Relevo" }).waitFor();
    await person("Ravi K. Menon").waitFor({ state: "detached" });
    const seen = await second.context().request.get(`${demo.relevo.url}/platform/v1/me`);
    assert.equal(seen.status(), 401);
    await owner.getByRole("link", { name: "Back to the inbox" }).click();
    await openThread(owner, "Ana Ribeiro");
    await assigned(owner).waitFor();
    await thread(owner).getByText("Ravi K. Menon took this over").waitFor(); // the history stays
    await owner.keyboard.press("Escape");
    await pressBoth(owner, "g", "s");
  });

  it("test a number's connection, step by step", async () => {
    await open(owner, "WhatsApp numbers");
    const card = owner.getByRole("article");
    await card.getByRole("button", { name: /^More for/ }).click();
    await owner.getByRole("menuitem", { name: "Test the connection" }).click();
    const step = (name) => dialog(owner).getByRole("listitem").filter({ hasText: name });
    for (const name of ["WhatsApp takes the access token", "The number can be read", "The app gets the account’s webhooks", "A webhook has arrived", "The templates can be read"]) {
      await step(name).getByRole("img", { name: "Works", exact: true }).waitFor();
    }
    await assertAccessible(owner);
    await assertNarrow(owner);
    const said = {
      no_webhook: "Nobody has called the callback URL yet.", no_message: "no message has come.",
      verify_token: "called with another verify token.", signature: "isn’t signed with the app secret",
    };
    for (const [cause, text] of Object.entries(said)) {
      await owner.route("**/check", async (route) => {
        const answer = await route.fetch();
        const { data } = await answer.json();
        const steps = data.steps.map((one) => (one.name === "webhook" && one.state === "passed" ? { ...one, state: "failed", cause } : one));
        await route.fulfill({ response: answer, json: { data: { ...data, steps } } });
      });
      await dialog(owner).getByRole("button", { name: "Test again" }).click();
      await step("A webhook has arrived").getByText(text).waitFor();
      await dialog(owner).getByRole("status").filter({ hasText: "The test has ended." }).waitFor();
      await owner.unroute("**/check");
    }
    await assertAccessible(owner);
    await assertNarrow(owner);
    await dialog(owner).getByRole("button", { name: "Done" }).click();
    await card.getByText("High").waitFor();
    await owner.getByRole("button", { name: "Add a number" }).click();
    await dialog(owner).getByLabel("Phone number ID").waitFor();
    await assertAccessible(owner);
    await dialog(owner).getByLabel("Phone number ID").fill("my number");
    await dialog(owner).getByLabel("WhatsApp Business account ID").fill("223456789012");
    await dialog(owner).locator("[name=display_phone_number]").fill("call me");
    await dialog(owner).locator("[name=access_token]").fill("a token");
    const connect = dialog(owner).locator("button[type=submit]");
    await connect.click();
    await dialog(owner).getByText("it is digits only").waitFor();
    await dialog(owner).getByLabel("Phone number ID").fill("123456789012");
    await connect.click();
    await dialog(owner).getByText("Type the whole number with its country code").waitFor();
    await dialog(owner).getByRole("button", { name: "Cancel" }).click();
  });

  it("count what a number sent, and how far it came", async () => {
    const api = async (method, path, data) => (await (await demo.owners.request.fetch(`${demo.relevo.url}/platform/v1/whatsapp${path}`, { method, data })).json()).data;
    const [{ id }] = await api("GET", "/conversations?limit=1");
    const { kapso } = await api("POST", `/conversations/${id}/messages`, { message: { type: "text", text: { body: "We are open" } }, client_id: crypto.randomUUID() });
    await until("a delivery", async () => ["delivered", "read"].includes((await api("GET", `/messages/${kapso.id}`)).kapso.status));
    await owner.reload();
    const figure = (name) => owner.getByRole("article").locator("dl > div").filter({ hasText: name }).getByRole("definition");
    await figure("Sent in 24 h").getByText("none failed").waitFor();
    assert.equal(await figure("Sent in 24 h").locator(".num").textContent(), "1");
    await figure("Delivered, 7 days").getByText("100%").first().waitFor();
    await figure("Delivered, 7 days").getByText("0 of 1 failed").waitFor();
  });

  it("say in one line that a number's quality isn't known", async () => {
    await owner.route("**/number_health*", async (route) => {
      const answer = await route.fetch();
      const said = await answer.json();
      await route.fulfill({ response: answer, json: { ...said, data: said.data.map((health) => ({ ...health, quality_rating: "UNKNOWN" })) } });
    });
    await owner.reload();
    const quality = owner.getByRole("article").first().locator("dd").first();
    await quality.getByText("Not known").waitFor();
    for (const width of [1360, 1040, 380]) {
      await owner.setViewportSize({ width, height: 860 });
      assert.equal(await quality.evaluate((e) => e.clientHeight / parseFloat(getComputedStyle(e).lineHeight)), 1, `${width} px wide`);
    }
    await owner.setViewportSize({ width: 1360, height: 860 });
    await owner.unroute("**/number_health*");
    await owner.reload();
  });

  it("sync a number's templates, and say when WhatsApp refuses", async () => {
    const card = owner.getByRole("article");
    await card.getByText(/^\d+ templates$/).waitFor();
    await card.getByText("Synced now").waitFor();
    await card.getByRole("button", { name: /^Sync templates of/ }).click();
    await owner.getByText(/^The templates of .* are up to date/).waitFor();
    await assertAccessible(owner);
    await assertNarrow(owner);
    // WhatsApp tells of a change by webhook; the list follows, and so does what is wrong with it.
    const { id } = (await demo.control("GET", "/templates")).data.find((template) => template.status === "APPROVED");
    const review = (status) => demo.control("POST", `/templates/${id}`, { status });
    await demo.control("POST", "/faults", { kind: "expired_token", operation: "*" });
    await review("PAUSED");
    const refused = card.getByRole("alert").filter({ hasText: "WhatsApp gave no templates" });
    await refused.waitFor();
    await card.getByText("Token refused").waitFor();
    await assertAccessible(owner);
    await assertNarrow(owner);
    await demo.control("DELETE", "/faults");
    await review("APPROVED");
    await refused.waitFor({ state: "detached" });
    await card.getByText("Token refused").waitFor({ state: "detached" });
  });

  it("say what is wrong with a number, here and above the inbox", async () => {
    await demo.control("PATCH", "/number", { quality_rating: "RED", status: "FLAGGED" });
    const card = owner.getByRole("article");
    await card.getByText("Low quality").waitFor();
    await card.getByText(/Many people block or report this number/).waitFor();
    await assertAccessible(owner);
    await owner.getByRole("link", { name: "Back to the inbox" }).click();
    const alert = owner.getByRole("alert").filter({ hasText: "Many people block or report this number" });
    await alert.waitFor();
    await assertAccessible(owner);
    await assertNarrow(owner);
    const size = owner.viewportSize();
    await owner.setViewportSize({ width: 380, height: 780 });
    const small = owner.getByRole("alert").filter({ hasText: "Low quality" });
    assert.ok((await small.boundingBox()).height < 50, "one line");
    await assertAccessible(owner);
    await small.getByRole("button", { name: "Details" }).click();
    await small.getByText("Write only to those who asked for it").waitFor();
    await small.getByRole("link", { name: "Open the numbers" }).waitFor();
    await assertAccessible(owner);
    await assertNarrow(owner);
    await owner.setViewportSize(size);
    await alert.getByRole("button", { name: "Hide until it changes" }).click();
    await alert.waitFor({ state: "detached" });
    await demo.control("POST", "/faults", { kind: "expired_token", operation: "*" });
    await pressBoth(owner, "g", "s");
    await open(owner, "WhatsApp numbers");
    await card.getByRole("button", { name: "Run test" }).click();
    await dialog(owner).getByText(/The token has expired or was withdrawn/).waitFor();
    await dialog(owner).getByRole("button", { name: "Done" }).click();
    await card.getByText("Token refused").waitFor();
    await demo.control("DELETE", "/faults");
    await demo.control("PATCH", "/number", { quality_rating: "GREEN", status: "CONNECTED" });
  });

  it("make a key with chosen permissions, which does no more, and revoke it", async () => {
    await open(owner, "API keys");
    await owner.getByText("No API key yet").waitFor();
    await owner.getByRole("button", { name: "Create a key" }).click();
    await dialog(owner).getByLabel("Name").fill("Website");
    await dialog(owner).getByRole("radio", { name: /^Chosen permissions/ }).check();
    await dialog(owner).getByRole("button", { name: "Create a key" }).click();
    await dialog(owner).getByText("Tick at least one").waitFor();
    await dialog(owner).getByRole("checkbox", { name: "Read conversations" }).check();
    await assertAccessible(owner);
    await dialog(owner).getByRole("button", { name: "Create a key" }).click();
    const key = await dialog(owner).getByText(/^rlv_/).textContent();
    await dialog(owner).getByRole("button", { name: "Done" }).click();
    const ask = (path) => second.context().request.get(`${demo.relevo.url}/platform/v1${path}`, { headers: { "x-api-key": key } });
    assert.equal((await ask("/whatsapp/conversations")).status(), 200);
    assert.equal((await ask("/whatsapp/contacts")).status(), 403);
    await person("Website").getByText("1 permission").waitFor();
    await person("Website").getByRole("button", { name: "More for Website" }).click();
    await owner.getByRole("menuitem", { name: "Revoke the key" }).click();
    await dialog(owner).getByRole("button", { name: "Revoke “Website”" }).click();
    await person("Website").getByText(/^Revoked/).waitFor();
    assert.equal((await ask("/whatsapp/conversations")).status(), 401);
    await assertAccessible(owner);
    await assertNarrow(owner);
  });

  it("keep two projects apart, each in its tab, and follow a link into the other", async () => {
    const id = await demo.relevo.createProject("Harbour Café");
    await demo.relevo.createUser({ project: id, email: "demo@relevo.invalid", name: "Demo owner", role: "owner" });
    const there = async (method, path, data) => {
      const said = await demo.owners.request.fetch(`${demo.relevo.url}/platform/v1${path}`, { method, data, headers: { "x-project-id": id } });
      assert.ok(said.ok(), `${method} ${path}: ${said.status()} ${await said.text()}`);
      return (await said.json()).data;
    };
    const app = await there("POST", "/meta_apps", { meta_app: { name: "Harbour", app_secret: "harbour-secret", verify_token: "harbour-verify" } });
    await there("POST", "/whatsapp/phone_numbers", { phone_number: { meta_app_id: app.id, phone_number_id: "109990000000777", business_account_id: "109990000000778", display_phone_number: "+1 555-010-0777", access_token: "harbour-token", kind: "sandbox" } });
    const { id: customer } = (await there("POST", "/simulator/control/customers", { name: "Femke de Vries", phone: "+15550107777" })) ?? { id: "15550107777" };
    await there("POST", `/simulator/control/customers/${customer}/messages`, { type: "text", text: "Is the harbour open?" });

    const menu = async (page) => page.getByRole("button", { name: "Account of Demo owner" }).first().click();
    const tab = await demo.owners.newPage();
    await tab.goto(`${demo.relevo.url}/app/`);
    await openThread(tab, "Ana Ribeiro");
    const link = tab.url(); // of the first project
    await menu(tab);
    await assertAccessible(tab);
    await tab.getByRole("menuitemradio", { name: "Harbour Café" }).click();
    await row(tab, "Femke de Vries").waitFor();
    assert.equal(await row(tab, "Ana Ribeiro").count(), 0, "the former project shows through");
    await assertNarrow(tab);

    // Each tab keeps its project, and is told of its own alone.
    await owner.reload();
    await owner.getByRole("navigation", { name: "Settings" }).waitFor();
    await open(owner, "WhatsApp numbers");
    await owner.getByRole("article", { name: "Simulator" }).waitFor();
    assert.equal(await owner.getByRole("article").count(), 1);
    await there("POST", `/simulator/control/customers/${customer}/messages`, { type: "text", text: "We come at seven" });
    await row(tab, "We come at seven").waitFor();
    await tab.reload();
    await row(tab, "Femke de Vries").waitFor();

    // A link into the other project opens there; the palette leads back.
    await tab.goto(link);
    await thread(tab).getByRole("heading", { name: "Ana Ribeiro" }).waitFor();
    await row(tab, "Mateo García").waitFor();
    assert.equal(tab.url(), link);
    await tab.keyboard.press("Control+k");
    await tab.getByRole("combobox").fill("harbour");
    await tab.getByRole("option", { name: "Go to project Harbour Café" }).click();
    await row(tab, "Femke de Vries").waitFor();
    await tab.close();
  });

  it("show who was made on the command line, without a reload", async () => {
    await open(owner, "Members");
    const { data } = await (await demo.owners.request.get(`${demo.relevo.url}/platform/v1/me`)).json();
    await demo.relevo.createUser({ project: data.projects[0].id, email: "lena@shop.example", name: "Lena Vogt", role: "member", password });
    await person("Lena Vogt").waitFor();
  });

  it("log what was done, by whom", async () => {
    await open(owner, "Audit log");
    await person("Removed a member").getByText("Demo owner").waitFor();
    await owner.getByRole("combobox", { name: "What" }).selectOption("API keys");
    await person("Revoked an API key").waitFor();
    await person("Removed a member").waitFor({ state: "detached" });
    await owner.getByRole("combobox", { name: "What" }).selectOption("Conversations");
    await person("Assigned a conversation").first().waitFor();
    await assertAccessible(owner);
    await assertNarrow(owner);
    const whose = person("Assigned a conversation").first().getByRole("link");
    const name = await whose.textContent();
    await whose.click();
    await thread(owner).getByRole("heading", { name }).waitFor();
  });

  it("write no error to the console", () => {
    // What a browser says of the refusals above is no error of the page.
    assert.deepEqual(demo.watched.errors.filter((e) => !/status of (401|403|404|409|422)/.test(e)), []);
  });
});
