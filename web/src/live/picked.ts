import type { Verdict } from "@/record/limits";

/** A file chosen for a message, judged by WhatsApp's limits. */
export type PickedFile = { id: string; file: File; verdict: Verdict; preview?: string };

const none: readonly PickedFile[] = [];

/**
 * The files that wait beside each conversation's text. They stay while somebody
 * looks at other conversations, and go with the session: a browser keeps no files.
 */
export class Picked {
  #files = new Map<string, readonly PickedFile[]>();
  #listeners = new Set<() => void>();

  get = (conversationId: string) => this.#files.get(conversationId) ?? none;
  any = () => this.#files.size > 0;
  subscribe = (tell: () => void) => {
    this.#listeners.add(tell);
    return () => void this.#listeners.delete(tell);
  };

  set(conversationId: string, files: readonly PickedFile[]) {
    if (files.length > 0) this.#files.set(conversationId, files);
    else this.#files.delete(conversationId);
    this.#listeners.forEach((tell) => tell());
  }

  /** Takes what waits at one conversation along to another where nothing does. */
  carry(from: string, to: string) {
    const files = this.get(from);
    if (files.length === 0 || this.#files.has(to)) return;
    this.#files.delete(from);
    this.set(to, files);
  }

  stop() {
    for (const files of this.#files.values()) for (const { preview } of files) if (preview) URL.revokeObjectURL(preview);
    this.#files.clear();
  }
}
