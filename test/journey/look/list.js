// The list: rows, search, filters, and tabs in which there is nothing.
import { list as conversations, row, until } from "../inbox.js";
import { escape, inDemo, shoot, shootOpen } from "./camera.js";
import { busyDay } from "./day.js";

export const list = inDemo(async (demo, page) => {
  const at = async (query) => page.goto(`${demo.relevo.url}/app/${query}`);
  for (const [tab, query] of [["mine", "?status=active&assignee=me"], ["closed", "?status=ended"], ["filters", "?status=active&unread=1&assignee=me"]]) {
    await at(query);
    await page.getByRole("navigation", { name: "Which conversations" }).waitFor();
    await page.getByText(/assigned to you\.|No closed|has all of these/).waitFor();
    await shoot(page, `list-none-${tab}`);
  }
  await at("");
  await row(page, "Ana Ribeiro").waitFor();
  await busyDay(demo, page);
  await page.mouse.move(900, 500);
  await page.reload();
  await row(page, "Elif Yıldız").waitFor();
  await shoot(page, "list");
  await shoot(page, "filters", async () => {
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await page.getByRole("menuitemradio", { name: "Unread only" }).waitFor();
    return escape(page);
  });
  await shoot(page, "row-menu", async () => {
    await row(page, "Omar Haddad").click({ button: "right" });
    await page.getByRole("menuitem", { name: "Mark as unread" }).waitFor();
    return escape(page);
  });
  await at("?unread=1&status=active");
  await row(page, "Elif Yıldız").waitFor();
  await shoot(page, "list-filtered");
  await shootOpen(page, "search", () => search(page, at, "ha"));
  await shootOpen(page, "search-none", async () => {
    await at("?search=wardrobe");
    await page.getByText("Nothing found").waitFor();
  });
  await page.clock.setFixedTime(new Date(Date.now() + 22 * 3_600_000));
  await at("");
  await conversations(page).getByText(/h left/).first().waitFor();
  await shoot(page, "list-window-ends");
});

/** Searches once the index holds what was written. */
async function search(page, at, text) {
  const results = page.getByRole("listbox", { name: "Search results" });
  await until(`hits for ${text}`, async () => {
    await at(`?search=${text}`);
    await results.or(page.getByText("Nothing found")).waitFor();
    return (await results.getByRole("option").count()) > 0;
  });
}
