import { api, ApiError } from "@/api/client";
import { keep, kept, keptUnder, onKept } from "@/record/kept";

const quiet = 800; // ms without a key before a draft goes to the server
const largest = 16 * 1024; // bytes that the server takes; a longer draft stays in this browser
const gather = 1_000; // ms in which several changes elsewhere are read once
const pause = 5_000; // ms until the server is asked again after nothing answered
const listed = 100; // drafts that the server lists
const expected = 1_000; // ms after the server was asked for them, in which they are expected

/** A text, and the id of the message that it answers; "" for none. */
type Words = { text: string; replyTo: string };
/** When it was last changed, and what the server has; null while that is unknown. */
type Draft = Words & { at: number; saved: Words | null };

const none: Words = { text: "", replyTo: "" };
const meant = ({ text, replyTo }: Words): Words => ({ text: text.trim() ? text : "", replyTo }); // blanks are no draft
const same = (a: Words, b: Words | null) => a.text === b?.text && a.replyTo === b.replyTo;
const isNone = (words: Words) => same(meant(words), none);

/**
 * What a person has begun to write, and what it answers. Every key is kept in
 * this browser at once, and its other tabs follow; the server has it soon
 * after, so that another device finds it. What was written here and hasn't
 * reached the server is never replaced by what the server has.
 */
export class Drafts {
  #drafts = new Map<string, Draft>();
  #texts: Record<string, string> = {};
  #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #hearing = new Map<string, ReturnType<typeof setTimeout>>();
  #saving = new Set<string>();
  #listeners = new Set<() => void>();
  #unwatch: () => void;
  #coming = false;
  #stopped = false;

  constructor(readonly owner: string) {
    for (const [key, value] of keptUnder(this.#key(""))) this.#adopt(key, value);
    this.#unwatch = onKept(this.#key(""), (key, value) => this.#adopt(key, value) && this.#tell());
    this.#tell();
    addEventListener("online", this.#saveAll);
  }

  stop() {
    this.#stopped = true;
    this.#unwatch();
    removeEventListener("online", this.#saveAll);
    [...this.#timers.values(), ...this.#hearing.values()].forEach((timer) => clearTimeout(timer));
  }

  subscribe = (tell: () => void) => {
    this.#listeners.add(tell);
    return () => void this.#listeners.delete(tell);
  };
  get = (conversationId: string) => this.#drafts.get(conversationId)?.text ?? "";
  /** The id of the message that the draft answers; "" for none. */
  replyTo = (conversationId: string) => this.#drafts.get(conversationId)?.replyTo ?? "";
  /** Every text that isn't empty. */
  all = () => this.#texts;
  /** The server was asked for all of them just now: what was begun elsewhere may be here soon. */
  coming = () => this.#coming;

  /** Brings the server's draft, unless this browser has something that the server doesn't have yet: that goes there instead. */
  async load(conversationId: string, signal?: AbortSignal) {
    if (this.#isAhead(conversationId)) return this.flush(conversationId);
    const before = this.#drafts.get(conversationId)?.at;
    const told = await api.draft(conversationId, signal).catch(() => null);
    if (told) this.#bring(conversationId, { text: told.text, replyTo: told.reply_to }, before);
  }

  /** Brings the latest drafts that the server has, for the list: their conversations need not be opened for that. What it has no more goes here too. */
  async loadAll() {
    const before = new Map([...this.#drafts].map(([id, { at }]) => [id, at]));
    const ahead = new Set([...before.keys()].filter((id) => this.#isAhead(id))); // may reach the server after it has read its list
    this.#coming = true;
    const late = setTimeout(() => this.#came(), expected);
    const all = await api.drafts().catch(() => null);
    clearTimeout(late);
    if (all && !this.#stopped) this.#bringAll(all, before, ahead);
    this.#came();
  }

  #came() {
    this.#coming = false;
    this.#tell();
  }

  #bringAll(all: Awaited<ReturnType<typeof api.drafts>>, before: ReadonlyMap<string, number>, ahead: ReadonlySet<string>) {
    const told = new Map(all.map(({ conversation_id, text, reply_to }) => [conversation_id, { text, replyTo: reply_to }]));
    for (const id of new Set([...told.keys(), ...before.keys()])) {
      const words = told.get(id) ?? (all.length < listed ? none : undefined);
      if (ahead.has(id)) continue;
      if (words) this.#bring(id, words, before.get(id));
      else void this.load(id); // the list was full
    }
  }

  /** Takes what the server had, unless something happened here since it was asked. */
  #bring(conversationId: string, words: Words, before: number | undefined) {
    const now = this.#drafts.get(conversationId);
    if (now?.at !== before || this.#isAhead(conversationId)) return;
    if (!same(words, now ?? none)) this.#put(conversationId, { ...words, at: Date.now(), saved: words });
  }

  /** The server has another draft than before, of this browser or of another one of the person. */
  hear(conversationId: string) {
    if (this.#stopped || this.#hearing.has(conversationId)) return;
    this.#hearing.set(conversationId, setTimeout(() => {
      this.#hearing.delete(conversationId);
      if (!this.#isAhead(conversationId)) void this.load(conversationId);
    }, gather));
  }

  write(conversationId: string, text: string) {
    this.#change(conversationId, { text });
  }

  /** Has the draft answer a message; "" for none. */
  reply(conversationId: string, messageId: string) {
    if (messageId !== this.replyTo(conversationId)) this.#change(conversationId, { replyTo: messageId });
  }

  #change(conversationId: string, part: Partial<Words>) {
    const before = this.#drafts.get(conversationId) ?? { ...none, saved: null };
    this.#put(conversationId, { ...before, ...part, at: this.#later(conversationId) });
    this.#saveIn(conversationId, quiet);
  }

  /** Sends what the server doesn't have yet, now. `leaving`: also when the page is gone before the answer. */
  async flush(conversationId: string, leaving = false) {
    clearTimeout(this.#timers.get(conversationId));
    if (leaving && this.#isOwed(conversationId)) return void this.#send(conversationId, this.#meant(conversationId), true).catch(() => undefined);
    if (this.#saving.has(conversationId)) return; // it looks again when it has its answer
    this.#saving.add(conversationId);
    try {
      while (this.#isOwed(conversationId)) await this.#save(conversationId);
    } catch (error) {
      // Lost on the way is no loss: it is kept here. What the server refused goes again with the next key.
      if (error instanceof ApiError && error.passing) this.#saveIn(conversationId, pause);
    } finally {
      this.#saving.delete(conversationId);
    }
  }

  clear(conversationId: string) {
    this.#change(conversationId, none);
    void this.flush(conversationId);
  }

  /** Takes what was begun in one conversation along to another where nothing was, here or on another device. */
  async carry(from: string, to: string) {
    if (!this.#meant(from).text) return;
    await this.load(to);
    if (this.#meant(to).text) return;
    this.write(to, this.get(from));
    this.clear(from);
  }

  /** Nothing of an erased conversation stays in this browser. */
  forget(conversationId: string) {
    clearTimeout(this.#timers.get(conversationId));
    clearTimeout(this.#hearing.get(conversationId)); // nobody asks for it any more
    this.#drafts.delete(conversationId);
    keep(this.#key(conversationId), null);
    this.#tell();
  }

  async #save(conversationId: string) {
    const words = this.#meant(conversationId);
    await this.#send(conversationId, words);
    this.#adopt(this.#key(conversationId), kept(this.#key(conversationId))); // another tab may have gone on writing
    const now = this.#drafts.get(conversationId);
    if (now) this.#put(conversationId, { ...now, saved: words });
  }

  #meant = (conversationId: string) => meant(this.#drafts.get(conversationId) ?? none);

  #send = (conversationId: string, words: Words, keepalive = false) => (isNone(words) ? api.dropDraft(conversationId, keepalive) : api.putDraft(conversationId, words.text, words.replyTo, keepalive));

  #isAhead(conversationId: string): boolean {
    const draft = this.#drafts.get(conversationId);
    return draft !== undefined && !same(meant(draft), draft.saved);
  }

  /** Whether the server lacks it and would take it. */
  #isOwed = (conversationId: string) => this.#isAhead(conversationId) && new Blob([this.get(conversationId)]).size <= largest;

  #saveAll = () => this.#drafts.forEach((_, conversationId) => void this.flush(conversationId));

  #saveIn(conversationId: string, ms: number) {
    clearTimeout(this.#timers.get(conversationId));
    if (this.#stopped) return;
    this.#timers.set(conversationId, setTimeout(() => void this.flush(conversationId), ms));
  }

  #put(conversationId: string, draft: Draft) {
    this.#drafts.set(conversationId, draft);
    keep(this.#key(conversationId), same(draft, none) && same(none, draft.saved) ? null : JSON.stringify(draft));
    this.#tell();
  }

  /** Takes over what is kept under a key if it was written later than what is here; says whether it did. */
  #adopt(key: string, value: string | null): boolean {
    const conversationId = key.slice(this.#key("").length);
    const here = this.#drafts.get(conversationId);
    const other = value === null ? (here && { ...none, at: here.at, saved: none }) : read(value);
    if (!other || (here && (other.at < here.at || (value === null && !isNone(here))))) return false;
    this.#drafts.set(conversationId, other);
    return true;
  }

  /** A time after that of what is here, also where a clock was set back. */
  #later = (conversationId: string) => Math.max(Date.now(), (this.#drafts.get(conversationId)?.at ?? 0) + 1);

  #key = (conversationId: string) => `drafts.${this.owner}.${conversationId}`;

  #tell() {
    this.#texts = Object.fromEntries([...this.#drafts].flatMap(([id, { text }]) => (text ? [[id, text]] : [])));
    this.#listeners.forEach((tell) => tell());
  }
}

const areWords = (value: unknown): value is Words => {
  const { text, replyTo } = (value ?? {}) as Partial<Record<keyof Words, unknown>>;
  return typeof text === "string" && typeof replyTo === "string";
};

function read(value: string): Draft | undefined {
  try {
    const draft: unknown = JSON.parse(value);
    const { at, saved } = (draft ?? {}) as Partial<Record<keyof Draft, unknown>>;
    return areWords(draft) && typeof at === "number" ? { text: draft.text, replyTo: draft.replyTo, at, saved: areWords(saved) ? saved : null } : undefined;
  } catch {
    return undefined;
  }
}
