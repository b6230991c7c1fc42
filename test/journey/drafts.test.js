// What a person has begun to write: in two tabs, on two devices, without a
// connection, and while they change from one conversation to another.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { bubble, Demo, list, openThread, row, send, thread, until, writing } from "./inbox.js";

const customer = "Ana Ribeiro";
const other = "Noah Okafor";

describe("drafts", { timeout: 300_000 }, () => {
  let demo, inbox, ids;
  const typed = (page, text) => until(`"${text}" in the box`, async () => (await writing(page).inputValue()) === text);
  const onServer = async (name) => (await (await demo.owners.request.get(`${demo.relevo.url}/platform/v1/whatsapp/conversations/${ids[name]}/draft`)).json()).data.text;
  const saved = (name, text) => until(`"${text}" on the server`, async () => (await onServer(name)) === text);
  /** Written on another device: the server has it, this browser doesn't know. */
  const elsewhere = (name, text) => demo.owners.request.put(`${demo.relevo.url}/platform/v1/whatsapp/conversations/${ids[name]}/draft`, { data: { draft: { text } } });
  const idOf = (page) => /\/c\/([^/?]+)/.exec(page.url())[1];

  before(async () => {
    demo = await Demo.start();
    inbox = await demo.logIn();
    ids = {};
    for (const name of [other, customer]) {
      await openThread(inbox, name);
      ids[name] = idOf(inbox);
    }
  });
  after(() => demo?.stop());

  it("are the same in two tabs, and gone from both when one sends", async () => {
    const second = await demo.owners.newPage();
    await second.goto(inbox.url());
    await writing(second).waitFor();
    await writing(inbox).pressSequentially("From the first");
    await typed(second, "From the first");
    await writing(second).focus();
    await second.keyboard.press("End");
    await second.keyboard.type(" and the second");
    await typed(inbox, "From the first and the second");
    await send(inbox).click();
    await typed(second, "");
    await bubble(second, "From the first and the second").waitFor();
    await saved(customer, "");
    await second.reload();
    await writing(second).waitFor();
    assert.equal(await writing(second).inputValue(), "");
    await second.close();
  });

  it("written without a connection reach the server with the next one", async () => {
    await elsewhere(customer, "An older one");
    await demo.owners.setOffline(true);
    await writing(inbox).fill("On the train");
    await openThread(inbox, other); // what is left behind is tried, and fails
    await row(inbox, customer).getByText("On the train").waitFor();
    await demo.owners.setOffline(false);
    await saved(customer, "On the train");
    await openThread(inbox, customer);
    assert.equal(await writing(inbox).inputValue(), "On the train");
    await writing(inbox).fill("");
    await saved(customer, "");
  });

  it("stay with their conversation, however fast one changes", async () => {
    let waiting = [];
    await inbox.route("**/draft", async (route) => {
      if (route.request().method() === "PUT") await new Promise((go) => waiting.push(go)); // the server is slow
      await route.continue();
    });
    await writing(inbox).fill("To Ana");
    await openThread(inbox, other);
    await writing(inbox).fill("To Noah");
    await openThread(inbox, customer);
    assert.equal(await writing(inbox).inputValue(), "To Ana");
    await writing(inbox).fill("To Ana, once more");
    await openThread(inbox, other);
    assert.equal(await writing(inbox).inputValue(), "To Noah");
    await until("two slow answers", () => waiting.length === 2);
    waiting.splice(0).forEach((go) => go());
    await until("the third", () => waiting.length === 1);
    waiting.forEach((go) => go());
    await saved(customer, "To Ana, once more");
    await saved(other, "To Noah");
    await inbox.unroute("**/draft");
  });

  it("follow the other device while nothing was written here since", async () => {
    await elsewhere(customer, "From the phone");
    await openThread(inbox, customer);
    await typed(inbox, "From the phone");
    await elsewhere(customer, "");
    await openThread(inbox, other);
    await openThread(inbox, customer);
    await typed(inbox, "");
    await list(inbox).waitFor();
    assert.equal(await thread(inbox).getByRole("alert").count(), 0);
  });

  it("of another device stand in the list, and go from it, while one looks elsewhere", async () => {
    await openThread(inbox, other);
    await elsewhere(customer, "Begun on the phone");
    await row(inbox, customer).getByText("Begun on the phone").waitFor();
    await row(inbox, customer).getByText("Draft:").waitFor();
    await elsewhere(customer, "");
    await row(inbox, customer).getByText("Draft:").waitFor({ state: "detached" });
  });

  it("of another device stand in the list of a browser that has never opened the conversation", async () => {
    await elsewhere(customer, "Written before this page");
    const { cookies } = await demo.owners.storageState();
    const fresh = await demo.watched.context(demo.browser, { storageState: { cookies, origins: [] } });
    const page = await fresh.newPage();
    await page.goto(`${demo.relevo.url}/app/`);
    await row(page, customer).getByText("Draft:").waitFor();
    await row(page, customer).getByText("Written before this page").waitFor();
    await fresh.close();
    await elsewhere(customer, "");
  });

  it("keep which message they answer over a reload and on another device, and let go of it when it is deleted", async () => {
    await openThread(inbox, customer);
    await demo.write(customer, { type: "text", text: { body: "Until when are you open?" } });
    await bubble(inbox, "Until when").hover();
    await bubble(inbox, "Until when").getByRole("button", { name: "Reply" }).click();
    await writing(inbox).fill("Until six");
    await saved(customer, "Until six");
    await inbox.reload();
    const quote = (page) => thread(page).getByText("Reply to Ana").locator("..").getByText("Until when are you open?");
    await quote(inbox).waitFor();
    const { cookies } = await demo.owners.storageState();
    const device = await demo.watched.context(demo.browser, { storageState: { cookies, origins: [] } });
    const page = await device.newPage();
    await page.goto(inbox.url());
    await quote(page).waitFor();
    await typed(page, "Until six");
    await page.getByRole("button", { name: "Don’t reply to this message" }).click();
    await quote(inbox).waitFor({ state: "detached" });
    await bubble(page, "Until when").hover();
    await bubble(page, "Until when").getByRole("button", { name: "Reply" }).click();
    await quote(inbox).waitFor();
    await device.close();
    await demo.write(customer, { type: "revoke", message_id: (await demo.chat(customer)).at(-1).id });
    await thread(inbox).locator(".replying").getByText("This message was deleted").waitFor();
    await inbox.reload();
    await typed(inbox, "Until six");
    await until("an answer to nothing", async () => (await thread(inbox).locator(".replying").count()) === 0);
    await writing(inbox).fill("");
    await saved(customer, "");
  });

  it("dropped on another device while the browser was closed are gone from the list at once", async () => {
    await elsewhere(other, "Dropped soon");
    await row(inbox, other).getByText("Dropped soon").waitFor();
    const [state, { url }] = [await demo.owners.storageState(), demo.relevo];
    await elsewhere(other, "");
    const later = await demo.watched.context(demo.browser, { storageState: state });
    const page = await later.newPage();
    await page.goto(`${url}/app/`);
    await row(page, other).waitFor();
    await row(page, other).getByText("Draft:").waitFor({ state: "detached" });
    await later.close();
  });

  it("wrote no error to the console but for the missing connection", () => {
    assert.deepEqual(demo.watched.errors.filter((text) => !/ERR_INTERNET_DISCONNECTED/.test(text)), []);
  });
});
