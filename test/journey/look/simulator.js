// The simulated phone with its controls and traffic.
import { onPhone, phoneOf, takePhone } from "../inbox.js";
import { escape, inDemo, shoot } from "./camera.js";

const customer = "Ana Ribeiro";

export const simulator = inDemo(async (demo) => {
  const phone = await demo.phone();
  await takePhone(phone, customer);
  /** One part at a time is shown on a phone. */
  const part = async (name, narrow) => {
    if (narrow) await phone.getByRole("navigation", { name: "Parts of the simulator" }).getByRole("button", { name }).click();
  };
  for (const kind of ["Voice", "Location", "Contact", "Sticker"]) {
    await phoneOf(phone, customer).getByRole("button", { name: "Send something else" }).click();
    await phone.getByRole("menuitem", { name: kind, exact: true }).click();
  }
  await phoneOf(phone, customer).locator("img.sticker").waitFor();
  for (const name of ["Controls", "Traffic", "Phone"]) await shoot(phone, `simulator-${name.toLowerCase()}`, (narrow) => part(name, narrow));
  await shoot(phone, "simulator-menu", async (narrow) => {
    await part("Phone", narrow);
    await onPhone(phone, customer, "blue lamp").hover();
    await onPhone(phone, customer, "blue lamp").getByRole("button", { name: "Message actions" }).click();
    return escape(phone);
  });
});
