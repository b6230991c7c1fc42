import type { Conversation, Message } from "@/api/client";

/** A message n minutes after a fixed midnight of the viewer's zone. */
export function message(n: number, change: Partial<Message> = {}, kapso: Partial<Message["kapso"]> = {}): Message {
  const at = new Date(2026, 4, 12, 0, n).getTime();
  return {
    id: `wamid.${n}`, type: "text", timestamp: String(at / 1000), from: "15550104821", text: { body: `m${n}` }, ...change,
    kapso: { id: `m${n}`, direction: "inbound", status: "received", whatsapp_conversation_id: "c1", created_at: new Date(at + 200).toISOString(), ...kapso },
  };
}

export function conversation(id: string, at: number, change: Partial<Conversation> = {}, kapso: Conversation["kapso"] = {}): Conversation {
  return {
    id, phone_number: "+15550104821", phone_number_id: "n1", status: "active", created_at: new Date(at).toISOString(), last_active_at: new Date(at).toISOString(), ...change,
    kapso: { unread_count: 0, inbound_count: 5, messages_count: 10, ...kapso },
  };
}

export const ids = (rows: { id: string }[]) => rows.map((r) => r.id).join(" ");
