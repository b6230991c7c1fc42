import type { Message } from "@/api/client";

/**
 * A message of which at least the envelope can be worked with: who sent it, its
 * ids and type. What lacks that is a row all the same, of which nothing is known.
 */
export function inEnvelope(raw: Message, place: string): Message {
  const kapso = isObject(raw) && isObject(raw.kapso) ? raw.kapso : undefined;
  if (kapso && isText(kapso.id) && isText(raw.id) && isText(raw.type)) return raw;
  const id = kapso && isText(kapso.id) ? kapso.id : `broken ${place}`;
  return { id, type: "broken", timestamp: raw?.timestamp, kapso: { id, direction: kapso?.direction, created_at: kapso?.created_at, whatsapp_conversation_id: kapso?.whatsapp_conversation_id } };
}

const isObject = (value: unknown) => typeof value === "object" && value !== null;
const isText = (value: unknown) => typeof value === "string" && value !== "";
