// What a person sees and can do when WhatsApp doesn't deliver.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { assertAccessible, assertNarrow } from "./browser.js";
import { answer, bubble, Demo, logIn, openThread, thread, tick, until } from "./inbox.js";

describe("a message that is not delivered", { timeout: 300_000 }, () => {
  let demo, inbox;
  const meet = async (name, phone) => {
    await demo.control("POST", "/customers", { name, phone });
    await demo.write(name, { type: "text", text: `Hello from ${name}` });
    await inbox.mouse.move(700, 300); // rows keep their places under the pointer
    await openThread(inbox, name);
    return /\/c\/([^?]+)/.exec(inbox.url())[1];
  };

  before(async () => {
    demo = await Demo.start();
    await demo.owners.grantPermissions(["clipboard-read", "clipboard-write"]);
    inbox = await demo.logIn();
  });
  after(() => demo?.stop());

  it("because the window has closed: says so, with the code", async () => {
    await meet("Wanda Late", "+15550104700");
    await answer(inbox, "Are you still there?");
    const failed = bubble(inbox, "Are you still there?");
    await failed.getByText("Not delivered: the 24-hour window has closed · 131047").waitFor();
    await tick(failed, "Not delivered").waitFor();
    assert.equal(await failed.getByRole("button", { name: "Send again" }).count(), 0, "it would fail the same way");
  });

  it("because the template is not approved: says so", async () => {
    const id = await meet("Tara Template", "+15550107741");
    const said = await demo.owners.request.post(`${demo.relevo.url}/platform/v1/whatsapp/conversations/${id}/messages`, {
      data: { message: { type: "template", template: { name: "not_approved", language: { code: "en" } } }, client_id: randomUUID() },
    });
    assert.equal(said.status(), 202);
    await bubble(inbox, "Template not_approved").getByText("Not delivered: the template isn’t approved · 132001").waitFor();
  });

  it("because of the number: leads to the person", async () => {
    await meet("Nils Nowhere", "+15550103326");
    await answer(inbox, "Is this your number?");
    const failed = bubble(inbox, "Is this your number?");
    await failed.getByText("Not delivered: this number isn’t on WhatsApp · 131026").waitFor();
    await thread(inbox).getByRole("button", { name: "Hide the details" }).or(inbox.getByRole("button", { name: "Hide the details" })).first().click();
    await failed.getByRole("button", { name: "Check number" }).click();
    await inbox.getByRole("complementary", { name: "Details" }).getByText("+1 555 010 3326").first().waitFor();
  });

  it("because of the account: leads those who may to the settings", async () => {
    await meet("Paula Payment", "+15559131042");
    await answer(inbox, "Your invoice");
    const failed = bubble(inbox, "Your invoice");
    await failed.getByText("Not delivered: the WhatsApp account has a payment problem · 131042").waitFor();
    const other = await demo.stranger();
    const mate = { email: "ines@example.com", name: "Inés Carrasco", role: "member", password: "four walnut table legs" };
    const { data } = await (await demo.owners.request.get(`${demo.relevo.url}/platform/v1/session`)).json();
    await demo.relevo.createUser({ project: data.projects[0].id, ...mate });
    await other.goto(inbox.url());
    await logIn(other, mate);
    await bubble(other, "Your invoice").getByText("Ask an administrator").waitFor();
    assert.equal(await bubble(other, "Your invoice").getByRole("button", { name: "Open settings" }).count(), 0);
    await other.context().close();
    await failed.getByRole("button", { name: "Open settings" }).click();
    await inbox.getByRole("heading", { level: 1, name: "WhatsApp numbers" }).waitFor();
    await inbox.goBack();
    await failed.waitFor();
  });

  it("keeps every error to look at and to copy", async () => {
    const failed = bubble(inbox, "Your invoice");
    await failed.getByRole("button", { name: "Details" }).click();
    const details = inbox.getByRole("dialog", { name: "Details" });
    for (const text of ["131042", "Tell an administrator to check the payment method at Meta."]) await details.getByText(text).first().waitFor();
    await assertAccessible(inbox);
    await details.getByRole("button", { name: "Copy as JSON" }).click();
    const report = await until("report", async () => inbox.evaluate(() => navigator.clipboard.readText()));
    assert.equal(JSON.parse(report).errors[0].code, 131042);
    assert.ok(JSON.parse(report).statuses.some((s) => s.status === "failed"));
    await inbox.keyboard.press("Escape");
    await assertNarrow(inbox);
  });

  it("because WhatsApp had a moment: is sent again, once, whoever presses", async () => {
    await meet("Rita Retry", "+15550107742");
    await demo.control("POST", "/faults", { kind: "outcome", code: 131000, later: true, next: 1 });
    await answer(inbox, "Third time lucky");
    const second = await demo.owners.newPage();
    await second.goto(inbox.url());
    for (const page of [inbox, second]) await bubble(page, "Third time lucky").getByRole("button", { name: "Send again" }).waitFor();
    await Promise.all([inbox, second].map((page) => bubble(page, "Third time lucky").getByRole("button", { name: "Send again" }).evaluate((button) => button.click())));
    for (const page of [inbox, second]) {
      await bubble(page, "Third time lucky").getByText("Sent again below").waitFor();
      await tick(bubble(page, "Third time lucky").last(), "Delivered").waitFor();
      assert.equal(await bubble(page, "Third time lucky").count(), 2);
    }
    await second.close();
    const phone = (await demo.chat("Rita Retry")).filter((m) => m.from === "business" && m.on_phone);
    assert.equal(phone.length, 1, "the phone has it once");
  });

  it("or of which nothing is known: asks before it is sent again", async () => {
    await meet("Dora Doubt", "+15550107743");
    await demo.control("POST", "/faults", { kind: "drop", event: "status" });
    await demo.control("POST", "/faults", { kind: "truncated_answer", next: 1 });
    await answer(inbox, "Did you get this?");
    const unsure = bubble(inbox, "Did you get this?");
    await unsure.getByText("WhatsApp didn’t answer. It may have arrived all the same.").waitFor({ timeout: 100_000 });
    await tick(unsure, "Not confirmed").waitFor();
    await unsure.getByRole("button", { name: "Send again" }).click();
    await unsure.getByText("If it did arrive, they get it twice.").waitFor();
    await unsure.getByRole("button", { name: "Leave it" }).click();
    assert.equal((await demo.chat("Dora Doubt")).filter((m) => m.from === "business").length, 1, "nothing was sent yet");
    await unsure.getByRole("button", { name: "Send again" }).click();
    await unsure.getByRole("button", { name: "Send it anyway" }).click();
    await tick(unsure, "Sent").waitFor();
    assert.equal(await unsure.count(), 1, "the same row went out");
    for (const { id } of (await demo.control("GET", "/faults")).data) await demo.control("DELETE", `/faults/${id}`);
  });

  it("and nobody hears of: says so after a while", async () => {
    await meet("Otto Offline", "+15550107744");
    const { id } = await demo.customer("Otto Offline");
    await demo.control("PATCH", `/customers/${id}`, { online: false });
    await answer(inbox, "Anybody there?");
    await tick(bubble(inbox, "Anybody there?"), "Sent").waitFor();
    const later = await demo.owners.newPage();
    await later.clock.install({ time: Date.now() + 9 * 60_000 });
    await later.goto(inbox.url());
    await tick(bubble(later, "Anybody there?"), "Sent").waitFor();
    assert.equal(await later.getByText("No receipt since").count(), 0);
    await later.clock.fastForward("02:00");
    await bubble(later, "Anybody there?").getByText("No receipt since").waitFor();
    await later.close();
  });

  it("wrote no error to the console", () => assert.deepEqual(demo.watched.errors, []));
});
