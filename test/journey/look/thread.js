// A conversation and what can be done to its messages.
import { answer, bubble, choose, onPhone, openThread, say, takePhone, thread as messages, tick, writing } from "../inbox.js";
import { escape, inDemo, shoot } from "./camera.js";
import { documentFile, lamp } from "./files.js";

const customer = "Ana Ribeiro";

export const thread = inDemo(async (demo, inbox) => {
  await talk(demo, inbox);
  await shoot(inbox, "thread");
  await shoot(inbox, "thread-top", async () => void (await messages(inbox).getByRole("log").evaluate((box) => void box.scrollTo(0, 0))));
  await shoot(inbox, "menu", async () => {
    await inbox.getByRole("button", { name: "More actions" }).click();
    await inbox.getByRole("menuitem", { name: "Copy the link" }).waitFor();
    return escape(inbox);
  });
  await shoot(inbox, "lightbox", async () => {
    await bubble(inbox, "This is how it looks lit").getByRole("button", { name: /^Open:/ }).click();
    await inbox.getByRole("dialog").getByRole("img").first().waitFor();
    return escape(inbox);
  });
  await shoot(inbox, "reply", async () => {
    await bubble(inbox, "Which workshop?").first().hover();
    await bubble(inbox, "Which workshop?").first().getByRole("button", { name: "Reply" }).click();
    await writing(inbox).fill("Behind the old station it’s closed since May.\nAsk for Tom at the harbour.");
    return async () => {
      await inbox.getByRole("button", { name: "Don’t reply to this message" }).click();
      await writing(inbox).fill("");
    };
  });
  for (let n = 1; n <= 25; n++) await demo.write("Mateo García", { type: "text", text: { body: n === 25 ? "And the last one." : `Line ${n} of a long story` } });
  await openThread(inbox, "Mateo García");
  await messages(inbox).getByText("New messages").waitFor();
  await shoot(inbox, "thread-unread");
});

/** A conversation with a bit of everything. */
async function talk(demo, inbox) {
  const phone = await demo.phone();
  await takePhone(phone, customer);
  await openThread(inbox, customer);
  await answer(inbox, "Hi Ana, it left the workshop this morning.");
  await onPhone(phone, customer, "it left the workshop").waitFor();
  await choose(phone, customer, "it left the workshop", "React with 🙏");
  await choose(phone, customer, "it left the workshop", "Reply");
  await say(phone, customer, "Which workshop? The one at the harbour, or the one behind the old station where I picked up the table?");
  await bubble(inbox, "Which workshop?").waitFor();
  await bubble(inbox, "Which workshop?").first().hover();
  await bubble(inbox, "Which workshop?").first().getByRole("button", { name: "Reply" }).click();
  await answer(inbox, "The one at the harbour.");
  await messages(inbox).locator("input[type=file]").setInputFiles(await lamp(inbox));
  await answer(inbox, "This is how it looks lit");
  await messages(inbox).locator("input[type=file]").setInputFiles(documentFile);
  await answer(inbox, "And the sheet");
  await tick(bubble(inbox, "And the sheet"), "Read").waitFor();
  await say(phone, customer, "My door code is 4711");
  await bubble(inbox, "4711").waitFor();
  await choose(phone, customer, "4711", "Delete for everyone");
  await phone.close();
}
