import type { LiveEvent } from "@/api/client";

/** What came in a conversation within a moment. */
export type Arrival = { conversationId: string; pos: number; count: number; event: LiveEvent };

type Word = { ask: string[]; by: string } | { sees: string; to: string } | { ring: true };

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
const answers = 80; // ms in which another tab can say that it has the conversation open
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
  readonly #id = crypto.randomUUID();
  readonly #channel: BroadcastChannel;
  readonly #end = new AbortController();
  #leads = false;
  #recent: { at: number; event: LiveEvent }[] = [];
  #waiting: LiveEvent[] = [];
  #seen = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly tab: Tab) {
    this.#channel = new BroadcastChannel(`relevo.notify.${tab.scope}`);
    this.#channel.onmessage = ({ data }: MessageEvent<Word>) => this.#hear(data);
    const lead = () => new Promise<void>((done) => {
      this.#leads = true;
      const since = Date.now() - handover;
      this.#recent.filter((r) => r.at > since).forEach((r) => this.#consider(r.event));
      this.#end.signal.addEventListener("abort", () => done());
    });
    navigator.locks.request(`relevo.notify.${tab.scope}`, { signal: this.#end.signal }, lead).catch(() => undefined); // ended before its turn
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
      for (const id of word.ask) if (this.tab.sees(id)) this.#say({ sees: id, to: word.by });
    } else if ("sees" in word) {
      if (word.to === this.#id) this.#seen.add(word.sees);
    } else {
      this.tab.ring();
    }
  }

  #consider(event: LiveEvent) {
    if (!this.tab.on() || event.pos <= this.tab.told.get()) return;
    this.#waiting.push(event);
    this.#timer ??= setTimeout(() => this.#ask(), gather);
  }

  #ask() {
    const arrivals = arrivalsOf(this.#waiting);
    this.#waiting = [];
    this.#seen = new Set(arrivals.map((a) => a.conversationId).filter(this.tab.sees));
    this.#say({ ask: arrivals.map((a) => a.conversationId), by: this.#id });
    this.#timer = setTimeout(() => this.#tell(arrivals), answers);
  }

  #tell(arrivals: Arrival[]) {
    this.#timer = undefined;
    if (this.#waiting.length > 0) this.#timer = setTimeout(() => this.#ask(), gather);
    this.tab.told.set(Math.max(this.tab.told.get(), ...arrivals.map((a) => a.pos)));
    const unseen = arrivals.filter((a) => !this.#seen.has(a.conversationId));
    if (unseen.length > 0 && this.tab.on()) this.tab.show(unseen);
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
