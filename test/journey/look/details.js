// Who somebody is, and what can be done about them.
import { openThread, row } from "../inbox.js";
import { inDemo, shoot } from "./camera.js";
import { api, conversationOf } from "./day.js";

const customer = "Mateo García";

export const details = inDemo(async (demo, inbox) => {
  const panel = inbox.getByRole("complementary", { name: "Details" });
  await openThread(inbox, customer);
  await shoot(inbox, "details-plain", (narrow) => shown(inbox, panel, narrow));
  const { id } = await conversationOf(demo, customer);
  await api(demo, "PATCH", `/whatsapp/conversations/${id}`, { whatsapp_conversation: { status: "ended" } });
  await demo.write(customer, { type: "text", text: "It is me again" });
  await row(inbox, "It is me again").click();
  const now = await conversationOf(demo, customer);
  await api(demo, "PATCH", `/whatsapp/conversations/${now.id}`, { metadata: { order: { id: "TN-20431", status: "delivered", total: 1284, items: ["oak-leg", "table-top"] }, priority: true, source: "website", remark: "Came by the shop in spring, wanted the long table but without the drawer, and with legs in walnut." } });
  const { kapso } = now;
  for (const content of ["Third floor, no lift. Prefers calls after 17:00.", "Ring twice, the bell is weak."]) await api(demo, "POST", `/whatsapp/contacts/${kapso.contact_id ?? now.contact_id}/notes`, { note: { content } });
  await inbox.reload();
  await panel.getByText("Ring twice").waitFor({ state: "attached" });
  await panel.getByText("TN-20431").waitFor({ state: "attached" });
  await shoot(inbox, "details", (narrow) => shown(inbox, panel, narrow));
  await shoot(inbox, "details-bottom", async (narrow) => {
    const leave = await shown(inbox, panel, narrow);
    await panel.getByRole("button", { name: `Erase ${customer}` }).scrollIntoViewIfNeeded();
    return leave;
  });
  await shoot(inbox, "details-note", async (narrow) => {
    const leave = await shown(inbox, panel, narrow);
    await panel.getByRole("button", { name: "Add a note" }).click();
    await panel.getByRole("textbox", { name: "Note" }).fill("Has a second address in the summer.");
    return async () => {
      await panel.getByRole("textbox", { name: "Note" }).press("Escape");
      await leave?.();
    };
  });
  await ends(inbox, panel);
});

/** Leads to the details where they aren't beside the messages. */
async function shown(inbox, panel, narrow) {
  if (narrow) await inbox.getByRole("button", { name: "Show the details" }).click();
  await panel.getByText("Customer since").waitFor();
  return narrow ? () => inbox.getByRole("button", { name: "Back to the messages" }).click() : undefined;
}

async function ends(inbox, panel) {
  const asked = (name, verb, type) => shoot(inbox, name, async (narrow) => {
    const leave = await shown(inbox, panel, narrow);
    await panel.getByRole("button", { name: `${verb} ${customer}` }).click();
    const dialog = inbox.getByRole("dialog", { name: `${verb} ${customer}?` });
    await dialog.waitFor();
    if (type) await dialog.getByRole("textbox").fill(customer);
    return async () => {
      await inbox.keyboard.press("Escape");
      await leave?.();
    };
  });
  await asked("block", "Block", false);
  await asked("erase", "Erase", true);
  await panel.getByRole("button", { name: `Block ${customer}` }).click();
  await inbox.getByRole("dialog").getByRole("button", { name: `Block ${customer}`, exact: true }).click();
  await panel.getByText("can’t write to").waitFor();
  await shoot(inbox, "blocked", async (narrow) => {
    const leave = await shown(inbox, panel, narrow);
    await panel.getByRole("button", { name: `Unblock ${customer}` }).scrollIntoViewIfNeeded();
    return leave;
  });
  // Far more than can be erased in the moment that a picture takes.
  await inbox.route("**/erasure*", (route) => route.fulfill({ json: { data: { messages_left: 1000, at_most: 1000, finished: false } } }));
  await panel.getByRole("button", { name: `Erase ${customer}` }).click();
  await inbox.getByRole("dialog").getByRole("textbox").fill(customer);
  await inbox.getByRole("dialog").getByRole("button", { name: "Erase for good" }).click();
  await inbox.getByText("messages to go").waitFor();
  await shoot(inbox, "erasing");
}
