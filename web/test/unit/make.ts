import type { Conversation, LiveEvent, Message, Page } from "@/api/client";

/** A message n minutes after a fixed midnight of the viewer's zone. */
export function message(n: number, change: Partial<Message> = {}, kapso: Partial<Message["kapso"]> = {}): Message {
  const at = new Date(2026, 4, 12, 0, n).getTime();
  return {
    id: `wamid.${n}`, type: "text", timestamp: String(at / 1000), from: "15550104821", text: { body: `m${n}` }, ...change,
    kapso: { id: `m${n}`, direction: "inbound", status: "received", whatsapp_conversation_id: "c1", created_at: new Date(at + 200).toISOString(), ...kapso },
  };
}

export function conversation(id: string, at: number, change: Partial<Conversation> = {}, kapso: Partial<Conversation["kapso"]> = {}): Conversation {
  return {
    id, phone_number: "+15550104821", phone_number_id: "n1", status: "active", created_at: iso(at), updated_at: iso(at), last_active_at: iso(at), metadata: {}, business_scoped_user_id: null, parent_business_scoped_user_id: null, username: null, ...change,
    kapso: {
      contact_id: `p-${id}`, contact_name: "", unread_count: 0, inbound_count: 5, messages_count: 10, last_message_id: null, last_message_type: null, last_message_timestamp: null,
      last_message_text: null, last_message_direction: null, last_message_status: null, last_inbound_at: null, last_outbound_at: null, window_expires_at: null, group_id: null,
      assigned_user_id: null, assigned_user_name: null, closed_at: null, closed_by: null, ...kapso,
    },
  };
}

export const event = (pos: number, type: string, data: LiveEvent["data"] = {}, actor = "system"): LiveEvent => ({ pos, type, actor, data, subject: "", at: iso(0) });

export const paging = (after: string | null = null): Page<unknown>["paging"] => ({ cursors: { before: null, after }, next: null, previous: null });

const iso = (at: number) => new Date(at).toISOString();

export const ids = (rows: { id: string }[]) => rows.map((r) => r.id).join(" ");
