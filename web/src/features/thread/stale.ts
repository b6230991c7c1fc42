import type { OutgoingMessage } from "@/api/client";

/** The text of a message that can be written anew as text; "" for every other kind. */
export function textOf(message: OutgoingMessage): string {
  const { text } = message as { text?: { body?: unknown } };
  return message.type === "text" && typeof text?.body === "string" ? text.body : "";
}
