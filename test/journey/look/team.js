// Two people of a team at one conversation.
import { answerBeside, logIn, openThread, row, thread, writing } from "../inbox.js";
import { escape, inDemo, shoot, shootOpen } from "./camera.js";
import { hire } from "./day.js";

const customer = "Noah Okafor";

export const team = inDemo(async (demo, inbox) => {
  await hire(demo, [{ name: "Inés Carrasco" }, { name: "Tom Lindqvist", role: "inbox" }, { name: "Maximiliane von Hohenstein-Oberkirchen" }]);
  const other = await demo.stranger();
  await other.goto(`${demo.relevo.url}/app/`);
  await logIn(other, { email: "ines@tavola.example", password: "four walnut table legs" });
  await row(other, customer).waitFor();
  await inbox.reload();
  await openThread(inbox, customer);
  await openThread(other, customer);
  await shoot(inbox, "assign", async () => {
    await inbox.getByRole("heading", { name: customer }).first().click();
    await inbox.keyboard.press("a");
    const menu = inbox.getByRole("dialog", { name: "Assign the conversation" });
    await menu.getByRole("option").nth(1).waitFor();
    await menu.getByLabel("Note for the person").fill("She asks about the lamp");
    return escape(inbox);
  });
  await inbox.getByRole("heading", { name: customer }).first().click();
  await inbox.keyboard.press("a");
  const menu = inbox.getByRole("dialog", { name: "Assign the conversation" });
  await menu.getByRole("combobox", { name: "Assign to…" }).fill("ines");
  await menu.getByLabel("Note for the person").fill("She asks about the lamp");
  await menu.getByLabel("Note for the person").press("Enter");
  await thread(inbox).getByRole("log").getByText("She asks about the lamp").waitFor();
  await writing(other).pressSequentially("Hello Noah");
  await thread(inbox).getByRole("status").getByText("Inés is replying…").waitFor();
  await shoot(inbox, "assigned");
  await writing(other).fill("");
  await stale(inbox, other);
  await thread(inbox).getByRole("button", { name: "Close", exact: true }).click();
  await inbox.getByText("Conversation closed.").waitFor();
  await shoot(inbox, "closed");
});

async function stale(inbox, other) {
  await answerBeside(other, "It ships on Tuesday.", inbox, "It ships on Monday.");
  await shootOpen(other, "stale", async () => {
    await other.getByRole("dialog", { name: "Somebody else answered" }).waitFor();
    return () => other.getByRole("dialog").getByRole("button", { name: "Edit" }).click();
  });
}
