import { api } from "@/api/client";
import { keep, kept } from "@/record/kept";

const quiet = 800; // ms without a key before a draft goes to the server

/**
 * What a person has begun to write. The buffer in this browser is always
 * ahead; the server has it soon after, so that another device finds it.
 */
export class Drafts {
  #texts: Record<string, string>;
  #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #dirty = new Set<string>();
  #listeners = new Set<() => void>();

  constructor(readonly owner: string) {
    this.#texts = this.#restore();
  }

  subscribe = (tell: () => void) => {
    this.#listeners.add(tell);
    return () => void this.#listeners.delete(tell);
  };
  get = (conversationId: string) => this.#texts[conversationId] ?? "";
  all = () => this.#texts;

  /** The server's draft, unless this browser has a newer one. */
  async load(conversationId: string, signal?: AbortSignal) {
    if (conversationId in this.#texts || this.#dirty.has(conversationId)) return;
    const text = await api.draft(conversationId, signal).catch(() => "");
    if (text && !(conversationId in this.#texts) && !this.#dirty.has(conversationId)) this.#put(conversationId, text);
  }

  write(conversationId: string, text: string) {
    this.#dirty.add(conversationId);
    this.#put(conversationId, text);
    clearTimeout(this.#timers.get(conversationId));
    this.#timers.set(conversationId, setTimeout(() => void this.flush(conversationId), quiet));
  }

  /** Sends what the server doesn't have yet, now. */
  async flush(conversationId: string) {
    clearTimeout(this.#timers.get(conversationId));
    if (!this.#dirty.delete(conversationId)) return;
    const text = this.get(conversationId);
    // Lost on the way is no loss: the buffer here still has it and the next key tries again.
    await (text.trim() ? api.putDraft(conversationId, text) : api.dropDraft(conversationId)).catch(() => undefined);
  }

  clear(conversationId: string) {
    this.#dirty.add(conversationId);
    this.#put(conversationId, "");
    void this.flush(conversationId);
  }

  #put(conversationId: string, text: string) {
    const { [conversationId]: _, ...others } = this.#texts;
    this.#texts = text ? { ...others, [conversationId]: text } : others;
    keep(`drafts.${this.owner}`, Object.keys(this.#texts).length ? JSON.stringify(this.#texts) : null);
    this.#listeners.forEach((tell) => tell());
  }

  #restore(): Record<string, string> {
    try {
      const saved: unknown = JSON.parse(kept(`drafts.${this.owner}`) ?? "{}");
      if (typeof saved !== "object" || saved === null) return {};
      return Object.fromEntries(Object.entries(saved).filter((e): e is [string, string] => typeof e[1] === "string"));
    } catch {
      return {};
    }
  }
}
