import { lazy, Suspense, useEffect, useMemo, useRef, useState, useSyncExternalStore, type ReactNode } from "react";
import { ApiError, type Conversation, type Message } from "@/api/client";
import { whyNot } from "@/i18n/failure";
import { useNow, useWords } from "@/i18n/words";
import { useSession } from "@/live/session";
import { useNav } from "@/place/nav";
import { Chunks } from "@/record/chunks";
import { attemptAfter } from "@/record/failure";
import { nameOf, shortName } from "@/record/names";
import { picturesOf } from "@/record/pictures";
import { reactable } from "@/record/reacting";
import { silenceOf } from "@/record/silence";
import { daysOf, isMessage, keyOf, type Row } from "@/record/thread";
import { dayText } from "@/record/time";
import { windowOf } from "@/record/window";
import { Button } from "@/ui/button";
import { CopyButton } from "@/ui/copy";
import { Icon } from "@/ui/icon";
import { PanelState } from "@/ui/state";
import { toast } from "@/ui/toast";
import { Announcer } from "./announcer";
import type { BubbleActions } from "./bubble";
import { useBubbleActions } from "./bubble-actions";
import { useCrossing } from "./crossing";
import { useLoaded } from "./loaded";
import { useReacting } from "./reacting";
import { useReading } from "./reading";
import { RowView } from "./row";
import { useScroll } from "./scroll";

const Viewer = lazy(() => import("./viewer"));

type Props = { conversationId: string; around: string | undefined; fresh: boolean; placed: boolean; conversation: Conversation | undefined; onReply: (message: Message) => void };

/** The messages of a thread, around an old one or to the newest. Keyed by what it is around. */
export function Messages({ conversationId, around, fresh, placed, conversation, onReply }: Props) {
  const { t } = useWords();
  const { place, go } = useNav();
  const { query, messages, rows, atEnd, firstUnread, waiting, older, newer } = useLoaded(conversationId, around, conversation);
  const target = place.messageId && messages.find((m) => isMessage(m, place.messageId!));
  const scroll = useScroll(rows, { older, newer, atEnd, toUnread: fresh && firstUnread !== null, target: target ? keyOf(target) : null });
  useCrossing(scroll.scroller, rows, placed && !waiting);
  useReading(conversation, atEnd ? messages : []);
  const latest = () => (place.messageId ? go({ messageId: undefined }, { replace: true }) : undefined);
  const toLatest = () => (around ? latest() : (latest(), scroll.toLatest()));
  useOwnMessages(conversationId, around, latest);
  useMissing(around, query.error);

  const byWamid = useMemo(() => new Map(messages.map((m) => [m.id, m])), [messages]);
  const jump = (wamid: string) => {
    const quoted = byWamid.get(wamid);
    if (!quoted || !scroll.flash(keyOf(quoted))) go({ messageId: wamid });
  };
  const [viewing, setViewing] = useState<string | null>(null);
  const { reacting, react } = useReacting(conversation, messages);
  const actions = useBubbleActions(conversationId, conversation, { reply: onReply, jump, view: setViewing, react, reload: () => void query.refetch() });
  const days = useDays(rows);
  const name = (conversation && shortName(nameOf(conversation))) || t("person.unknown");
  const view = useRowView({ conversation, messages, byWamid, reacting, name, actions });

  if (!placed) return <div className="msgs-frame" aria-busy="true" />;
  if (waiting) return <ThreadSkeleton />;
  if (query.isError && messages.length === 0) return <Failed error={query.error} onAgain={() => void query.refetch()} />;
  return (
    <div className="msgs-frame">
      {/* A log reads by itself what comes in; scrolling older messages in must not be read, so it is off and the announcer speaks. */}
      <div className="msgs" ref={scroll.scroller} role="log" aria-live="off" aria-label={t("thread.messages", { name })} tabIndex={0} onScroll={scroll.onScroll}>
        <div className="msgs-content" ref={scroll.content}>
          <Further loading={query.isFetchingNextPage && t("thread.loading_older")} failed={query.isFetchNextPageError && t("thread.older_failed")} onAgain={() => void query.fetchNextPage()} />
          {rows.length === 0 && <p className="sys">{t("thread.empty")}</p>}
          {days.map((day) => (
            <section className="day" key={day.key}>
              {day.head && view(day.head)}
              {day.chunks.map((chunk) => <Chunk key={chunk.key} count={chunk.rows.length}>{chunk.rows.map(view)}</Chunk>)}
            </section>
          ))}
          {!atEnd && <Further loading={query.isFetchingPreviousPage && t("thread.loading_newer")} failed={query.isFetchPreviousPageError && t("thread.newer_failed")} onAgain={() => void query.fetchPreviousPage()} />}
        </div>
      </div>
      {(scroll.away || !atEnd) && <ToLatest missed={scroll.missed} onClick={toLatest} />}
      {viewing && <Suspense><Viewer pictures={picturesOf(messages)} start={viewing} name={name} onClose={() => setViewing(null)} /></Suspense>}
      <Announcer conversationId={conversationId} name={name} />
    </div>
  );
}

/** The rows by days, and each day's in chunks that stay the same when others are added. */
function useDays(rows: Row[]) {
  const [chunks] = useState(() => new Chunks());
  return useMemo(() => daysOf(rows).map(({ key, rows: [head, ...rest] }) => ({ key, head, chunks: chunks.part(rest) })), [rows, chunks]);
}

type Around = { conversation: Conversation | undefined; messages: Message[]; byWamid: Map<string, Message>; reacting: ReadonlyMap<string, string>; name: string; actions: BubbleActions };

/** How a row is drawn: with what the other messages and the hour say of it. */
function useRowView({ conversation, messages, byWamid, reacting, name, actions }: Around) {
  const { locale, words } = useWords();
  const now = useNow();
  const shown = useMemo(() => new Set(messages.map(keyOf)), [messages]);
  const silent = useMemo(() => silenceOf(messages, now), [messages, now]);
  const open = conversation?.status === "active" && windowOf(conversation.kapso, now).state === "open";
  return (row: Row) => {
    const message = row.kind === "bubble" ? row.message : undefined;
    const answered = message?.context?.id ?? message?.context?.message_id;
    return (
      <RowView
        key={row.key} row={row} name={name} actions={actions} day={row.kind === "day" ? dayText(row.at, now, locale, words) : ""}
        quoted={answered ? byWamid.get(answered) : undefined} silence={silent?.key === row.key ? silent.silence : undefined}
        repeated={!!message && shown.has(attemptAfter(message))} mayReact={!!message && open && reactable(message, now)} reacting={message && reacting.get(message.id)}
      />
    );
  };
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

/** Leads to the latest messages instead when the one that was asked for isn't there. */
function useMissing(around: string | undefined, error: unknown) {
  const { t } = useWords();
  const { go } = useNav();
  const missing = around && error instanceof ApiError && error.status === 404;
  useEffect(() => {
    if (!missing) return;
    toast(t("quote.not_loaded"));
    go({ messageId: undefined }, { replace: true });
  }, [missing, go, t]);
}

/** The place of what comes before, or after, the messages that are loaded. */
function Further({ loading, failed, onAgain }: { loading: string | false; failed: string | false; onAgain: () => void }) {
  const { t } = useWords();
  return (
    <div className="older">
      {loading && <span className="muted">{loading}</span>}
      {failed && <span role="alert">{failed} <button type="button" className="link" onClick={onAgain}>{t("again")}</button></span>}
    </div>
  );
}

function ToLatest({ missed, onClick }: { missed: number; onClick: () => void }) {
  const { t } = useWords();
  return (
    <button type="button" className="jump" aria-label={missed ? t("thread.latest_new", { count: missed }) : t("thread.latest")} title={t("thread.latest")} onClick={onClick}>
      {missed > 0 && <span className="badge" aria-hidden>{missed > 99 ? "99+" : missed}</span>}
      <Icon name="down" size={20} />
    </button>
  );
}

const settling = 500; // ms in which pictures and fonts come

/**
 * Rows that the browser passes over while they are far from what is seen, once
 * it has drawn them: it remembers how much room they take with each frame, and
 * a page that is hardly drawn may have none for a second. With further ones it
 * draws them again.
 */
function Chunk({ count, children }: { count: number; children: ReactNode }) {
  const [seen, setSeen] = useState(0);
  useEffect(() => {
    let frame = 0;
    const timer = setTimeout(() => {
      frame = requestAnimationFrame(() => (frame = requestAnimationFrame(() => setSeen(count)))); // the second begins when the first is drawn
    }, settling);
    return () => {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
    };
  }, [count]);
  return <div className={seen === count ? "chunk settled" : "chunk"}>{children}</div>;
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

function ThreadSkeleton() {
  return (
    <div className="msgs-frame late" aria-hidden>
      <div className="msgs"><div className="msgs-content">
        <div className="older" />
        {shapes.map(([out, width, height], i) => <span key={i} className={`bub-sk ${out ? "out" : ""}`} style={{ width, height, marginTop: i && shapes[i - 1]![0] === out ? 2 : 12 }} />)}
      </div></div>
    </div>
  );
}

