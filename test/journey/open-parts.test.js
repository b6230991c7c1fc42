// What opens over the pages, and no other journey opens: each menu, card and dialog without a violation, in light and in dark.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertAccessible } from "./browser.js";
import { bubble, Demo, openThread, row, thread, writing } from "./inbox.js";

const customer = "Ana Ribeiro";

describe("what opens over the pages", { timeout: 300_000 }, () => {
  let demo, page;
  const dialog = () => page.getByRole("dialog");
  const panel = () => page.getByRole("complementary", { name: "Details" });
  const tool = (name) => thread(page).getByRole("button", { name, exact: true });
  const entry = (name) => page.getByRole("menuitem", { name });

  before(async () => {
    demo = await Demo.start();
    page = await demo.logIn();
    await openThread(page, customer);
  });
  after(() => demo?.stop());

  async function clean(open, shown, close = () => page.keyboard.press("Escape")) {
    await open();
    await shown().waitFor();
    await assertAccessible(page);
    await close();
  }

  it("has clean menus", async () => {
    await clean(() => page.getByRole("button", { name: "Filter", exact: true }).click(), () => page.getByRole("menuitemradio", { name: "Unread only" }));
    await clean(() => page.getByRole("button", { name: /^Account of/ }).filter({ visible: true }).click(), () => entry("Log out"));
    await clean(() => row(page, "Noah Okafor").click({ button: "right" }), () => entry("Mark as unread"));
    await clean(() => page.getByRole("button", { name: "More actions" }).click(), () => entry("Copy the link"));
    await clean(() => tool("Add to the message").click(), () => entry("Send a location"));
  });

  it("has clean reactions and emoji", async () => {
    const asked = bubble(page, "blue lamp");
    await asked.hover();
    await clean(() => asked.getByRole("button", { name: "React" }).click(), () => page.getByRole("dialog", { name: "React" }).getByRole("button", { name: "👍" }));
    await clean(async () => {
      await tool("Insert an emoji").click();
      await page.getByRole("combobox", { name: "Search emoji" }).fill("red heart"); // all of them would take minutes to look through
    }, () => page.getByRole("option").filter({ hasText: "❤️" }).first());
    await clean(() => writing(page).pressSequentially("Done :hea"), () => thread(page).getByRole("listbox", { name: "Emoji" }), () => writing(page).fill(""));
  });

  it("has a clean template that lacks something", async () => {
    await clean(async () => {
      await tool("Send a template").click();
      await thread(page).getByRole("option").filter({ hasText: "order_update" }).click();
      await tool("Send template").click();
    }, () => thread(page).getByText("Fill this in.").first());
  });

  it("has clean details while they are changed", async () => {
    const name = () => panel().getByRole("textbox", { name: "Name in your team" });
    await clean(() => panel().getByRole("button", { name: "Change the name" }).click(), name, () => name().press("Escape"));
    const note = () => panel().getByRole("textbox", { name: "Note" });
    await clean(() => panel().getByRole("button", { name: "Add a note" }).click(), note, () => note().press("Escape"));
  });

  it("has clean dialogs in the settings", async () => {
    const at = async (id, title) => {
      await page.goto(`${demo.relevo.url}/app/settings/${id}`);
      await page.getByRole("heading", { level: 1, name: title }).waitFor();
    };
    await at("members", "Members");
    await clean(() => page.getByRole("button", { name: "More for Demo colleague" }).click(), () => entry("Remove from the project"));
    await at("numbers", "WhatsApp numbers");
    const more = () => page.getByRole("button", { name: /^More for/ }).click();
    await clean(more, () => entry("Disconnect"));
    for (const name of ["Change name, token or app secret", "Webhook address", "Disconnect"]) {
      await clean(async () => {
        await more();
        await entry(name).click();
      }, dialog);
    }
    await at("keys", "API keys");
    await clean(async () => {
      await page.getByRole("button", { name: "Create a key" }).click();
      await dialog().getByLabel("Name").fill("Website");
      await dialog().getByRole("button", { name: "Create a key" }).click();
    }, () => dialog().getByText(/^rlv_/), () => dialog().getByRole("button", { name: "Done" }).click());
    await page.getByRole("button", { name: "More for Website" }).click();
    await clean(() => entry("Revoke the key").click(), dialog);
    await at("canned-replies", "Canned replies");
    await clean(() => page.getByRole("button", { name: "Add a canned reply" }).click(), dialog);
  });

  it("wrote no error to the console", () => assert.deepEqual(demo.watched.errors, []));
});
