import type { Centrifuge } from "centrifuge";
import { useSyncExternalStore } from "react";
import { api, ApiError, loseSession, type LiveEvent, type Presence as Present } from "@/api/client";
import { keys } from "@/api/keys";
import { projectQuery } from "@/api/project";
import type { Applier } from "./apply";
import type { Presence } from "./presence";

export type Link = "connecting" | "live" | "lost";

const batch = 500;
const pollEvery = 10_000;
const tryAgain = 3000; // ms after a catching-up failed while the connection stands
const terminal = 3500; // centrifuge: from this code on the server asks not to come back

/** Keeps the cache up to date: pushes while the connection stands, catching up after it broke, polling while it is away. */
export class Connection {
  link: Link = "connecting";
  #listeners = new Set<() => void>();
  #client: Centrifuge | null = null;
  #poll: ReturnType<typeof setInterval> | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #subscribed = false;
  #stopped = false;
  #catching: Promise<void> | null = null;
  #asked = 0; // how often somebody wanted what is new
  /** Pushed while what came before is still being caught up with: applied now, they would move the position over the gap. */
  #held: LiveEvent[] | null = null;

  constructor(readonly applier: Applier, readonly presence: Presence) {}

  async start() {
    const { Centrifuge } = await import("./centrifuge");
    if (this.#stopped) return;
    const url = new URL(`/realtime${projectQuery()}`, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const client = new Centrifuge(url.href, { minReconnectDelay: 300, maxReconnectDelay: 10_000 });
    this.#client = client;
    client.on("publication", (p) => this.#publication(p.data));
    client.on("subscribed", (s) => (s.channel.startsWith("prs:") ? void this.presence.reload() : this.#onSubscribed(s.recovered)));
    client.on("connecting", () => this.#subscribed && this.#set("lost"));
    client.on("disconnected", (d) => this.#onDisconnected(d.code));
    client.on("error", () => this.link === "connecting" && this.#set("lost"));
    client.connect();
    addEventListener("online", this.#online);
  }

  stop() {
    this.#stopped = true;
    this.presence.over = true;
    removeEventListener("online", this.#online);
    clearInterval(this.#poll);
    clearTimeout(this.#again);
    this.#client?.disconnect();
    this.#listeners.clear();
  }

  subscribe = (tell: () => void) => {
    this.#listeners.add(tell);
    return () => void this.#listeners.delete(tell);
  };

  #online = () => this.#client?.connect();

  #publication(data: unknown) {
    if (typeof data !== "object" || data === null) return;
    if ("pos" in data && typeof data.pos === "number") this.#event(data as LiveEvent);
    else if ("type" in data && data.type === "gap") this.#onGap();
    else if ("type" in data && data.type === "presence" && "data" in data) this.presence.put(data.data as Present);
  }

  #event(event: LiveEvent) {
    if (this.#held) this.#held.push(event);
    else this.applier.apply(event);
  }

  /** The first time nothing is recovered: what was read before may miss what happened in between. */
  #onSubscribed(recovered: boolean) {
    this.#subscribed = true;
    this.#set("live");
    if (!recovered || this.#held) this.#onGap();
    this.#readFailed();
  }

  /** What was opened while nothing answered is read now, without anybody asking once more. */
  #readFailed() {
    void this.applier.cache.refetchQueries({ type: "active", predicate: ({ state }) => state.error instanceof ApiError && state.error.passing });
  }

  #onGap() {
    this.#held ??= [];
    void this.catchUp();
  }

  #onDisconnected(code: number) {
    if (this.#stopped) return;
    this.#set("lost");
    // The server ends the connections of a session with it, and may do so for other reasons: the person may have left the project.
    if (code >= terminal) void api.session().then((me) => (me ? this.applier.cache.setQueryData(keys.me, me) : loseSession()), () => undefined);
  }

  #set(link: Link) {
    if (link === this.link || this.#stopped) return;
    this.link = link;
    clearInterval(this.#poll);
    if (link === "lost") this.presence.clear();
    if (link === "lost") this.#poll = setInterval(() => void this.catchUp(), pollEvery);
    this.#listeners.forEach((tell) => tell());
  }

  /** Applies every event since the last one that is known, or reads everything again when they are no longer kept. */
  catchUp(): Promise<void> {
    this.#asked++; // one that is under way may have asked before the subscription stood
    this.#catching ??= this.#untilCaughtUp();
    return this.#catching;
  }

  async #untilCaughtUp() {
    clearTimeout(this.#again);
    try {
      for (let asked = 0; asked !== this.#asked && !this.#stopped; ) {
        asked = this.#asked;
        await this.#delta();
      }
      this.#release();
    } catch {
      // While the connection is away, the next poll tries again.
      if (this.link === "live" && !this.#stopped) this.#again = setTimeout(() => void this.catchUp(), tryAgain);
    } finally {
      this.#catching = null;
    }
  }

  /** Fails when the same may succeed later; what a server refuses for good is read anew. */
  async #delta() {
    try {
      for (let more = true; more && !this.#stopped; ) {
        const { data } = await api.events(this.applier.pos, batch);
        data.forEach((event) => this.applier.apply(event));
        more = data.length === batch;
      }
    } catch (error) {
      if (error instanceof ApiError && error.passing) throw error;
      return this.#refetch();
    }
  }

  #release() {
    const held = this.#held ?? [];
    this.#held = null;
    held.forEach((event) => this.applier.apply(event));
  }

  async #refetch() {
    const me = await api.session();
    if (!me) return loseSession();
    const { cache } = this.applier;
    await Promise.all([
      cache.invalidateQueries({ queryKey: keys.lists }),
      cache.invalidateQueries({ queryKey: keys.counts }),
      cache.invalidateQueries({ queryKey: keys.allMessages }),
      cache.invalidateQueries({ queryKey: keys.allActivities }),
      cache.invalidateQueries({ queryKey: ["conversation"] }),
      cache.invalidateQueries({ queryKey: keys.contacts }),
      cache.invalidateQueries({ queryKey: keys.allNotes }),
    ]);
    const failed = cache.getQueryCache().findAll({ type: "active" }).find(({ state }) => state.isInvalidated && state.error instanceof ApiError && state.error.passing);
    if (failed) throw failed.state.error;
    this.applier.pos = Math.max(this.applier.pos, me.pos);
  }
}

export function useLink(connection: Connection): Link {
  return useSyncExternalStore(connection.subscribe, () => connection.link);
}
