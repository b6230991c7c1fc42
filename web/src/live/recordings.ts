/** A recording as far as others need to know of it. */
export type Kept = { end: () => void; /** Something was said. */ heard: () => boolean };

/**
 * Voice messages that were begun, by conversation. Who goes to another one
 * finds them again; they live as long as the page, which asks before it is left.
 */
export class Recordings {
  #kept: ReadonlyMap<string, Kept> = new Map();
  #listeners = new Set<() => void>();

  constructor() {
    addEventListener("beforeunload", this.#ask);
  }

  stop() {
    removeEventListener("beforeunload", this.#ask);
    this.#kept.forEach((one) => one.end());
  }

  subscribe = (tell: () => void) => {
    this.#listeners.add(tell);
    return () => void this.#listeners.delete(tell);
  };
  all = () => this.#kept;
  get = (conversationId: string) => this.#kept.get(conversationId);
  keep = (conversationId: string, recording: Kept) => this.#set(new Map(this.#kept).set(conversationId, recording));

  /** Takes one along to another conversation where none was begun. */
  carry(from: string, to: string) {
    const recording = this.#kept.get(from);
    if (recording && !this.#kept.has(to)) this.#set(new Map([...this.#kept].map(([id, one]) => [id === from ? to : id, one])));
  }

  /** Ends one that was sent or thrown away. */
  drop(conversationId: string) {
    this.#kept.get(conversationId)?.end();
    this.#set(new Map([...this.#kept].filter(([id]) => id !== conversationId)));
  }

  #ask = (event: Event) => [...this.#kept.values()].some((one) => one.heard()) && event.preventDefault();

  #set(kept: ReadonlyMap<string, Kept>) {
    this.#kept = kept;
    this.#listeners.forEach((tell) => tell());
  }
}
