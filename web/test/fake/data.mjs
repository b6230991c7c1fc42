// People and messages for trying the app out; no server sends these.
export const minute = 60_000;
export const hour = 60 * minute;
export const number = { id: "11111111-0000-4000-8000-000000000001", internal_id: "1", phone_number_id: "100000000000001", name: "Sales", display_phone_number: "+15550100100", kind: "sandbox", status: "connected" };
export const me = {
  user: { id: "u-nadia", name: "Nadia Okafor", email: "nadia@tavola.example" },
  projects: [{ id: "p1", name: "Tavola Norte", role: "owner", permissions: ["conversation:read", "conversation:write", "message:send", "contact:read", "media:read", "media:write", "number:read", "note:read", "note:write"] }],
};
const tom = { id: "u-tom", name: "Tom Lindqvist" };
export const photo = `<svg xmlns="http://www.w3.org/2000/svg" width="528" height="352" viewBox="0 0 264 176"><rect width="264" height="176" fill="#e8dcc8"/><path d="M0 0h264v40H0z" fill="#b87442"/><path d="M50 40h22l-6 90H56zM186 40h26l-8 110h-16z" fill="#8a5230"/><path d="M0 150h264v26H0z" fill="#cfae7c"/></svg>`;

/** One second of silence, so that a voice message has something to play. */
export function silence() {
  const rate = 8000;
  const samples = rate * 14;
  const wav = Buffer.alloc(44 + samples);
  wav.write("RIFF", 0); wav.writeUInt32LE(36 + samples, 4); wav.write("WAVEfmt ", 8); wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20); wav.writeUInt16LE(1, 22); wav.writeUInt32LE(rate, 24); wav.writeUInt32LE(rate, 28);
  wav.writeUInt16LE(1, 32); wav.writeUInt16LE(8, 34); wav.write("data", 36); wav.writeUInt32LE(samples, 40); wav.fill(128, 44);
  return wav;
}

const people = [
  ["Lucía Ferreyra", "15550104821"], ["田中 美咲", "15550101187"], ["Omar Haddad", "15550107730"], ["Amara Nwosu", "15550102219"],
  ["João Batista", "15550105562"], ["Kwame Asante", "15550109914"], ["Priya Raghavan", "15550103340"], ["Elif Yıldız", "15550106628"],
  ["Søren Mikkelsen", "15550108851"], ["Nguyễn Thị Hương", "15550102245"], ["Mateus Oliveira", "15550104417"], ["Zofia Kamińska", "15550101903"], ["Rosa Quispe Mamani", "15550107002"],
];
const last = [
  null,
  ["in", "text", "配送は土曜日の午前にできますか？", 9 * minute, 2], ["in", "text", "هل الأريكة متوفرة باللون الأخضر؟", 12 * minute, 0],
  ["in", "image", "Photo of the hinge", 18 * minute, 1], ["in", "text", "Fico à espera.", 30 * minute, 0], null,
  ["out", "text", "Perfect, see you on Thursday then.", 70 * minute, 0, "read"], ["in", "audio", "", 22.6 * hour, 0],
  ["in", "text", "Can I collect it at the Harbour showroom?", 26 * hour, 0], ["out", "text", "The oak sample is on its way.", 27 * hour, 0, "delivered"],
  ["in", "text", "Obrigado! Ficou linda na sala.", 60 * hour, 0], ["out", "text", "Yes, the chairs stack in sixes.", 62 * hour, 0, "failed"], ["in", "text", "¿Tienen el aparador en nogal?", 80 * hour, 0],
];

export function seed(now, extra = 60) {
  const state = { conversations: [], messages: new Map(), pos: 100, serial: 0 };
  const make = (conversation, ago, fields, kapso = {}) => {
    const at = now - ago;
    const id = `${String(++state.serial).padStart(8, "0")}-0000-4000-8000-00000000aaaa`;
    const direction = kapso.direction ?? "inbound";
    const message = {
      id: `wamid.${state.serial}==`, timestamp: String(Math.floor(at / 1000)), from: direction === "inbound" ? conversation.phone_number : number.display_phone_number, ...fields,
      kapso: { id, direction, status: direction === "inbound" ? "received" : "sent", origin: "cloud_api", reactions: [], errors: [], created_at: new Date(at).toISOString(), whatsapp_conversation_id: conversation.id, ...kapso },
    };
    const list = state.messages.get(conversation.id) ?? [];
    list.push(message);
    state.messages.set(conversation.id, list);
    return message;
  };
  state.make = make;
  const text = (body) => ({ type: "text", text: { body } });
  const total = people.length + extra;
  for (let i = 0; i < total; i++) {
    const [name, phone] = people[i] ?? [`Customer ${i}`, `1555020${String(i).padStart(4, "0")}`];
    const conversation = { id: `c${String(i).padStart(7, "0")}-0000-4000-8000-000000000000`, phone_number: phone, phone_number_id: number.phone_number_id, status: i === 10 ? "ended" : "active", created_at: new Date(now - 400 * hour).toISOString(), metadata: i === 0 ? { order: { id: "TN-20418", status: "delivered", total: 1284, items: [1, 2, 3] }, priority: true, source: "website" } : {}, business_scoped_user_id: null, username: i === 0 ? "lucia.f" : null, kapso: { contact_name: name, contact_id: `k${i}`, unread_count: 0 } };
    state.conversations.push(conversation);
    const l = last[i];
    if (i === 0) lucia(make, text, conversation);
    else if (i === 5) kwame(make, text, conversation);
    else {
      const [side, type, body, ago, unread, status] = l ?? ["in", "text", `Question number ${i}`, (90 + i) * hour, 0];
      for (let n = 4; n > 0; n--) make(conversation, ago + n * 3 * minute, text(`Earlier line ${n}`), n % 2 ? {} : { direction: "outbound", status: "read", sent_by: tom });
      if (unread === 2) make(conversation, ago + minute, text("こんにちは。"));
      const fields = type === "image" ? { type, image: { caption: body } } : type === "audio" ? { type, audio: { voice: true } } : text(body);
      make(conversation, ago, fields, { ...(side === "out" ? { direction: "outbound", status: status ?? "sent", sent_by: tom, errors: status === "failed" ? [{ code: 131026, title: "Message undeliverable" }] : [] } : {}), ...(type === "image" ? { media_url: "/media/photo.svg", media_data: { content_type: "image/jpeg" } } : {}), ...(type === "audio" ? { media_url: "/media/voice.wav", media_data: { content_type: "audio/ogg" } } : {}) });
      conversation.kapso.unread_count = unread;
    }
    refresh(state, conversation);
  }
  return state;
}

function lucia(make, text, c) {
  for (let n = 160; n > 0; n--) make(c, 100 * hour + n * 7 * minute, text(n % 3 ? `Older message ${n}` : `A longer older message, number ${n}, that takes more than one line in a narrow window so that heights differ.`), n % 4 < 2 ? {} : { direction: "outbound", status: "read", sent_by: n % 8 < 4 ? me.user : tom });
  make(c, 17.6 * hour, { type: "image", image: { caption: "One leg came scratched" } }, { media_url: "/media/photo.svg", media_data: { content_type: "image/jpeg", width: 528, height: 264 }, reactions: [{ emoji: "🙏", direction: "outbound" }] });
  make(c, 17.5 * hour, text("So sorry, Lucía. Is it only the surface, or can you feel it with a nail?"), { direction: "outbound", status: "read", sent_by: tom });
  const voice = make(c, 17.45 * hour, { type: "audio", audio: { voice: true } }, { media_url: "/media/voice.wav", media_data: { content_type: "audio/ogg" } });
  make(c, 27 * minute, { ...text("We’ll send a new leg, no charge. It screws on by hand."), context: { id: voice.id } }, { direction: "outbound", status: "read", sent_by: me.user });
  make(c, 27 * minute, { type: "document", document: { filename: "Aldea-leg-replacement.pdf", caption: "The sheet shows how." } }, { direction: "outbound", status: "delivered", sent_by: me.user, media_url: "/media/photo.svg", media_data: { byte_size: 340_000, content_type: "application/pdf" } });
  make(c, 3.5 * minute, text("¡Qué rápido! Thank you."));
  make(c, 3 * minute, text("Thursday after 17:00 is best. Will the courier call first? See https://tavola.example/t/20397."));
  make(c, 2 * minute, text("He will, half an hour ahead."), { direction: "outbound", status: "sent", sent_by: me.user });
  make(c, 1 * minute, text("I’ve booked Thursday, 17:00–19:00."), { direction: "outbound", status: "queued", sent_by: me.user });
}

function kwame(make, text, c) {
  const out = { direction: "outbound", status: "read", sent_by: tom };
  make(c, 73 * hour, text("Hello, did my order leave the workshop?"));
  make(c, 72.9 * hour, text("Hi Kwame, it did, this morning. You’ll get the tracking link shortly."), out);
  make(c, 50 * hour, text("Hi Kwame, your order TN-20397 has shipped. Track it here: https://tavola.example/t/20397"), { ...out, status: "failed", sent_by: null, errors: [{ code: 131026, title: "Message undeliverable", message: "Message undeliverable" }] });
  make(c, 49 * hour, { type: "location", location: { latitude: 41.38, longitude: 2.17, name: "Harbour showroom", address: "Passeig 4, Barcelona" } });
  make(c, 48.9 * hour, { type: "contacts", contacts: [{ name: { formatted_name: "Ama Asante" }, org: { company: "Asante Interiors" }, phones: [{ phone: "+15550109915" }] }] });
  make(c, 48.8 * hour, { type: "interactive", interactive: { type: "button", body: { text: "Would you like us to collect it?" }, footer: { text: "Tavola Norte" }, action: { buttons: [{ type: "reply", reply: { id: "y", title: "Yes, please" } }, { type: "reply", reply: { id: "n", title: "I’ll bring it" } }] } } }, out);
  make(c, 48.7 * hour, { type: "interactive", interactive: { type: "button_reply", button_reply: { id: "y", title: "Yes, please" } } });
  make(c, 48.6 * hour, { type: "sticker", sticker: {} }, { media_url: "/media/photo.svg", media_data: { content_type: "image/webp" } });
  make(c, 48.5 * hour, { type: "template", template: { name: "order_update" } }, { ...out, content: "Hi Kwame, your order TN-20397 is being repaired." });
  make(c, 48.4 * hour, { type: "system", system: { body: "Kwame Asante changed from +1 555 010 9900 to +1 555 010 9914" } });
  make(c, 48.3 * hour, { type: "image", image: {} }, { media_data: { status: "failed" } });
  make(c, 48.2 * hour, { type: "video", video: { caption: "The noise it makes" } }, { media_data: { status: "pending" } });
  make(c, 48.1 * hour, { type: "unsupported" }, { content: "" });
  make(c, 48 * hour, text("gone"), { revoked_at: new Date().toISOString() });
  make(c, 1.2 * hour, text("I’m back on WhatsApp. Where is my invoice?"));
  make(c, 1.2 * hour, text("Order TN-20397"), { edited_at: new Date().toISOString() });
  make(c, 1.1 * hour, text("Thanks, Kwame. One moment while I look it up."), out);
  make(c, 1 * hour, text("Sorry for the wait! Here is your invoice from 4 May."), { ...out, status: "failed", sent_by: me.user, errors: [{ code: 131047, title: "Re-engagement message", message: "Re-engagement message", details: "Message failed to send because more than 24 hours have passed" }] });
  make(c, 0.9 * hour, text("I’ll send it as a document instead."), { ...out, status: "delivered", sent_by: me.user });
}

/** Brings a conversation's summary up to date with its messages. */
export function refresh(state, conversation) {
  const messages = (state.messages.get(conversation.id) ?? []).filter((m) => m.type !== "reaction");
  const newest = messages.at(-1);
  const times = (direction) => messages.filter((m) => m.kapso.direction === direction).at(-1)?.kapso.created_at ?? null;
  conversation.last_active_at = newest?.kapso.created_at ?? conversation.created_at;
  conversation.updated_at = conversation.last_active_at;
  const inbound = times("inbound");
  Object.assign(conversation.kapso, {
    messages_count: messages.length, inbound_count: messages.filter((m) => m.kapso.direction === "inbound").length, last_message_id: newest?.id ?? null, last_message_type: newest?.type ?? null, last_message_timestamp: newest?.kapso.created_at ?? null,
    last_message_text: newest?.text?.body ?? newest?.[newest?.type]?.caption ?? "", last_message_direction: newest?.kapso.direction, last_message_status: newest?.kapso.status,
    last_inbound_at: inbound, last_outbound_at: times("outbound"), window_expires_at: inbound && new Date(Date.parse(inbound) + 24 * hour).toISOString(),
  });
}
