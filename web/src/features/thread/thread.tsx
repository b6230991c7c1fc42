import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useMemo, useRef, useState, useSyncExternalStore, type ReactNode } from "react";
import { ApiError, type Conversation, type Message } from "@/api/client";
import { keys } from "@/api/keys";
import { useWords } from "@/i18n/words";
import { useBlocked } from "@/live/blocked";
import { rowsIn, type Pages } from "@/live/cursor";
import type { Problem } from "@/live/outbox";
import { useBeingHere } from "@/live/presence";
import { isComing, queries } from "@/live/queries";
import { useQuoted } from "@/live/quoted";
import { useSession } from "@/live/session";
import { useNav } from "@/place/nav";
import { isMessage } from "@/record/thread";
import { Button } from "@/ui/button";
import { Soon } from "@/ui/soon";
import { PanelState } from "@/ui/state";
import { Replying } from "./company";
import { Messages } from "./messages";
import { useRested } from "./rested";

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
