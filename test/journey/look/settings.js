// The settings, page by page, with their dialogs.
import { escape, inDemo, shoot, shootOpen } from "./camera.js";
import { api, hire } from "./day.js";

export const settings = inDemo(async (demo, page) => {
  await hire(demo, [{ name: "Inés Carrasco", role: "admin" }, { name: "Tom Lindqvist" }, { name: "Ravi Menon", role: "inbox" }]);
  await api(demo, "POST", "/invitations", { invitation: { email: "lucia.ferreyra@tavola.example", role: "member" } });
  for (const [shortcut, text] of [["hours", "Hello {{contact.first_name}}, we open at 9."], ["returns", "You can send anything back within 30 days. We pay for the way back when it came damaged, and we ask you for a picture of it first."]]) await api(demo, "POST", "/canned_replies", { canned_reply: { shortcut, text } });
  const open = async (id, title) => {
    await page.goto(`${demo.relevo.url}/app/settings/${id}`);
    await page.getByRole("heading", { level: 1, name: title }).waitFor();
  };
  await members(page, open);
  await numbers(demo, page, open);
  await keys(page, open);
  await open("canned-replies", "Canned replies");
  await page.getByRole("row", { name: /\/hours/ }).waitFor();
  await shoot(page, "settings-canned");
  await shootOpen(page, "settings-canned-add", async () => {
    await page.getByRole("button", { name: "Add a canned reply" }).click();
    await page.getByRole("dialog").waitFor();
    return escape(page);
  });
  await open("profile", "Profile");
  await page.getByText("This one").waitFor();
  await shoot(page, "settings-profile");
  await open("audit", "Audit log");
  await page.getByRole("row").nth(3).waitFor();
  await shoot(page, "settings-audit");
});

async function members(page, open) {
  await open("members", "Members");
  await page.getByText("Invited by you").waitFor();
  await shoot(page, "settings-members");
  await shoot(page, "settings-role", async () => {
    await page.getByRole("button", { name: /^Role of Tom/ }).click();
    await page.getByRole("menuitemradio").first().waitFor();
    return escape(page);
  });
  await shootOpen(page, "settings-invite", async () => {
    await page.getByRole("button", { name: "Invite" }).click();
    await page.getByRole("dialog").getByLabel("Email").fill("nadia");
    await page.getByRole("dialog").getByRole("button", { name: "Make the link" }).click();
    await page.getByText("Type a whole email address").waitFor();
    return undefined;
  });
  await shootOpen(page, "settings-invited", async () => {
    await page.getByRole("dialog").getByLabel("Email").fill("nadia@tavola.example");
    await page.getByRole("dialog").getByRole("button", { name: "Make the link" }).click();
    await page.getByText(/\/app\/invitation#/).waitFor();
    return () => page.getByRole("dialog").getByRole("button", { name: "Done" }).click();
  });
  await shootOpen(page, "settings-remove", async () => {
    await page.getByRole("button", { name: "More for Ravi Menon" }).click();
    await page.getByRole("menuitem", { name: "Remove from the project" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove Ravi Menon" }).waitFor();
    return escape(page);
  });
}

async function numbers(demo, page, open) {
  await open("numbers", "WhatsApp numbers");
  await page.getByText(/^\d+ templates$/).waitFor();
  await shoot(page, "settings-numbers");
  await shootOpen(page, "settings-number-test", async () => {
    await page.getByRole("button", { name: /^More for/ }).click();
    await page.getByRole("menuitem", { name: "Test the connection" }).click();
    await page.getByRole("dialog").getByRole("img", { name: "Works", exact: true }).nth(4).waitFor();
    return () => page.getByRole("dialog").getByRole("button", { name: "Done" }).click();
  });
  await shootOpen(page, "settings-number-add", async () => {
    await page.getByRole("button", { name: "Add a number" }).click();
    await page.getByRole("dialog").getByLabel("Phone number ID").waitFor();
    return escape(page);
  });
  await demo.control("PATCH", "/number", { quality_rating: "RED", status: "FLAGGED" });
  await page.getByText("Low quality").waitFor();
  await demo.control("POST", "/faults", { kind: "expired_token", operation: "*" });
  await shootOpen(page, "settings-number-refused", async () => {
    await page.getByRole("button", { name: "Run test" }).click();
    await page.getByRole("dialog").getByText(/The token has expired or was withdrawn/).waitFor();
    return () => page.getByRole("dialog").getByRole("button", { name: "Done" }).click();
  });
  await page.getByRole("article").getByText("Token refused").waitFor();
  await shoot(page, "settings-number-problem");
  await page.getByRole("link", { name: "Back to the inbox" }).click();
  await page.getByRole("alert").first().waitFor();
  await shoot(page, "list-number-problem");
  await demo.control("DELETE", "/faults");
}

async function keys(page, open) {
  await open("keys", "API keys");
  await page.getByText("No API key yet").waitFor();
  await shoot(page, "settings-keys-none");
  await shootOpen(page, "settings-key-create", async () => {
    await page.getByRole("button", { name: "Create a key" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill("Website");
    await page.getByRole("dialog").getByRole("radio", { name: /^Chosen permissions/ }).check();
    await page.getByRole("dialog").getByRole("checkbox", { name: "Read conversations" }).check();
    return undefined;
  });
  await shootOpen(page, "settings-key-created", async () => {
    await page.getByRole("dialog").getByRole("button", { name: "Create a key" }).click();
    await page.getByRole("dialog").getByText(/^rlv_/).waitFor();
    return () => page.getByRole("dialog").getByRole("button", { name: "Done" }).click();
  });
  await page.getByRole("row").filter({ hasText: "Website" }).waitFor();
  await shoot(page, "settings-keys");
}
