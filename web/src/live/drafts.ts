import { api, ApiError } from "@/api/client";
import { keep, kept, keptUnder, onKept } from "@/record/kept";

const quiet = 800; // ms without a key before a draft goes to the server
const largest = 16 * 1024; // bytes that the server takes; a longer draft stays in this browser
const gather = 1_000; // ms in which several changes elsewhere are read once
const pause = 5_000; // ms until the server is asked again after nothing answered

/** A text, when it was last written in, and what the server has; null while that is unknown. */
type Draft = { text: string; at: number; saved: string | null };

const meant = (text: string) => (text.trim() ? text : ""); // blanks are no draft

/**
 * What a person has begun to write. Every key is kept in this browser at once,
 * and its other tabs follow; the server has it soon after, so that another
 * device finds it. What was written here and hasn't reached the server is
 * never replaced by what the server has.
 */
export class Drafts {
  #drafts = new Map<string, Draft>();
  #texts: Record<string, string> = {};
  #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #hearing = new Map<string, ReturnType<typeof setTimeout>>();
  #saving = new Set<string>();
  #listeners = new Set<() => void>();
  #unwatch: () => void;
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
  /** Every draft that isn't empty. */
  all = () => this.#texts;

  /** Brings the server's draft, unless this browser has something that the server doesn't have yet: that goes there instead. */
  async load(conversationId: string, signal?: AbortSignal) {
    if (this.#isAhead(conversationId)) return this.flush(conversationId);
    const before = this.#drafts.get(conversationId)?.at;
    const text = await api.draft(conversationId, signal).catch(() => null);
    if (text !== null) this.#bring(conversationId, text, before);
  }

  /** Brings the latest drafts that the server has, for the list: their conversations need not be opened for that. */
  async loadAll() {
    const before = new Map([...this.#drafts].map(([id, { at }]) => [id, at]));
    const all = await api.drafts().catch(() => []);
    if (!this.#stopped) for (const { conversation_id: id, text } of all) this.#bring(id, text, before.get(id));
  }

  /** Takes what the server had, unless something happened here since it was asked. */
  #bring(conversationId: string, text: string, before: number | undefined) {
    const now = this.#drafts.get(conversationId);
    if (now?.at !== before || this.#isAhead(conversationId)) return;
    if (text !== (now?.text ?? "")) this.#put(conversationId, { text, at: Date.now(), saved: text });
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
    this.#put(conversationId, { text, at: this.#later(conversationId), saved: this.#drafts.get(conversationId)?.saved ?? null });
    this.#saveIn(conversationId, quiet);
  }

  /** Sends what the server doesn't have yet, now. `leaving`: also when the page is gone before the answer. */
  async flush(conversationId: string, leaving = false) {
    clearTimeout(this.#timers.get(conversationId));
    if (leaving && this.#isOwed(conversationId)) return void this.#send(conversationId, meant(this.get(conversationId)), true).catch(() => undefined);
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
    this.write(conversationId, "");
    void this.flush(conversationId);
  }

  /** Takes what was begun in one conversation along to another where nothing was, here or on another device. */
  async carry(from: string, to: string) {
    if (!meant(this.get(from))) return;
    await this.load(to);
    if (meant(this.get(to))) return;
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
    const text = meant(this.get(conversationId));
    await this.#send(conversationId, text);
    this.#adopt(this.#key(conversationId), kept(this.#key(conversationId))); // another tab may have gone on writing
    const now = this.#drafts.get(conversationId);
    if (now) this.#put(conversationId, { ...now, saved: text });
  }

  #send = (conversationId: string, text: string, keepalive = false) => (text ? api.putDraft(conversationId, text, keepalive) : api.dropDraft(conversationId, keepalive));

  #isAhead(conversationId: string): boolean {
    const draft = this.#drafts.get(conversationId);
    return draft !== undefined && meant(draft.text) !== draft.saved;
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
    keep(this.#key(conversationId), draft.text || draft.saved !== "" ? JSON.stringify(draft) : null);
    this.#tell();
  }

  /** Takes over what is kept under a key if it was written later than what is here; says whether it did. */
  #adopt(key: string, value: string | null): boolean {
    const conversationId = key.slice(this.#key("").length);
    const here = this.#drafts.get(conversationId);
    const other = value === null ? (here && { text: "", at: here.at, saved: "" }) : read(value);
    if (!other || (here && (other.at < here.at || (value === null && meant(here.text) !== "")))) return false;
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

function read(value: string): Draft | undefined {
  try {
    const { text, at, saved } = JSON.parse(value) as Partial<Record<keyof Draft, unknown>>;
    return typeof text === "string" && typeof at === "number" ? { text, at, saved: typeof saved === "string" ? saved : null } : undefined;
  } catch {
    return undefined;
  }
}
