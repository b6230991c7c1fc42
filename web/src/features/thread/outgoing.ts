import type { Message, OutgoingMessage } from "@/api/client";

/** The same message once more, as a new one. */
export function copyOf(message: Message): OutgoingMessage {
  const { type, context } = message;
  const replied = context?.id ?? context?.message_id;
  return { type, [type]: (message as unknown as Record<string, unknown>)[type], ...(replied ? { context: { message_id: replied } } : {}) };
}
