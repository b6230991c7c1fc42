import { useEffect, useMemo, useSyncExternalStore } from "react";
import { api, type Presence as Present } from "@/api/client";
import type { Drafts } from "./drafts";
import { newId } from "./outbox";
import { usePeople, useSession } from "./session";

type Person = Present["people"][number];
const nobody: readonly Person[] = [];

/** Which colleagues look at which conversation, as the server last said. It is of this moment only: nothing of it is kept or caught up on. */
export class Presence {
  #people = new Map<string, readonly Person[]>();
  #told = new Set<string>();
  #listeners = new Set<() => void>();

  /** The session has ended: nobody may be told anything any more. */
  over = false;

  constructor(readonly viewerId: string) {}

  subscribe = (tell: () => void) => {
    this.#listeners.add(tell);
    return () => void this.#listeners.delete(tell);
  };
  at = (conversationId: string) => this.#people.get(conversationId) ?? nobody;

  /** Takes what the server pushed about one conversation. */
  put({ conversation_id, people }: Present) {
    this.#told.add(conversation_id);
    this.#set(conversation_id, people);
    this.#listeners.forEach((tell) => tell());
  }

  /** Asks for everybody, when the pushes begin; what is pushed meanwhile is newer than the answer. */
  async reload() {
    this.#told.clear();
    const all = await api.presences().catch(() => []);
    const now = new Map(all.map((p) => [p.conversation_id, p.people]));
    for (const id of new Set([...this.#people.keys(), ...now.keys()])) {
      if (!this.#told.has(id)) this.#set(id, now.get(id) ?? []);
    }
    this.#listeners.forEach((tell) => tell());
  }

  /** Without a connection nobody knows who is there. */
  clear() {
    if (this.#people.size === 0) return;
    this.#people.clear();
    this.#listeners.forEach((tell) => tell());
  }

  #set(id: string, people: readonly Person[]) {
    const others = people.filter((p) => p.user_id !== this.viewerId);
    if (others.length) this.#people.set(id, others);
    else this.#people.delete(id);
  }
}

/** Whether any colleague is at a conversation; cheaper than who, for rows that come and go while the list scrolls. */
export function useAnyCompany(conversationId: string) {
  const { presence } = useSession();
  return useSyncExternalStore(presence.subscribe, () => presence.at(conversationId).length > 0);
}

/** The colleagues at a conversation, by name. */
export function useCompany(conversationId: string) {
  const { presence } = useSession();
  const names = usePeople();
  const people = useSyncExternalStore(presence.subscribe, () => presence.at(conversationId));
  return useMemo(() => people.map((p) => ({ id: p.user_id, name: names.get(p.user_id) ?? "", typing: p.typing })), [people, names]);
}

const screen = newId(); // of this window
const renewAfter = 7000; // ms; the server forgets a screen after 10 s
const writingFor = 5000; // ms after a key
const isComposing = () => document.activeElement?.closest("[data-composer]") != null;

/** Shows this person to colleagues while the conversation is before their eyes, and that they write while they do. */
export function useBeingHere(conversationId: string | undefined) {
  const { drafts, presence, live } = useSession();
  useEffect(() => {
    if (!conversationId) return;
    return beHere(conversationId, drafts, () => presence.over || live.erased.has(conversationId));
  }, [conversationId, drafts, presence, live]);
}

/** nowhere tells that there is nobody to tell any more: the session has ended, or the conversation was erased. */
function beHere(conversationId: string, drafts: Drafts, nowhere: () => boolean): () => void {
  let told: boolean | undefined; // what the server knows: writing, only here, or nothing
  let toldAt = 0;
  let writesUntil = 0;
  let text = drafts.get(conversationId);
  const leave = () => {
    if (told === undefined || nowhere()) return;
    told = undefined;
    void api.endPresence(conversationId, screen).catch(() => undefined); // it ends by itself too
  };
  const tell = () => {
    if (nowhere()) return;
    if (document.visibilityState !== "visible") return leave();
    const writing = Date.now() < writesUntil;
    if (told === writing && Date.now() - toldAt < renewAfter) return;
    [told, toldAt] = [writing, Date.now()];
    void api.keepPresence(conversationId, screen, writing).catch(() => undefined); // the next one comes soon
  };
  const onKey = () => {
    const before = text;
    text = drafts.get(conversationId);
    if (text === before) return;
    writesUntil = text.trim() && isComposing() ? Date.now() + writingFor : 0;
    tell();
  };
  const timer = setInterval(tell, 1000);
  const quiet = drafts.subscribe(onKey);
  document.addEventListener("visibilitychange", tell);
  addEventListener("pagehide", leave);
  tell();
  return () => {
    clearInterval(timer);
    quiet();
    document.removeEventListener("visibilitychange", tell);
    removeEventListener("pagehide", leave);
    leave();
  };
}
