// A day of a small shop, so that the pictures show what people see.
import { randomUUID } from "node:crypto";
import { row } from "../inbox.js";

const people = [
  ["Elif Yıldız", "Is the bench still there?"],
  ["田中 美咲", "配送は土曜日の午前にできますか？"],
  ["Omar Haddad", "هل الأريكة متوفرة باللون الأخضر؟"],
  ["Amara Nwosu", "The hinge arrived, thank you! It fits perfectly, but the second screw is missing from the bag."],
  ["João Batista", "Olá! A estante chega esta semana?"],
  ["Søren Mikkelsen", "Can I collect it at the Harbour showroom on Saturday?"],
  ["Nguyễn Thị Hương", "Send me a sample of the oak, please."],
  ["Zofia Kamińska", "Do the chairs stack in sixes?"],
  ["Maximiliane Freifrau von Hohenstein-Oberkirchen", "Guten Tag, ich hätte gern ein Angebot für zwölf Stühle."],
];

/** Calls the API as the owner, as the page does. */
export async function api(demo, method, path, data) {
  const said = await demo.owners.request.fetch(`${demo.relevo.url}/platform/v1${path}`, { method, data, headers: { origin: demo.relevo.url } });
  if (!said.ok()) throw new Error(`${method} ${path}: ${said.status()} ${await said.text()}`);
  return said.status() === 204 ? undefined : (await said.json()).data;
}

export const conversationOf = async (demo, name) => (await api(demo, "GET", "/whatsapp/conversations?limit=100")).find((c) => c.kapso.contact_name === name);

/** Sends as the team, in WhatsApp's own shape of a message. */
export async function sendTo(demo, name, message) {
  const { id } = await conversationOf(demo, name);
  return api(demo, "POST", `/whatsapp/conversations/${id}/messages`, { message, client_id: randomUUID() });
}

/** Adds colleagues beside the owner of the demo. */
export async function hire(demo, members) {
  const { projects } = await api(demo, "GET", "/session");
  for (const member of members) await demo.relevo.createUser({ project: projects[0].id, role: "member", password: "four walnut table legs", ...member, email: `${member.name.split(" ")[0].normalize("NFD").replace(/\P{ASCII}/gu, "").toLowerCase()}@tavola.example` });
}

/** Lets more customers write than the demo has, to a team of three. */
export async function busyDay(demo, page) {
  await hire(demo, [{ name: "Inés Carrasco" }, { name: "Tom Lindqvist" }]);
  for (const [i, [name, text]] of people.entries()) {
    await demo.control("POST", "/customers", { name, phone: `+155501002${10 + i}` });
    await demo.write(name, { type: "text", text });
  }
  for (let n = 0; n < 3; n++) await demo.write("Elif Yıldız", { type: "text", text: `And in green? ${"?".repeat(n)}`.trim() });
  await demo.write("Amara Nwosu", { type: "image" });
  for (const [name] of people) await row(page, name).waitFor();
  const members = await api(demo, "GET", "/users?page=1&per_page=100");
  const assign = async (name, to) => api(demo, "POST", `/whatsapp/conversations/${(await conversationOf(demo, name)).id}/assignments`, { assignment: { user_id: members.find((m) => m.name === to).user_id } });
  await assign("Amara Nwosu", "Inés Carrasco");
  await assign("João Batista", "Tom Lindqvist");
  await sendTo(demo, "Zofia Kamińska", { type: "text", text: { body: "Yes, the chairs stack in sixes." } });
  await sendTo(demo, "Nguyễn Thị Hương", { type: "text", text: { body: "The oak sample is on its way." } });
  await api(demo, "PUT", `/whatsapp/conversations/${(await conversationOf(demo, "João Batista")).id}/draft`, { draft: { text: "Olá João, a estante chega na quinta" } });
  await api(demo, "PATCH", `/whatsapp/conversations/${(await conversationOf(demo, "Søren Mikkelsen")).id}`, { whatsapp_conversation: { status: "ended" } });
}
