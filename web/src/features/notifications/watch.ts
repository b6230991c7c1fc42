import type { LiveEvent } from "@/api/client";

/** What came in a conversation within a moment. */
export type Arrival = { conversationId: string; pos: number; count: number; event: LiveEvent };

type Answer = { sees: string[]; to: string };
type Word = { ask: string[]; by: string } | Answer | { ring: true };

/** What the watch needs of its tab. */
export type Tab = {
  /** Apart for each person and project: what others do in this browser is not this one's. */
  scope: string;
  on: () => boolean;
  sees: (conversationId: string) => boolean;
  show: (arrivals: Arrival[]) => void;
  clear: (conversationId: string) => void;
  ring: () => void;
  /** The newest position of which this browser has told somebody. */
  told: { get: () => number; set: (pos: number) => void };
};

const gather = 120; // ms in which arrivals are told together
const patience = 3000; // ms after which a tab that doesn't answer is one that the browser has put to sleep
const handover = 5000; // ms for which a tab remembers what the leading one may have left undone

/** New words of a customer; not what was fetched from long ago, nor what makes no bubble. */
export function isArrival(event: LiveEvent): boolean {
  const message = event.data.message;
  return event.type === "message.received" && message?.kapso.direction === "inbound" && message.kapso.origin !== "history_sync" && message.type !== "reaction" && message.type !== "system" && !message.kapso.revoked_at;
}

/**
 * One notification however many tabs are open: the tab that holds a lock of the
 * browser tells, after it has asked the others whether one of them has the
 * conversation before somebody's eyes. The lock passes on when the tab goes.
 */
export class Watch {
  readonly #name: string;
  readonly #channel: BroadcastChannel;
  readonly #end = new AbortController();
  #leads = false;
  #recent: { at: number; event: LiveEvent }[] = [];
  #waiting: LiveEvent[] = [];
  #answered: ((answer: Answer) => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly tab: Tab) {
    this.#name = `relevo.notify.${tab.scope}`;
    this.#channel = new BroadcastChannel(this.#name);
    this.#channel.onmessage = ({ data }: MessageEvent<Word>) => this.#hear(data);
    const lead = () => new Promise<void>((done) => {
      this.#leads = true;
      const since = Date.now() - handover;
      this.#recent.filter((r) => r.at > since).forEach((r) => this.#consider(r.event));
      this.#end.signal.addEventListener("abort", () => done());
    });
    navigator.locks.request(this.#name, { signal: this.#end.signal }, lead).catch(() => undefined); // ended before its turn
  }

  stop() {
    this.#leads = false;
    clearTimeout(this.#timer);
    this.#end.abort();
    this.#channel.close();
  }

  /** Takes an event of the log, in its order. */
  take(event: LiveEvent) {
    if (!isArrival(event)) return;
    const now = Date.now();
    this.#recent = [...this.#recent.filter((r) => r.at > now - handover), { at: now, event }];
    if (this.#leads) this.#consider(event);
  }

  /** Somebody has read a conversation: what was told of it is old. */
  read(conversationId: string) {
    this.tab.clear(conversationId);
  }

  /** Lets a tab sound that may: browsers ask for a click in it first. */
  ringElsewhere() {
    this.#say({ ring: true });
  }

  #say(word: Word) {
    this.#channel.postMessage(word);
  }

  #hear(word: Word) {
    if ("ask" in word) {
      this.#say({ sees: word.ask.filter(this.tab.sees), to: word.by });
    } else if ("sees" in word) {
      this.#answered?.(word);
    } else {
      this.tab.ring();
    }
  }

  #consider(event: LiveEvent) {
    if (!this.tab.on() || event.pos <= this.tab.told.get()) return;
    this.#waiting.push(event);
    this.#timer ??= setTimeout(() => void this.#decide(), gather);
  }

  async #decide() {
    const arrivals = arrivalsOf(this.#waiting.splice(0));
    const ids = arrivals.map((a) => a.conversationId);
    const seen = new Set([...ids.filter(this.tab.sees), ...(await this.#seenElsewhere(ids))]);
    if (!this.#leads) return; // whoever leads now tells
    this.#timer = this.#waiting.length > 0 ? setTimeout(() => void this.#decide(), gather) : undefined;
    this.tab.told.set(Math.max(this.tab.told.get(), ...arrivals.map((a) => a.pos)));
    const unseen = arrivals.filter((a) => !seen.has(a.conversationId));
    if (unseen.length > 0 && this.tab.on()) this.tab.show(unseen);
  }

  /** Which of these conversations other tabs have before somebody's eyes. Every tab that waits for the lead is to answer: a busy one late. */
  async #seenElsewhere(ids: string[]): Promise<string[]> {
    const { pending = [] } = await navigator.locks.query();
    let silent = pending.filter((lock) => lock.name === this.#name).length;
    if (silent === 0 || !this.#leads) return [];
    const by = crypto.randomUUID();
    const seen: string[] = [];
    await new Promise<void>((done) => {
      const timer = setTimeout(done, patience);
      this.#answered = ({ sees, to }) => {
        if (to !== by) return;
        seen.push(...sees);
        if (--silent > 0) return;
        clearTimeout(timer);
        done();
      };
      this.#say({ ask: ids, by });
    });
    return seen;
  }
}

/** One arrival for each conversation, with its newest message. */
export function arrivalsOf(events: readonly LiveEvent[]): Arrival[] {
  const byId = new Map<string, Arrival>();
  for (const event of events) {
    const conversationId = event.data.message?.kapso.whatsapp_conversation_id;
    if (!conversationId) continue;
    byId.set(conversationId, { conversationId, pos: event.pos, event, count: (byId.get(conversationId)?.count ?? 0) + 1 });
  }
  return [...byId.values()];
}
