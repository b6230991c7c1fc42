import type { QueryCacheNotifyEvent, QueryClient, QueryKey } from "@tanstack/react-query";
import type { Activity, Contact, Conversation, ConversationFilter, LiveEvent, Message } from "@/api/client";
import { keys } from "@/api/keys";
import { inEnvelope } from "@/record/envelope";
import { contactLabel } from "@/record/names";
import { moment } from "@/record/time";
import { newerMessage, putActivity, putConversation, putMessage, type Pages } from "./cursor";

const gather = 300; // ms in which several reasons to ask the server are one
const recountEvery = 2000; // ms at least between two counts: a busy team changes them many times a second
const remembered = 2000; // records, for reads that were under way when an event came

/** What the whole team shares is read anew when it was changed. */
const sharedLists: Record<string, readonly string[]> = { "templates.changed": keys.allTemplates, "canned_reply.changed": keys.cannedReplies };

/** A record as it was last written into the cache. */
type Written = { message?: Message; conversation?: Conversation; activity?: Activity };

/** What may move a conversation into or out of a tab; messages don't, unless they begin one. */
const recounted: ReadonlySet<string> = new Set(["conversation.changed", "conversation.assigned", "conversation.erased", "members.changed"]);

/** The person behind an event's actor: "user:ID", or an object with an id. */
export function actorId(actor: unknown): string {
  if (typeof actor === "string") return actor.replace(/^[a-z_]+:/, "");
  const id = typeof actor === "object" && actor !== null && "id" in actor ? actor.id : "";
  return typeof id === "string" ? id : "";
}

/**
 * A conversation of the event log carries nobody's unread count in particular.
 * How many inbound messages the viewer has seen doesn't change with an event,
 * so the count follows from how many there are now.
 */
export function withUnread(old: Conversation | undefined, incoming: Conversation): Conversation {
  const now = incoming.kapso?.inbound_count;
  const then = old?.kapso?.inbound_count;
  const before = old?.kapso?.unread_count;
  const unread = now === undefined || then === undefined || before === undefined ? (before ?? incoming.kapso?.unread_count ?? 0) : Math.max(0, before + now - then);
  return { ...incoming, kapso: { ...incoming.kapso, unread_count: unread } };
}

/** A conversation with its person's names as they are now. */
const named = (conversation: Conversation, contact: Contact): Conversation => ({
  ...conversation,
  username: contact.username,
  phone_number: contact.phone_number,
  business_scoped_user_id: contact.business_scoped_user_id,
  kapso: { ...conversation.kapso, contact_name: contactLabel(contact) },
});

/**
 * The one place where an event touches the cache. Applying an event twice, or
 * an older one of the same record after a newer one, changes nothing.
 */
export class Applier {
  /** Conversations that were erased while this page was open; nobody needs to ask for them. */
  readonly erased = new Set<string>();
  #step = 0;
  #recounting: ReturnType<typeof setTimeout> | undefined;
  #countedAt = 0;
  #asking = new Map<string, ReturnType<typeof setTimeout>>();
  #applied = new Map<string, Written & { pos: number; step: number }>();
  #reads = new Map<string, number>(); // those under way, and the step at which each began
  #unwatch: () => void;
  #listeners = new Set<(event: LiveEvent) => void>();

  constructor(
    readonly cache: QueryClient,
    readonly viewerId: () => string,
    readonly read: (conversationId: string) => Promise<Conversation>,
    /** Everything up to this position is in what was read or has been applied. */
    public pos: number,
  ) {
    this.#unwatch = cache.getQueryCache().subscribe(this.#watch);
  }

  stop() {
    this.#unwatch();
  }

  onEvent(tell: (event: LiveEvent) => void) {
    this.#listeners.add(tell);
    return () => void this.#listeners.delete(tell);
  }

  apply(event: LiveEvent) {
    const { conversation, contact, activity } = event.data ?? {};
    const message = event.data?.message && inEnvelope(event.data.message, String(event.pos));
    const fresh = event.pos > this.pos;
    // A message before its conversation: whoever looks at the row finds the message there.
    if (message && this.#take(`m ${message.kapso.id}`, event.pos, { message })) this.#message(message);
    if (conversation && this.#take(`c ${conversation.id}`, event.pos, { conversation })) this.#conversation(conversation, event);
    if (contact && this.#take(`p ${contact.id}`, event.pos, {})) this.putContact(contact);
    if (activity && this.#take(`a ${activity.id}`, event.pos, { activity })) this.cache.setQueryData<Pages<Activity>>(keys.activities(activity.conversation_id), (pages) => pages && putActivity(pages, activity));
    if (!fresh) return;
    if (event.type === "contact.notes_changed") void this.cache.invalidateQueries({ queryKey: keys.notes(event.data.contact_id ?? "") });
    if (event.type === "members.changed") this.#members(event);
    if (event.type === "number.changed") for (const queryKey of [keys.numbers, keys.health, ["check"]]) void this.cache.invalidateQueries({ queryKey });
    if (event.type === "conversation.erased" && event.data.conversation_id) this.#erase(event.data.conversation_id);
    if (event.data?.is_new_conversation || recounted.has(event.type)) this.#recount();
    this.pos = event.pos;
    const shared = sharedLists[event.type];
    if (shared) void this.cache.invalidateQueries({ queryKey: shared });
    this.#listeners.forEach((tell) => tell(event));
  }

  /** Has the tabs counted anew, soon and seldom. */
  #recount() {
    this.#recounting ??= setTimeout(() => {
      this.#recounting = undefined;
      this.#countedAt = Date.now();
      void this.cache.invalidateQueries({ queryKey: keys.counts });
    }, Math.max(gather, this.#countedAt + recountEvery - Date.now()));
  }

  /** Names, roles and invitations are others now; one's own rights may be too. */
  #members(event: LiveEvent) {
    void this.cache.invalidateQueries({ queryKey: keys.users });
    void this.cache.invalidateQueries({ queryKey: keys.invitations });
    if (event.data.user_id === this.viewerId()) void this.cache.invalidateQueries({ queryKey: keys.me });
  }

  #take(key: string, pos: number, written: Written): boolean {
    const last = this.#applied.get(key);
    if (last && last.pos >= pos) return false;
    this.#note(key, written, pos);
    return true;
  }

  /** Remembers what is written into the cache, for reads that are under way. */
  #note(key: string, written: Written, pos = this.#applied.get(key)?.pos ?? -1) {
    this.#applied.delete(key);
    this.#applied.set(key, { pos, step: ++this.#step, ...written });
    if (this.#applied.size <= remembered) return;
    const oldest = this.#applied.keys().next().value;
    if (oldest !== undefined) this.#applied.delete(oldest);
  }

  /**
   * What is written while a read is on its way is written again over its answer.
   * The server may have answered before it happened, and a page that is added to
   * a list comes with the others as they were when it was asked for.
   */
  #watch = (notice: QueryCacheNotifyEvent) => {
    if (notice.type !== "updated") return;
    const { action, query: { queryHash, queryKey } } = notice;
    if (action.type === "fetch") this.#reads.set(queryHash, this.#step);
    if (action.type === "error") this.#reads.delete(queryHash);
    if (action.type !== "success" || action.manual) return;
    const since = this.#reads.get(queryHash);
    this.#reads.delete(queryHash);
    if (since !== undefined && since < this.#step) this.#repeat(queryKey, since);
  };

  #repeat(key: QueryKey, since: number) {
    const later = [...this.#applied.values()].filter((w) => w.step > since);
    const over = <T>(put: (old: T, written: Written) => T) => this.cache.setQueryData<T>(key, (old) => old && later.reduce(put, old));
    switch (key[0]) {
      case keys.lists[0]: return over<Pages<Conversation>>((pages, { conversation: c }) => (c ? putConversation(pages, c, filterIn(key)) : pages));
      case keys.conversations[0]: return over<Conversation>((old, { conversation: c }) => (c?.id === old.id ? c : old));
      case keys.allMessages[0]: return over<Pages<Message>>((pages, { message: m }) => (m?.kapso.whatsapp_conversation_id === key[1] ? putMessage(pages, m!, false) : pages));
      case keys.allActivities[0]: return over<Pages<Activity>>((pages, { activity: a }) => (a?.conversation_id === key[1] ? putActivity(pages, a!) : pages));
    }
  }

  #message(message: Message) {
    const id = message.kapso.whatsapp_conversation_id;
    if (!id) return;
    this.cache.setQueriesData<Pages<Message>>({ queryKey: keys.thread(id) }, (pages) => pages && putMessage(pages, message, true));
    this.cache.setQueryData<Message>(keys.message(message.id), (old) => old && message);
  }

  #conversation(incoming: Conversation, event: LiveEvent) {
    const old = this.known(incoming.id);
    this.#write(withUnread(old, incoming));
    const mine = event.type === "conversation.read" && actorId(event.actor) === this.viewerId();
    if (!old || mine) this.#ask(incoming.id);
  }

  /** Only the server knows what this person has seen of a conversation that is new here, or was read elsewhere. */
  #ask(id: string) {
    clearTimeout(this.#asking.get(id));
    if (!this.erased.has(id)) this.#asking.set(id, setTimeout(() => void this.read(id).then((c) => this.put(c), () => undefined), gather));
  }

  /** The cached record of a conversation, wherever it is. */
  known(id: string): Conversation | undefined {
    const own = this.cache.getQueryData<Conversation>(keys.conversation(id));
    if (own) return own;
    for (const [, pages] of this.cache.getQueriesData<Pages<Conversation>>({ queryKey: keys.lists })) {
      for (const page of pages?.pages ?? []) {
        const found = page.data.find((c) => c.id === id);
        if (found) return found;
      }
    }
    return undefined;
  }

  /** Every conversation in a cached list, the latest first. */
  loaded(): Conversation[] {
    const all = new Map<string, Conversation>();
    for (const [, pages] of this.cache.getQueriesData<Pages<Conversation>>({ queryKey: keys.lists })) {
      pages?.pages.forEach((page) => page.data.forEach((c) => all.set(c.id, c)));
    }
    return [...all.values()].sort((a, b) => b.last_active_at.localeCompare(a.last_active_at));
  }

  /** Puts the server's answer to this person into the cache; what events told while it was on its way is newer. */
  put(answer: Conversation) {
    clearTimeout(this.#asking.get(answer.id));
    this.#asking.delete(answer.id);
    const told = this.known(answer.id);
    this.#write(told && moment(told.updated_at) > moment(answer.updated_at) ? withUnread(answer, told) : answer);
  }

  /** Puts a person's record into the cache, and their names into every conversation with them. */
  putContact(contact: Contact) {
    this.cache.setQueryData<Contact>(keys.contact(contact.id), (old) => old && contact);
    const ids = new Set<string>();
    const note = (c: Conversation | undefined) => c?.kapso.contact_id === contact.id && ids.add(c.id);
    for (const [, c] of this.cache.getQueriesData<Conversation>({ queryKey: keys.conversations })) note(c);
    for (const [, pages] of this.cache.getQueriesData<Pages<Conversation>>({ queryKey: keys.lists })) pages?.pages.forEach((page) => page.data.forEach(note));
    for (const id of ids) {
      const known = this.known(id);
      if (known) this.#write(named(known, contact));
    }
  }

  /** A person is being erased: nobody needs to ask for their conversations, although the server has not told of each yet. */
  eraseContact(contactId: string) {
    for (const c of this.loaded()) if (c.kapso.contact_id === contactId) this.erased.add(c.id);
  }

  /** Nothing of an erased conversation stays here; a screen that shows it asks again, and is told that it is gone. */
  #erase(id: string) {
    this.erased.add(id);
    clearTimeout(this.#asking.get(id));
    for (const [key] of this.cache.getQueriesData({ queryKey: keys.lists })) {
      this.cache.setQueryData<Pages<Conversation>>(key, (pages) => pages && { ...pages, pages: pages.pages.map((p) => ({ ...p, data: p.data.filter((c) => c.id !== id) })) });
    }
    for (const [key, { conversation, message }] of this.#applied) {
      if (conversation?.id === id || message?.kapso.whatsapp_conversation_id === id) this.#applied.delete(key);
    }
    this.cache.setQueriesData<Pages<Message>>({ queryKey: keys.messages(id) }, (pages) => pages && { pages: [], pageParams: [] });
    this.cache.removeQueries({ queryKey: keys.quoted, predicate: ({ state }) => (state.data as Message | undefined)?.kapso.whatsapp_conversation_id === id });
    void this.cache.resetQueries({ queryKey: keys.conversation(id) });
  }

  /** Into its own entry and every list that it belongs to. */
  #write(conversation: Conversation) {
    this.#note(`c ${conversation.id}`, { conversation });
    this.cache.setQueryData<Conversation>(keys.conversation(conversation.id), (old) => old && conversation);
    for (const [key] of this.cache.getQueriesData({ queryKey: keys.lists })) {
      this.cache.setQueryData<Pages<Conversation>>(key, (pages) => pages && putConversation(pages, conversation, filterIn(key)));
    }
  }

  /** Puts the answer to a send into its thread, unless events already told more. */
  putMessage(conversationId: string, message: Message) {
    const key = `m ${message.kapso.id}`;
    const told = this.#applied.get(key)?.message;
    this.#note(key, { message: told ? newerMessage(told, message) : message });
    this.cache.setQueriesData<Pages<Message>>({ queryKey: keys.thread(conversationId) }, (pages) => pages && putMessage(pages, message, false));
  }
}

const filterIn = (listKey: QueryKey) => (listKey[1] ?? {}) as ConversationFilter;
