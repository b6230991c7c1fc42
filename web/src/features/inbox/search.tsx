import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState, type RefObject } from "react";
import type { Hit } from "@/api/client";
import { useNow, useWords } from "@/i18n/words";
import { useFurther } from "@/live/further";
import { queries } from "@/live/queries";
import { useNav } from "@/place/nav";
import { fromFirst, inGroups } from "@/record/marked";
import { nameOf, tintKeyOf } from "@/record/names";
import { initialsOf, tintOf } from "@/record/tint";
import { moment, rowTime } from "@/record/time";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { Marked } from "@/ui/marked";
import { PanelState } from "@/ui/state";
import { ListSkeleton, type ListHandle } from "./list";
import { asLink } from "./row";

const near = 400; // px before the end: more hits are asked for

type Props = { text: string; handle: RefObject<ListHandle | null>; onClear: () => void; onActive: (id: string | undefined) => void };

/** What a search finds: people, then messages, the newest first. The field above keeps the focus. */
export default function SearchResults({ text, handle, onClear, onActive }: Props) {
  const { t } = useWords();
  const { place, go, goInTab } = useNav();
  const listId = useId();
  const people = useHits(text, "conversation");
  const messages = useHits(text, "message");
  const hits = useMemo(() => [...people.hits, ...messages.hits], [people.hits, messages.hits]);
  const [cursor, setCursor] = useState(-1);
  useEffect(() => setCursor(-1), [text]);
  const active = cursor >= 0 && cursor < hits.length ? `${listId}-${cursor}` : undefined;
  useEffect(() => {
    onActive(active);
    if (active) document.getElementById(active)?.scrollIntoView({ block: "nearest" });
    return () => onActive(undefined);
  }, [active, onActive]);

  const open = (hit: Hit | undefined, inTab = false) => hit && (inTab ? goInTab : go)({ conversationId: hit.conversation.id, messageId: hit.message?.kapso.id, details: false });
  const { more } = messages;
  const step = (by: number) => {
    setCursor((at) => Math.min(Math.max(at + by, 0), hits.length - 1));
    if (cursor + by >= hits.length - 3) more();
  };
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (box.current && nearEnd(box.current)) more(); // on a high screen there may be nothing to scroll
  }, [hits.length, more]);
  useLayoutEffect(() => {
    handle.current = { next: () => step(1), previous: () => step(-1), nextUnread: (by) => step(by), open: () => void open(hits[Math.max(cursor, 0)]), marked: () => undefined };
  });

  const failed = people.failed || messages.failed;
  if (failed && hits.length === 0) {
    return (
      <PanelState alert icon="alert" title={t("search.failed")} text={t("search.failed_text")}>
        <Button look="primary" icon="refresh" onClick={() => { people.again(); messages.again(); }}>{t("again")}</Button>
      </PanelState>
    );
  }
  if (hits.length === 0 && (people.loading || messages.loading)) return <ListSkeleton />;
  if (hits.length === 0) {
    return (
      <PanelState icon="search" title={t("search.none")} text={t("search.none_text", { text })}>
        <Button onClick={onClear}>{t("search.clear")}</Button>
      </PanelState>
    );
  }
  const row = (hit: Hit, index: number) => (
    <HitRow
      key={hit.message?.kapso.id ?? hit.conversation.id} id={`${listId}-${index}`} hit={hit} cursor={index === cursor} onOpen={(inTab) => open(hit, inTab)}
      selected={hit.conversation.id === place.conversationId && hit.message?.kapso.id === place.messageId}
    />
  );
  return (
    <div className="rows hits" ref={box} role="listbox" aria-label={t("search.results")} aria-busy={people.stale || messages.stale} tabIndex={0} onScroll={(e) => nearEnd(e.currentTarget) && more()}>
      {people.hits.length > 0 && (
        <div role="group" aria-label={t("search.people")}>
          <p className="lh" role="presentation"><b>{t("search.people")}</b> {count(people)}</p>
          {people.hits.map(row)}
          {people.hasMore && <div role="presentation" className="hits-more"><button type="button" className="link" onClick={people.more}>{t("search.more_people")}</button></div>}
        </div>
      )}
      {messages.hits.length > 0 && (
        <div role="group" aria-label={t("search.messages")}>
          <p className="lh" role="presentation"><b>{t("search.messages")}</b> {count(messages)}</p>
          {messages.hits.map((hit, i) => row(hit, people.hits.length + i))}
        </div>
      )}
      {failed && <p className="list-foot" role="alert">{t("search.more_failed")} <button type="button" className="link" onClick={() => { people.again(); messages.again(); }}>{t("again")}</button></p>}
    </div>
  );
}

const nearEnd = (box: HTMLElement) => box.clientHeight > 0 && box.scrollHeight - box.scrollTop - box.clientHeight < near;
const count = ({ hits, hasMore }: { hits: unknown[]; hasMore: boolean }) => `${hits.length}${hasMore ? "+" : ""}`;

function useHits(text: string, type: Hit["type"]) {
  const query = useInfiniteQuery({ ...queries.search(text, type), placeholderData: keepPreviousData });
  const { hasNextPage, isFetchNextPageError, fetchNextPage } = query;
  const hits = useMemo(() => query.data?.pages.flatMap((p) => p.data) ?? [], [query.data]);
  return {
    hits,
    hasMore: hasNextPage,
    loading: query.isPending,
    stale: query.isPlaceholderData,
    failed: query.isError,
    again: () => void (isFetchNextPageError ? fetchNextPage() : query.refetch()),
    more: useFurther(hasNextPage && !isFetchNextPageError, fetchNextPage),
  };
}

type RowProps = { id: string; hit: Hit; cursor: boolean; selected: boolean; onOpen: (inTab: boolean) => void };

function HitRow({ id, hit, cursor, selected, onOpen }: RowProps) {
  const { t, locale, words } = useWords();
  const now = useNow();
  const { conversation, message } = hit;
  const name = hit.name.text || nameOf(conversation) || t("person.unknown");
  const at = message ? moment(message.timestamp) : moment(conversation.last_active_at);
  const classes = ["row hit ruled", selected && "sel", cursor && "cursor"].filter(Boolean).join(" ");
  return (
    <div id={id} className={classes} role="option" aria-selected={selected || cursor} {...asLink(onOpen)}>
      <Avatar initials={initialsOf(name)} tint={tintOf(tintKeyOf(conversation))}>
        {conversation.status === "ended" && <span className="mode closed"><Icon name="check" label={t("status.closed")} /></span>}
      </Avatar>
      <div className="grow">
        <div className="l1">
          <span className="name trunc" dir="auto"><Marked text={name} highlights={hit.name.highlights} /></span>
          <time>{rowTime(at, now, locale, words)}</time>
        </div>
        <div className="l2">
          {message ? <span className="prev trunc" dir="auto">{hit.text && <Marked {...fromFirst(hit.text)} />}</span>
            : <span className="prev trunc">{hit.phone_number && <bdi dir="ltr"><Marked {...inGroups(hit.phone_number)} /></bdi>}</span>}
        </div>
      </div>
    </div>
  );
}
