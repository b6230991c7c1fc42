// Everything that can be written and sent.
import { openThread, row, thread, writing } from "../inbox.js";
import { escape, inDemo, shoot, shootOpen } from "./camera.js";
import { api } from "./day.js";
import { documentFile, lamp } from "./files.js";

const canned = [
  ["hours", "Hello {{contact.first_name}}, we open at 9 and close at 18:30, on Saturdays at 14."],
  ["thanks", "Thank you, {{contact.first_name}}! Let us know how it looks in your room."],
  ["returns", "You can send anything back within 30 days. We pay for the way back when it came damaged, and we ask you for a picture of it first."],
];

export const composer = inDemo(async (demo, inbox) => {
  for (const [shortcut, text] of canned) await api(demo, "POST", "/canned_replies", { canned_reply: { shortcut, text } });
  await openThread(inbox, "Ana Ribeiro");
  const tool = (name) => thread(inbox).getByRole("button", { name, exact: true });
  const cleared = async () => writing(inbox).fill("");
  await shoot(inbox, "canned", async () => {
    await writing(inbox).pressSequentially("/");
    await thread(inbox).getByRole("listbox", { name: "Canned replies" }).waitFor();
    return cleared;
  });
  await shoot(inbox, "emoji-menu", async () => {
    await writing(inbox).pressSequentially("Done :hea");
    await thread(inbox).getByRole("listbox", { name: "Emoji" }).waitFor();
    return cleared;
  });
  await shoot(inbox, "emoji-picker", async () => {
    const button = tool("Insert an emoji");
    if (!(await button.isVisible())) return undefined;
    await button.click();
    await inbox.getByRole("dialog", { name: "Emoji" }).getByRole("option").first().waitFor();
    return escape(inbox);
  });
  await shoot(inbox, "add-menu", async () => {
    await tool("Add to the message").click();
    await inbox.getByRole("menuitem", { name: "Send a location" }).waitFor();
    return escape(inbox);
  });
  await files(inbox);
  await forms(inbox, tool);
  await voice(demo, inbox, tool);
  await templates(demo, inbox, tool);
});

async function files(inbox) {
  const all = [await lamp(inbox), documentFile, { name: "poster.png", mimeType: "image/png", buffer: Buffer.alloc(6_000_000) }];
  await shootOpen(inbox, "files", async () => {
    await thread(inbox).locator("input[type=file]").setInputFiles(all);
    await writing(inbox).fill("The lamp, and how it goes together");
    return async () => {
      for (const { name } of all) await inbox.getByRole("button", { name: `Remove ${name}` }).click();
      await writing(inbox).fill("");
    };
  });
}

async function forms(inbox, tool) {
  const form = (name, title, fill) => shootOpen(inbox, name, async () => {
    await tool("Add to the message").click();
    await inbox.getByRole("menuitem", { name: title }).click();
    const dialog = inbox.getByRole("dialog", { name: title });
    await dialog.waitFor();
    await fill(dialog);
    return escape(inbox);
  });
  await form("form-location", "Send a location", async (dialog) => {
    await dialog.getByLabel("Coordinates or a map’s link").fill("https://www.google.com/maps/place/Casa+Batll%C3%B3/@41.39,2.16,17z/data=!3d41.3916384!4d2.1647677");
    await dialog.getByLabel("Address").fill("Passeig de Gràcia 43");
  });
  await form("form-contact", "Send a contact", async (dialog) => {
    await dialog.getByLabel("Find a contact").fill("okaf");
    await dialog.getByRole("list", { name: "Contacts found" }).getByRole("button", { name: "Noah Okafor" }).waitFor();
  });
  await form("form-buttons", "Send reply buttons", async (dialog) => {
    await dialog.getByLabel("Text", { exact: true }).fill("When may we *deliver*?");
    await dialog.getByLabel("Button 1", { exact: true }).fill("Tomorrow morning, early");
    await dialog.getByLabel("Button 2", { exact: true }).fill("On Friday");
  });
  await form("form-list", "Send a list", async (dialog) => {
    await dialog.getByLabel("Text", { exact: true }).fill("Which wood?");
    await dialog.getByLabel("Button that opens the list").fill("Choose");
    await dialog.getByRole("textbox", { name: "Row 1" }).fill("Oak");
    await dialog.getByRole("button", { name: "Add a section" }).click();
  });
}

async function voice(demo, inbox, tool) {
  const group = thread(inbox).getByRole("group", { name: "Voice message to Ana" });
  const back = (name) => async () => {
    await group.getByRole("button", { name, exact: true }).click();
    await writing(inbox).waitFor();
  };
  const record = async () => {
    await tool("Add to the message").click();
    await inbox.getByRole("menuitem", { name: "Record a voice message" }).click();
  };
  await shootOpen(inbox, "voice-refused", async () => {
    await record();
    await group.getByText("The browser doesn’t let this page use the microphone.").waitFor();
    return back("Back to writing");
  });
  await demo.owners.grantPermissions(["microphone"]);
  await shootOpen(inbox, "voice", async () => {
    await record();
    await group.getByRole("timer").filter({ hasText: "0:01" }).waitFor();
    return undefined;
  });
  await shootOpen(inbox, "voice-paused", async () => {
    await group.getByRole("button", { name: "Pause recording", exact: true }).click();
    return back("Discard the recording");
  });
}

async function templates(demo, inbox, tool) {
  await shootOpen(inbox, "templates", async () => {
    await writing(inbox).press("Escape");
    await inbox.getByRole("log").first().focus();
    await inbox.keyboard.press("t");
    await thread(inbox).getByRole("option").filter({ hasText: "hello_world" }).waitFor();
    return undefined;
  });
  await shootOpen(inbox, "template-fields", async () => {
    await thread(inbox).getByRole("option").filter({ hasText: "order_update" }).click();
    await thread(inbox).getByLabel("{{order_id}} in the title").fill("TN-7");
    await tool("Send template").click();
    await thread(inbox).getByText("Fill this in.").first().waitFor();
    return undefined;
  });
  await inbox.reload();
  await writing(inbox).waitFor();
  await shootOpen(inbox, "start", async () => {
    await inbox.keyboard.press("Control+k");
    await inbox.getByRole("combobox").fill("new conv");
    await inbox.keyboard.press("Enter");
    const dialog = inbox.getByRole("dialog", { name: "New conversation" });
    await dialog.getByLabel("Phone number", { exact: true }).fill("0612 345 678");
    await dialog.getByRole("option").filter({ hasText: "hello_world" }).click();
    await dialog.getByRole("button", { name: "Send template" }).click();
    await dialog.getByText("Begin with the country code").waitFor();
    return escape(inbox);
  });
  await inbox.clock.setFixedTime(new Date(Date.now() + 25 * 3_600_000));
  await inbox.goto(`${demo.relevo.url}/app/`);
  await row(inbox, "Noah Okafor").click();
  await thread(inbox).getByText("The 24-hour window has closed.").waitFor();
  await thread(inbox).getByRole("option").filter({ hasText: "hello_world" }).waitFor();
  await shoot(inbox, "window-closed");
}
