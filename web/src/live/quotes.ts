import type { Message } from "@/api/client";

/**
 * Which message the answer that somebody has begun quotes, by conversation. It
 * stays beside the text while they look elsewhere, and goes with the session.
 */
export class Quotes {
  #quoted = new Map<string, Message>();
  #listeners = new Set<() => void>();

  get = (conversationId: string) => this.#quoted.get(conversationId) ?? null;
  subscribe = (tell: () => void) => {
    this.#listeners.add(tell);
    return () => void this.#listeners.delete(tell);
  };

  set(conversationId: string, message: Message) {
    this.#quoted.set(conversationId, message);
    this.#listeners.forEach((tell) => tell());
  }

  /** A message is another one now: it was edited or deleted. */
  hear(conversationId: string, message: Message) {
    if (this.get(conversationId)?.kapso.id === message.kapso.id) this.set(conversationId, message);
  }

  forget(conversationId: string) {
    this.#quoted.delete(conversationId);
    this.#listeners.forEach((tell) => tell());
  }
}
