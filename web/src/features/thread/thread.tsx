import { useInfiniteQuery, useQuery, type UseInfiniteQueryResult, type UseQueryResult } from "@tanstack/react-query";
import { lazy, memo, Suspense, useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore, type ReactNode } from "react";
import { api, ApiError, type Activity, type Conversation, type Message } from "@/api/client";
import { keys } from "@/api/keys";
import { whyNot } from "@/i18n/failure";
import { useNow, useWords } from "@/i18n/words";
import { useBlocked } from "@/live/blocked";
import { rowsIn, type Pages } from "@/live/cursor";
import { asMessage, type Problem } from "@/live/outbox";
import { useBeingHere } from "@/live/presence";
import { isComing, queries } from "@/live/queries";
import { useQuoted } from "@/live/quoted";
import { usePeople, useSession } from "@/live/session";
import { useNav } from "@/place/nav";
import { nameOf, shortName } from "@/record/names";
import { dayText, moment } from "@/record/time";
import { Chunks } from "@/record/chunks";
import { activitiesOf, daysOf, firstUnreadOf, isNews, keptRows, keyOf, orderOf, rowsOf, type Row } from "@/record/thread";
import { attemptAfter, hasLeft } from "@/record/failure";
import { picturesOf } from "@/record/pictures";
import { reactable } from "@/record/reacting";
import { silenceOf, type Silence } from "@/record/silence";
import { windowOf } from "@/record/window";
import { Boundary } from "@/ui/boundary";
import { Button } from "@/ui/button";
import { CopyButton } from "@/ui/copy";
import { Icon } from "@/ui/icon";
import { Soon } from "@/ui/soon";
import { PanelState } from "@/ui/state";
import { toast } from "@/ui/toast";
import { ActivityLine } from "./activity";
import { Announcer } from "./announcer";
import { BrokenBubble, Bubble, type BubbleActions } from "./bubble";
import { Replying } from "./company";
import { copyOf } from "./outgoing";
import { useCrossing } from "./crossing";
import { useReacting } from "./reacting";
import { useReading } from "./reading";
import { useRested } from "./rested";
import { useScroll } from "./scroll";
import { SystemLine } from "./system";

const Viewer = lazy(() => import("./viewer"));
const StaleDialog = lazy(() => import("./stale-dialog"));

/** What the composer below the messages works with. */
export type ComposerProps = { conversationId: string; conversation: Conversation | undefined; replyTo: Message | null; onReplyDone: () => void };
type Props = { conversationId: string; header: (conversation: Conversation | undefined) => ReactNode; banner: (conversation: Conversation) => ReactNode; composer: (props: ComposerProps) => ReactNode };

/** One conversation: its messages and the composer. Keyed by the id, so that nothing of another one stays behind. */
export function Thread({ conversationId, header, banner, composer }: Props) {
  const { live } = useSession();
  const conversation = useQuery(queries.conversation(live, conversationId));
  const around = useAround(conversationId);
  const wasElsewhere = useRef(false); // who comes back from an old message asked for the latest, not for the unread
  useEffect(() => {
    if (around) wasElsewhere.current = true;
  }, [around]);
  const { quoted, coming, quote } = useQuoted(conversationId);
  useBeingHere(conversation.data?.id);
  const placed = usePlaced(conversation, coming);
  const gone = conversation.error instanceof ApiError && conversation.error.status === 404;
  if (gone) return <Missing />;
  return (
    <>
      {header(conversation.data)}
      {conversation.data && banner(conversation.data)}
      <Soon late={<Place />}>
        <Suspense fallback={<Place />}>
          <Messages key={around ?? ""} around={around} fresh={!wasElsewhere.current} placed={placed} conversationId={conversationId} conversation={conversation.data} onReply={quote} />
          <StaleQuestion conversationId={conversationId} />
          <Replying conversationId={conversationId} />
          {placed ? composer({ conversationId, conversation: conversation.data, replyTo: quoted, onReplyDone: () => quote(null) }) : <div className="composer-place" />}
        </Suspense>
      </Soon>
    </>
  );
}

/** Where the messages and the composer will be. */
const Place = () => <><div className="msgs-frame" /><div className="composer-place" /></>;

/** Whether it is known, since the thread was opened, what stands above and below the messages, which would move when that came later. */
function usePlaced(conversation: UseQueryResult<Conversation>, quoteIsComing: boolean) {
  const { drafts } = useSession();
  const draftIsComing = useSyncExternalStore(drafts.subscribe, drafts.coming);
  const blocked = useBlocked(conversation.data);
  const placed = useRef(false);
  placed.current ||= !quoteIsComing && !draftIsComing && (conversation.data ? conversation.data.status === "ended" || blocked !== undefined : !isComing(conversation));
  return placed.current;
}

/** Asks once about each answer that was refused as stale, when its writer has come to rest; the bubble offers the same before and after. */
function StaleQuestion({ conversationId }: { conversationId: string }) {
  const { outbox } = useSession();
  const entries = useSyncExternalStore(outbox.subscribe, outbox.entries);
  const [asked, setAsked] = useState<ReadonlySet<Problem>>(new Set());
  const entry = entries.find((e) => e.conversationId === conversationId && e.problem?.kind === "stale" && !asked.has(e.problem));
  const problem = entry?.problem;
  const rested = useRested(problem);
  return entry && problem && rested && <Suspense><StaleDialog key={entry.clientId} entry={entry} onClose={() => setAsked((old) => new Set(old).add(problem))} /></Suspense>;
}

function Missing() {
  const { t } = useWords();
  const { go } = useNav();
  return (
    <>
      <div className="bar" />
      <PanelState icon="search" title={t("thread.missing")} text={t("thread.missing_text")}>
        <Button onClick={() => go({ conversationId: undefined, details: false }, { replace: true })}>{t("thread.back")}</Button>
      </PanelState>
    </>
  );
}

/**
 * Around which message the thread is loaded: the one in the address, unless it
 * is among the newest ones that are here already.
 */
function useAround(conversationId: string): string | undefined {
  const { live } = useSession();
  const { place } = useNav();
  const wanted = place.messageId;
  return useMemo(() => {
    const here = live.cache.getQueryData<Pages<Message>>(keys.messages(conversationId));
    return wanted && rowsIn(here, (m) => m.kapso.id).some((m) => isMessage(m, wanted)) ? undefined : wanted;
  }, [live, conversationId, wanted]);
}

/** A message is known by our id and by WhatsApp's. */
const isMessage = (message: Message, id: string) => message.id === id || message.kapso.id === id;

type MessagesProps = { conversationId: string; around: string | undefined; fresh: boolean; placed: boolean; conversation: Conversation | undefined; onReply: (message: Message) => void };

function Messages({ conversationId, around, fresh, placed, conversation, onReply }: MessagesProps) {
  const { t, locale, words } = useWords();
  const { live, outbox, me } = useSession();
  const now = useNow();
  const people = usePeople();
  const { place, go } = useNav();
  const query = useInfiniteQuery(queries.messages(conversationId, around));
  const { isFetching, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  const { hasPreviousPage, isFetchingPreviousPage, isFetchPreviousPageError, fetchPreviousPage } = query;
  const atEnd = !hasPreviousPage;
  const loaded = useThreadMessages(conversationId, query.data, atEnd);
  const { firstUnread, looking } = useFirstUnread(query, !around, loaded, conversation);
  const messages = looking ? nothing : loaded;
  const { activities, coming } = useActivities(conversationId, messages, query.isSuccess && !hasNextPage, query.isSuccess && atEnd);
  const shownRows = useRef<Row[]>([]);
  const rows = useMemo(() => (shownRows.current = keptRows(shownRows.current, rowsOf(messages, me.user.id, firstUnread, people, activities))), [messages, me.user.id, firstUnread, people, activities]);
  const [chunks] = useState(() => new Chunks());
  const days = useMemo(() => daysOf(rows).map(({ key, rows: [head, ...rest] }) => ({ key, head, chunks: chunks.part(rest) })), [rows, chunks]);
  // A further page waits for the read that is under way: it would end that, and what that was to bring would be missing.
  const older = useCallback(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetching, isFetchNextPageError, fetchNextPage]);
  const newer = useCallback(() => {
    if (hasPreviousPage && !isFetching && !isFetchPreviousPageError) void fetchPreviousPage();
  }, [hasPreviousPage, isFetching, isFetchPreviousPageError, fetchPreviousPage]);
  const target = place.messageId && messages.find((m) => isMessage(m, place.messageId!));
  const scroll = useScroll(rows, { older, newer, atEnd, toUnread: fresh && firstUnread !== null, target: target ? keyOf(target) : null });
  const waiting = query.isPending || looking || coming;
  useCrossing(scroll.scroller, rows, placed && !waiting);
  useReading(conversation, atEnd ? messages : []);
  const latest = () => (place.messageId ? go({ messageId: undefined }, { replace: true }) : undefined);
  const toLatest = () => (around ? latest() : (latest(), scroll.toLatest()));
  useOwnMessages(conversationId, around, latest);
  const missing = around && query.error instanceof ApiError && query.error.status === 404;
  useEffect(() => {
    if (!missing) return;
    toast(t("quote.not_loaded"));
    go({ messageId: undefined }, { replace: true });
  }, [missing, go, t]);

  const byWamid = useMemo(() => new Map(messages.map((m) => [m.id, m])), [messages]);
  const name = (conversation && shortName(nameOf(conversation))) || t("person.unknown");

  const jump = (wamid: string) => {
    const quoted = byWamid.get(wamid);
    if (!quoted || !scroll.flash(keyOf(quoted))) go({ messageId: wamid });
  };
  const [viewing, setViewing] = useState<string | null>(null);
  const shown = useMemo(() => new Set(messages.map(keyOf)), [messages]);
  const silent = useMemo(() => silenceOf(messages, now), [messages, now]);
  /** A message that never left is queued again; one that WhatsApp took and gave up is written anew, once. */
  const sendAgain = async (message: Message) => {
    if (hasLeft(message)) {
      if (conversation) outbox.send({ conversationId, phoneNumberId: conversation.phone_number_id, message: copyOf(message), clientId: attemptAfter(message) });
      return;
    }
    try {
      live.putMessage(conversationId, await api.retry(message.kapso.id));
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) void query.refetch(); // somebody else was faster: it is queued, or has left
      else toast(t("toast.failed", { why: whyNot(error) }));
    }
  };
  const { reacting, react } = useReacting(conversation, messages);
  const open = conversation?.status === "active" && windowOf(conversation.kapso, now).state === "open";
  const actions = useStable<BubbleActions>({
    reply: onReply,
    jump,
    retry: (clientId) => outbox.retry(clientId),
    drop: (clientId) => outbox.drop(clientId),
    again: (message) => void sendAgain(message),
    reload: () => void query.refetch(),
    view: setViewing,
    react,
  });

  const view = (row: Row) => <RowView key={row.key} row={row} name={name} quoted={quotedOf(row, byWamid)} silence={silent?.key === row.key ? silent.silence : undefined} repeated={row.kind === "bubble" && shown.has(attemptAfter(row.message))} mayReact={open && row.kind === "bubble" && reactable(row.message, now)} reacting={row.kind === "bubble" ? reacting.get(row.message.id) : undefined} actions={actions} day={row.kind === "day" ? dayText(row.at, now, locale, words) : ""} />;

  if (!placed) return <div className="msgs-frame" aria-busy="true" />;
  if (waiting) return <ThreadSkeleton />;
  if (query.isError && messages.length === 0) return <Failed error={query.error} onAgain={() => void query.refetch()} />;
  return (
    <div className="msgs-frame">
      {/* A log reads by itself what comes in; scrolling older messages in must not be read, so it is off and the announcer speaks. */}
      <div className="msgs" ref={scroll.scroller} role="log" aria-live="off" aria-label={t("thread.messages", { name })} tabIndex={0} onScroll={scroll.onScroll}>
        <div className="msgs-content" ref={scroll.content}>
          <div ref={scroll.top} className="older">
            {isFetchingNextPage && <span className="muted">{t("thread.loading_older")}</span>}
            {isFetchNextPageError && <span role="alert">{t("thread.older_failed")} <button type="button" className="link" onClick={() => void fetchNextPage()}>{t("again")}</button></span>}
          </div>
          {rows.length === 0 && <p className="sys">{t("thread.empty")}</p>}
          {days.map((day) => (
            <section className="day" key={day.key}>
              {day.head && view(day.head)}
              {day.chunks.map((chunk) => <Chunk key={chunk.key} count={chunk.rows.length}>{chunk.rows.map(view)}</Chunk>)}
            </section>
          ))}
          {!atEnd && (
            <div className="older">
              {isFetchingPreviousPage && <span className="muted">{t("thread.loading_newer")}</span>}
              {isFetchPreviousPageError && <span role="alert">{t("thread.newer_failed")} <button type="button" className="link" onClick={() => void fetchPreviousPage()}>{t("again")}</button></span>}
            </div>
          )}
        </div>
      </div>
      {(scroll.away || !atEnd) && (
        <button type="button" className="jump" aria-label={scroll.missed ? t("thread.latest_new", { count: scroll.missed }) : t("thread.latest")} title={t("thread.latest")} onClick={toLatest}>
          {scroll.missed > 0 && <span className="badge" aria-hidden>{scroll.missed > 99 ? "99+" : scroll.missed}</span>}
          <Icon name="down" size={20} />
        </button>
      )}
      {viewing && <Suspense><Viewer pictures={picturesOf(messages)} start={viewing} name={name} onClose={() => setViewing(null)} /></Suspense>}
      <Announcer conversationId={conversationId} name={name} />
    </div>
  );
}

const settling = 500; // ms in which pictures and fonts come

/** Rows that the browser passes over while they are far from what is seen, once it has seen how much room they take; with further ones it looks again. */
function Chunk({ count, children }: { count: number; children: ReactNode }) {
  const [seen, setSeen] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => setSeen(count), settling);
    return () => clearTimeout(timer);
  }, [count]);
  return <div className={seen === count ? "chunk settled" : "chunk"}>{children}</div>;
}

const quotedOf = (row: Row, byWamid: Map<string, Message>) => {
  if (row.kind !== "bubble") return undefined;
  const id = row.message.context?.id ?? row.message.context?.message_id;
  return id ? byWamid.get(id) : undefined;
};

type RowProps = { row: Row; name: string; quoted: Message | undefined; silence: Silence | undefined; repeated: boolean; mayReact: boolean; reacting: string | undefined; day: string; actions: BubbleActions };

const RowView = memo(function RowView({ row, name, quoted, silence, repeated, mayReact, reacting, day, actions }: RowProps) {
  const { t } = useWords();
  if (row.kind === "day") return <div className="pill" role="separator" aria-label={day}>{day}</div>;
  if (row.kind === "unread") return <div className="newline" role="separator" aria-label={t("thread.new")} data-unread>{t("thread.new")}</div>;
  if (row.kind === "activity") return <ActivityLine activity={row.activity} />;
  if (row.message.type === "broken") return <BrokenBubble message={row.message} rowKey={row.key} />;
  return (
    <Boundary of={row.message} otherwise={({ lost }) => <BrokenBubble lost={lost} message={row.message} rowKey={row.key} />}>
      {row.kind === "system" ? <SystemLine message={row.message} name={name} rowKey={row.key} />
        : <Bubble message={row.message} first={row.first} tail={row.tail} by={row.by} name={name} quoted={quoted} rowKey={row.key} silence={silence} repeated={repeated} mayReact={mayReact} reacting={reacting} actions={actions} />}
    </Boundary>
  );
});

/** Server messages, oldest first, and what is still on its way out below them. */
function useThreadMessages(conversationId: string, data: Parameters<typeof rowsIn<Message>>[0], atEnd: boolean) {
  const { outbox, me } = useSession();
  const entries = useSyncExternalStore(outbox.subscribe, outbox.entries);
  const stored = useMemo(() => rowsIn(data, (m) => m.kapso.id).reverse(), [data]);
  return useMemo(() => {
    if (!atEnd) return stored;
    const known = new Set(stored.map(keyOf));
    const pending = entries.filter((e) => e.conversationId === conversationId && !known.has(e.clientId));
    return pending.length ? [...stored, ...pending.map((e) => ({ ...asMessage(e, me.user), entry: e }))] : stored;
  }, [stored, entries, conversationId, me.user, atEnd]);
}

/** Who writes while an old part is open is brought to the end, where their message is. */
function useOwnMessages(conversationId: string, around: string | undefined, latest: () => void) {
  const { outbox } = useSession();
  const count = useSyncExternalStore(outbox.subscribe, () => outbox.entries().filter((e) => e.conversationId === conversationId).length);
  const before = useRef(count);
  useEffect(() => {
    if (around && count > before.current) latest();
    before.current = count;
  });
}

/** What else happened while the messages that are loaded were written, oldest first. */
function useActivities(conversationId: string, messages: Message[], atStart: boolean, atEnd: boolean) {
  const query = useInfiniteQuery(queries.activities(conversationId));
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = query;
  const all = useMemo(() => rowsIn(data, (a) => a.id).reverse(), [data]);
  const activities: readonly Activity[] = useMemo(() => activitiesOf(all, messages, atStart, atEnd), [all, messages, atStart, atEnd]);
  const oldest = messages[0];
  const reaches = !atStart && all[0] !== undefined && oldest !== undefined && moment(all[0].at) < orderOf(oldest);
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError && !reaches) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, reaches, fetchNextPage]);
  return { activities, coming: isComing(query) };
}

const nothing: Message[] = [];
const lookThrough = 250; // messages for the first unread one

/** Looked for once on open, in older messages too, so that the line stays where it was until the person leaves. */
function useFirstUnread({ isSuccess, isFetching, hasNextPage, isFetchNextPageError, fetchNextPage }: UseInfiniteQueryResult, fromTheEnd: boolean, messages: Message[], conversation: Conversation | undefined) {
  const [found, setFound] = useState<string | null>();
  const unread = conversation?.kapso?.unread_count ?? 0;
  const open = found === undefined && isSuccess && fromTheEnd && conversation !== undefined;
  const further = hasNextPage && !isFetchNextPageError && messages.length < lookThrough;
  const looking = open && further && messages.filter(isNews).length < unread;
  useEffect(() => {
    if (looking && !isFetching) void fetchNextPage();
  }, [looking, isFetching, fetchNextPage]);
  const value = open && !looking ? firstUnreadOf(messages, unread) : found;
  useEffect(() => {
    if (value !== undefined && found === undefined) setFound(value);
  }, [value, found]);
  return { firstUnread: value ?? null, looking };
}

/** One object for the thread's life, so that bubbles needn't render again when only a callback is new. */
function useStable<T extends object>(latest: T): T {
  const ref = useRef(latest);
  useEffect(() => {
    ref.current = latest;
  });
  const [stable] = useState(() => Object.fromEntries(Object.keys(latest).map((k) => [k, (...args: unknown[]) => (ref.current[k as keyof T] as (...a: unknown[]) => unknown)(...args)])) as T);
  return stable;
}

function Failed({ error, onAgain }: { error: unknown; onAgain: () => void }) {
  const { t } = useWords();
  const failure = error instanceof ApiError ? error : null;
  const why = whyNot(error);
  return (
    <PanelState alert icon="alert" title={t("thread.failed")} text={<>{why} {t("error.nothing_lost")}</>}>
      <Button look="primary" icon="refresh" onClick={onAgain}>{t("again")}</Button>
      {failure?.requestId && <span className="req">{t("error.request")} <span className="mono">{failure.requestId}</span><CopyButton value={failure.requestId} label={t("copy.request")} done={t("copy.done")} failed={t("copy.failed")} /></span>}
    </PanelState>
  );
}

const shapes = [[0, 264, 132], [1, 300, 36], [0, 268, 58], [1, 410, 78], [1, 250, 60], [0, 200, 36], [0, 330, 36], [1, 240, 36], [1, 290, 36]] as const;

export function ThreadSkeleton() {
  return (
    <div className="msgs-frame late" aria-hidden>
      <div className="msgs"><div className="msgs-content">
        <div className="older" />
        {shapes.map(([out, width, height], i) => <span key={i} className={`bub-sk ${out ? "out" : ""}`} style={{ width, height, marginTop: i && shapes[i - 1]![0] === out ? 2 : 12 }} />)}
      </div></div>
    </div>
  );
}

