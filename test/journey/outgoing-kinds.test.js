// What goes out besides words, files and templates: emoji by their short names
// and out of the picker.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertAccessible, assertNarrow } from "./browser.js";
import { bubble, Demo, openThread, thread, writing } from "./inbox.js";

const customer = "Ana Ribeiro";
const tool = (page, name) => thread(page).getByRole("button", { name, exact: true });

describe("emoji in the composer", { timeout: 300_000 }, () => {
  let demo, inbox;
  const menu = () => thread(inbox).getByRole("listbox", { name: "Emoji" });
  const picker = () => inbox.getByRole("dialog", { name: "Emoji" });

  before(async () => {
    demo = await Demo.start();
    inbox = await demo.logIn();
    await openThread(inbox, customer);
  });
  after(() => demo?.stop());

  it("suggests emoji by their short names, and puts in the chosen one", async () => {
    await writing(inbox).pressSequentially("Done :tad");
    await menu().getByRole("option", { name: ":tada:", selected: true }).waitFor();
    await assertAccessible(inbox);
    await assertNarrow(inbox);
    await writing(inbox).press("Enter");
    assert.equal(await writing(inbox).inputValue(), "Done 🎉");
    await writing(inbox).pressSequentially(" :hea");
    await menu().waitFor();
    await writing(inbox).press("ArrowDown");
    await menu().getByRole("option").nth(1).and(menu().getByRole("option", { selected: true })).waitFor();
    await writing(inbox).press("Escape");
    await menu().waitFor({ state: "detached" });
    assert.equal(await writing(inbox).inputValue(), "Done 🎉 :hea");
    await writing(inbox).pressSequentially("rt:"); // a second colon ends a whole name
    assert.equal(await writing(inbox).inputValue(), "Done 🎉 ❤️");
    await writing(inbox).press("Enter");
    await bubble(inbox, "Done 🎉 ❤️").waitFor();
  });

  it("leaves times and smileys alone", async () => {
    await writing(inbox).pressSequentially("10:30 :) :D at 5:pm, note:this");
    assert.equal(await menu().count(), 0);
    assert.equal(await writing(inbox).inputValue(), "10:30 :) :D at 5:pm, note:this");
    await writing(inbox).fill("");
  });

  it("has every emoji behind a button, by search, by keys and by the pointer", async () => {
    await writing(inbox).fill("So  then");
    await writing(inbox).evaluate((box) => box.setSelectionRange(3, 3));
    await tool(inbox, "Insert an emoji").click();
    await picker().getByRole("group", { name: "Smileys and emotion" }).waitFor();
    await assertNarrow(inbox);
    const search = picker().getByRole("combobox", { name: "Search emoji" });
    await search.fill("no such emoji");
    await picker().getByText("No emoji fits this search.").waitFor();
    await search.fill("rocket");
    await picker().getByRole("option", { name: "rocket", exact: true }).waitFor();
    await assertAccessible(inbox);
    await search.press("Enter");
    await picker().waitFor({ state: "detached" });
    assert.equal(await writing(inbox).inputValue(), "So 🚀 then");
    assert.equal(await writing(inbox).evaluate((box) => box === document.activeElement && box.selectionStart), 5);

    await tool(inbox, "Insert an emoji").click();
    await picker().getByRole("group", { name: "Used last" }).getByRole("option", { name: "rocket" }).waitFor();
    await picker().getByRole("radio", { name: "Dark", exact: true }).click();
    await search.fill("thumbs up");
    await picker().getByRole("option", { name: "thumbs up" }).click();
    assert.equal(await writing(inbox).inputValue(), "So 🚀👍🏿 then");

    await tool(inbox, "Insert an emoji").click();
    await search.waitFor();
    const chosen = () => search.evaluate((box) => document.getElementById(box.getAttribute("aria-activedescendant"))?.getAttribute("aria-label"));
    await search.press("ArrowDown");
    assert.equal(await chosen(), "thumbs up");
    await search.press("ArrowRight");
    assert.equal(await chosen(), "rocket");
    await search.press("Escape");
    await picker().waitFor({ state: "detached" });
    assert.equal(await writing(inbox).inputValue(), "So 🚀👍🏿 then");
    await writing(inbox).fill("");
  });

  it("wrote no error to the console", () => assert.deepEqual(demo.watched.errors, []));
});
