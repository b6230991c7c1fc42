// What people see when something doesn't work.
import { answer, bubble, openThread, row, tick } from "../inbox.js";
import { escape, inDemo, shoot, shootOpen } from "./camera.js";

export const troubles = inDemo(async (demo, inbox) => {
  await failed(demo, inbox);
  await broken(demo, inbox);
  await demo.relevo.kill();
  await inbox.getByText("Reconnecting…").waitFor();
  await answer(inbox, "Written while nobody answers");
  await inbox.getByText("1 message will be sent").waitFor();
  await shoot(inbox, "outage");
  await demo.relevo.run("127.0.0.1:0");
});

async function failed(demo, inbox) {
  await demo.control("POST", "/customers", { name: "Nadia Unreached", phone: "+15550103326" });
  await demo.write("Nadia Unreached", { type: "text", text: "Can you hear me?" });
  await row(inbox, "Nadia Unreached").waitFor();
  await inbox.mouse.move(900, 500);
  await openThread(inbox, "Nadia Unreached");
  await answer(inbox, "Loud and clear.");
  await tick(bubble(inbox, "Loud and clear."), "Not delivered").waitFor();
  await shoot(inbox, "failed");
  await shootOpen(inbox, "failure-details", async () => {
    await bubble(inbox, "Loud and clear.").getByRole("button", { name: "Details" }).click();
    await inbox.getByRole("dialog", { name: "Details" }).waitFor();
    return escape(inbox);
  });
}

/** Answers that no server of ours gives, and requests that find none. */
async function broken(demo, inbox) {
  const url = inbox.url();
  const shown = async (name, pattern, answered, text) => {
    await inbox.route(pattern, answered);
    await inbox.goto(url);
    await inbox.getByText(text).filter({ visible: true }).first().waitFor();
    await shoot(inbox, name);
    await inbox.unroute(pattern);
  };
  const down = (route) => route.fulfill({ status: 500, json: { error: "Something unexpected happened.", code: "internal" } });
  await shown("failed-list", /\/whatsapp\/conversations\?/, down, "The conversations didn’t load");
  await shown("failed-thread", /\/whatsapp\/messages\?/, down, "These messages didn’t load");
  await shown("failed-notes", /\/whatsapp\/contacts\/[^/]+\/notes/, down, "The notes didn’t load.");
  await shown("failed-part", /\/whatsapp\/contacts\/[^/?]+$/, (route) => route.fulfill({ json: { data: {} } }), "This part failed");
  await inbox.goto(`${new URL("/app/c/none", url).href}`);
  await inbox.getByText("This conversation isn’t here").first().waitFor();
  await shoot(inbox, "thread-missing");
  await inbox.goto(url);
  await bubble(inbox, "Loud and clear.").waitFor();
}
