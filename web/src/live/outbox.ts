import { api, ApiError, type Message, type OutgoingMessage } from "@/api/client";
import { whyNot } from "@/i18n/failure";
import { withFile } from "@/record/file-in-message";
import { keep, kept, keptUnder, onKept } from "@/record/kept";
import type { MediaKind } from "@/record/limits";
import type { Applier } from "./apply";

export type Problem = { kind: "offline" | "refused" | "stale"; text: string; code: string; missed?: Message[] };

/** One message on its way to the server. Its clientId makes repeating it safe: the server answers the same id with the same row. */
export type Entry = {
  clientId: string;
  conversationId: string;
  phoneNumberId: string;
  message: OutgoingMessage;
  at: number;
  seenPos?: number;
  file?: { name: string; type: string; size: number; kind: MediaKind; preview?: string; blob: Blob };
  progress: number;
  tries: number;
  state: "sending" | "waiting" | "failed";
  problem?: Problem;
};

/** Fetched with the first file. A browser that can't fetch it now is as good as offline. */
const sendFiles = () => import("@/api/upload").catch(() => Promise.reject(new ApiError(0, "unreachable", "No connection")));

type Saved = Pick<Entry, "clientId" | "conversationId" | "phoneNumberId" | "message" | "at" | "seenPos" | "problem">;
type Clock = { wait: (ms: number) => Promise<void>; now: () => number };

const others = 5_000; // ms in which another tab can send what it has
const pause = (tries: number) => Math.min(30_000, 500 * 2 ** tries);

/**
 * Sends in the order of writing, one conversation at a time, and keeps trying
 * while nothing answers. What the server refused stays, with its reason, until
 * the person sends it again or drops it. Each entry is kept in this browser under
 * a name of its own, so that no tab writes over another's; a file is not kept.
 * What another tab doesn't get rid of is sent here too: it may have been closed,
 * and both sending is once by the client id.
 */
export class Outbox {
  #entries: readonly Entry[] = [];
  #listeners = new Set<() => void>();
  #busy = new Set<string>();
  #wake = new Set<() => void>();
  #unwatch: () => void;
  #stopped = false;

  constructor(
    readonly live: Applier,
    readonly owner: string,
    readonly clock: Clock = { wait: (ms) => new Promise((done) => setTimeout(done, ms)), now: Date.now },
  ) {
    this.#entries = keptUnder(this.#key("")).flatMap(([, value]) => restored(value)).sort((a, b) => a.at - b.at);
    this.#unwatch = onKept(this.#key(""), (key, value) => {
      const clientId = key.slice(this.#key("").length);
      if (value === null) this.drop(clientId);
      else void this.#adoptLater(clientId);
    });
    new Set(this.#entries.map((e) => e.conversationId)).forEach((id) => void this.#run(id));
    addEventListener("online", this.#online);
  }

  stop() {
    this.#stopped = true;
    this.#unwatch();
    removeEventListener("online", this.#online);
    this.#online();
  }

  entries = () => this.#entries;
  subscribe = (tell: () => void) => {
    this.#listeners.add(tell);
    return () => void this.#listeners.delete(tell);
  };

  /** Sends a message. One with a client id of its own is taken once: the server answers a second with the first one's row. */
  send(draft: Pick<Entry, "conversationId" | "phoneNumberId" | "message" | "file"> & { clientId?: string }): Entry {
    const clientId = draft.clientId ?? newId();
    const under = this.#entries.find((e) => e.clientId === clientId);
    if (under) return under;
    const entry: Entry = { ...draft, clientId, at: this.#later(), seenPos: draft.message.type === "reaction" ? undefined : this.live.pos, progress: 0, tries: 0, state: "sending" };
    this.#keep(entry);
    this.#set([...this.#entries, entry]);
    void this.#run(entry.conversationId);
    return entry;
  }

  /**
   * Sends once more under the same client id; after "stale" the newer messages
   * count as seen, also where the live connection has not brought them.
   */
  retry(clientId: string) {
    const entry = this.#entries.find((e) => e.clientId === clientId);
    if (!entry || entry.state !== "failed") return;
    this.#change(clientId, { state: "sending", problem: undefined, tries: 0, seenPos: this.live.pos > (entry.seenPos ?? 0) ? this.live.pos : undefined });
    void this.#run(entry.conversationId);
  }

  drop(clientId: string) {
    const entry = this.#entries.find((e) => e.clientId === clientId);
    if (entry?.file?.preview) URL.revokeObjectURL(entry.file.preview);
    keep(this.#key(clientId), null);
    this.#set(this.#entries.filter((e) => e.clientId !== clientId));
  }

  /** Nothing of an erased conversation stays in this browser. */
  forget(conversationId: string) {
    this.#entries.filter((e) => e.conversationId === conversationId).forEach((e) => this.drop(e.clientId));
  }

  async #run(conversationId: string) {
    if (this.#busy.has(conversationId)) return;
    this.#busy.add(conversationId);
    try {
      for (let entry = this.#next(conversationId); entry && !this.#stopped; entry = this.#next(conversationId)) await this.#try(entry);
    } finally {
      this.#busy.delete(conversationId);
    }
  }

  #next = (conversationId: string) => this.#entries.find((e) => e.conversationId === conversationId && e.state !== "failed");

  async #try(entry: Entry) {
    try {
      const answer = await this.#post(entry);
      this.live.putMessage(entry.conversationId, { ...answer, kapso: { ...answer.kapso, client_id: answer.kapso.client_id ?? entry.clientId } });
      this.drop(entry.clientId);
    } catch (error) {
      await this.#onError(entry, error);
    }
  }

  async #post(entry: Entry): Promise<Message> {
    const media = entry.file;
    let message = entry.message;
    if (media) {
      const { upload } = await sendFiles();
      const id = await upload(media.blob, media.name, entry.phoneNumberId, media.kind, (share) => this.#change(entry.clientId, { progress: share }));
      message = withFile(message, media.kind, id);
      this.#change(entry.clientId, { message, file: undefined, progress: 1 });
    }
    return api.send(entry.conversationId, message, entry.clientId, entry.seenPos);
  }

  async #onError(entry: Entry, error: unknown) {
    const failure = error instanceof ApiError ? error : new ApiError(0, "unreachable", String(error));
    // Who has to log in again finds it waiting and sent then.
    if (failure.passing || failure.status === 401) {
      const tries = entry.tries + 1;
      this.#change(entry.clientId, { state: "waiting", tries });
      await this.#sleep(pause(tries));
      return;
    }
    const kind = failure.code === "stale_send" ? "stale" : "refused";
    this.#change(entry.clientId, { state: "failed", problem: { kind, text: whyNot(failure), code: failure.code, missed: kind === "stale" ? (failure.body.missed as Message[] | undefined) : undefined } });
  }

  /** Takes a message of another tab that is still kept when that tab has had its time. */
  async #adoptLater(clientId: string) {
    await this.clock.wait(others);
    const value = kept(this.#key(clientId));
    if (this.#stopped || value === null || this.#entries.some((e) => e.clientId === clientId)) return;
    const adopted = restored(value);
    this.#set([...this.#entries, ...adopted].sort((a, b) => a.at - b.at));
    adopted.forEach((e) => void this.#run(e.conversationId));
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((done) => {
      const wake = () => {
        this.#wake.delete(wake);
        done();
      };
      this.#wake.add(wake);
      void this.clock.wait(ms).then(wake);
    });
  }

  #online = () => this.#wake.forEach((wake) => wake());

  #change(clientId: string, change: Partial<Entry>) {
    this.#set(this.#entries.map((e) => (e.clientId === clientId ? { ...e, ...change } : e)));
    const entry = this.#entries.find((e) => e.clientId === clientId);
    if (entry) this.#keep(entry);
  }

  #set(entries: readonly Entry[]) {
    this.#entries = entries;
    this.#listeners.forEach((tell) => tell());
  }

  #keep({ clientId, conversationId, phoneNumberId, message, at, seenPos, problem, file }: Entry) {
    if (file) return;
    const saved: Saved = { clientId, conversationId, phoneNumberId, message, at, seenPos, problem: problem && { ...problem, missed: undefined } };
    keep(this.#key(clientId), JSON.stringify(saved));
  }

  /** A time after those of the others: the order in which they are sent, also after they were kept. */
  #later = () => Math.max(this.clock.now(), (this.#entries.at(-1)?.at ?? 0) + 1);

  #key = (clientId: string) => `outbox.${this.owner}.${clientId}`;
}

function restored(value: string): Entry[] {
  try {
    const saved = JSON.parse(value) as Saved;
    return [{ ...saved, progress: 0, tries: 0, state: saved.problem ? "failed" : "sending" }];
  } catch {
    return [];
  }
}

/** A random UUID, also on plain http where crypto.randomUUID is missing. */
export function newId(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** An entry in the shape of a message, so that the thread shows it like any other. */
export function asMessage(entry: Entry, viewer: { id: string }): Message {
  const { file } = entry;
  return {
    id: entry.clientId,
    timestamp: String(Math.floor(entry.at / 1000)),
    ...(entry.message as { type: string }),
    kapso: {
      id: entry.clientId,
      client_id: entry.clientId,
      direction: "outbound",
      status: entry.state === "failed" ? "failed" : "queued",
      created_at: new Date(entry.at).toISOString(),
      sent_by: { id: viewer.id },
      media_url: file?.preview,
      media_data: file ? { filename: file.name, content_type: file.type, byte_size: file.size, status: "uploading" } : undefined,
    },
  };
}
