import { useInfiniteQuery } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type RefObject } from "react";
import { api, type Conversation, type ConversationFilter } from "@/api/client";
import { whyNot } from "@/i18n/failure";
import { useWords } from "@/i18n/words";
import { nextCursor, rowsIn, type Pages } from "@/live/cursor";
import { useFurther } from "@/live/further";
import { listPage, queries } from "@/live/queries";
import { useNumbers, useSession } from "@/live/session";
import { extrasOf, filterOf, tabOf, without } from "@/place/place";
import { useNav } from "@/place/nav";
import { nameOf } from "@/record/names";
import { phoneText } from "@/record/phone";
import { above, stands } from "@/record/span";
import { stepFrom } from "@/record/step";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { LongPress } from "@/ui/long-press";
import { PanelState } from "@/ui/state";
import { toast } from "@/ui/toast";
import { isWriting, type Action } from "@/actions/actions";
import type { MenuEntry } from "@/ui/menu";
import { Rows } from "./rows";
import { useSteady } from "./steady";

const OpenMenu = lazy(() => import("@/ui/menu-open"));

export type ListHandle = {
  next: () => void;
  previous: () => void;
  nextUnread: (by: 1 | -1) => void;
  open: () => void;
  /** While the list has the focus: the row that the keys were moved to. An empty answer says that this row is no more. */
  marked: () => { row?: OpenRow } | undefined;
};

type Props = { handle: RefObject<ListHandle | null>; onFocusThread: (opened: string | undefined) => void; menuOf: (row: OpenRow) => Action[]; /** Something stands over a row that was opened from it: the rows keep their places. */ held: boolean; /** Leads to where a WhatsApp number is added, for who may. */ onConnect?: () => void };
/** A row that something is opened for, at a point of the window. */
export type OpenRow = { conversation: Conversation; left: number; top: number; /** By a key. */ keyed: boolean };

export function ConversationList({ handle, onFocusThread, menuOf, held, onConnect }: Props) {
  const { t } = useWords();
  const { me } = useSession();
  const { place, go, goInTab } = useNav();
  const scroller = useRef<HTMLDivElement>(null);
  const { status, assignee, unread, number } = place;
  const filter = useMemo(() => filterOf({ ...place, status, assignee, unread, number }, me.user.id), [status, assignee, unread, number, me.user.id]);
  const query = useInfiniteQuery(queries.list(filter));
  const loaded = useMemo(() => rowsIn(query.data, (c) => c.id), [query.data]);
  const [cursor, setCursor] = useState<string | null>(null);
  const [menu, setMenu] = useState<OpenRow>();

  const selected = place.conversationId;
  const left = useRef<string>(undefined);
  useLayoutEffect(() => {
    if (!selected && left.current) setCursor(left.current); // the keys go on from the conversation that was closed
    left.current = selected;
  }, [selected]);
  const keyed = cursor ?? (selected && document.activeElement === scroller.current ? selected : null);
  const { items, gone, waiting, take, setHovered, setScrolled } = useSteady(loaded, filter, scroller, keyed, !!menu || held);
  const current = items.findIndex((c) => c.id === (cursor ?? selected));
  const rowHeight = useRowHeight(scroller, items.length > 0);
  const reveal = (index: number) => {
    const box = scroller.current;
    if (box) box.scrollTop = stands(index, rowHeight, box.scrollTop, box.clientHeight);
  };

  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  const onNearEnd = useFurther(hasNextPage && !isFetchNextPageError, fetchNextPage);
  useEffect(() => {
    if (items.length === 0) onNearEnd(); // a page without a row leads on
  }, [items.length, onNearEnd]);

  const open = useCallback((id: string, inTab = false) => {
    if (inTab) return goInTab({ conversationId: id, details: false });
    setCursor(null);
    go({ conversationId: id, details: false });
  }, [go, goInTab]);
  const stood = useStood(current, filter);
  const step = (by: number) => {
    const index = stepFrom(current, stood.current, by, items.length);
    const next = items[index];
    if (!next) return;
    if (!isWriting(document.activeElement)) scroller.current?.focus({ preventScroll: true }); // the next key is for this row
    setCursor(next.id);
    reveal(index);
  };
  const rowAt = (index: number): OpenRow | undefined => {
    const [box, conversation] = [scroller.current, items[index]];
    if (!box || !conversation) return undefined;
    const { left, top } = box.getBoundingClientRect();
    return { conversation, left: left + box.clientWidth / 2, top: top + above + (index + 1) * rowHeight - box.scrollTop, keyed: true };
  };
  // Before anybody sees the rows: a key may come before the other effects, and must go on from what is on screen.
  useLayoutEffect(() => {
    handle.current = {
      next: () => step(1),
      previous: () => step(-1),
      nextUnread: (by) => {
        const from = current < 0 && by < 0 ? items.length : current;
        for (let i = from + by; i >= 0 && i < items.length; i += by) {
          const item = items[i];
          if (!item || item.kapso.unread_count === 0) continue;
          reveal(i);
          return open(item.id);
        }
        if (by > 0) void unreadBelow(filter, query.data).then((found) => found && open(found), (error: unknown) => toast(t("toast.failed", { why: whyNot(error) })));
      },
      open: () => {
        const at = items[current];
        if (at) open(at.id);
        onFocusThread(at?.id);
      },
      marked: () => {
        if (cursor === null || document.activeElement !== scroller.current) return undefined;
        const row = rowAt(current);
        return row ? { row } : {};
      },
    };
  });

  /** At the pointer, or, by the menu key, at the row that the keys stand on. */
  const openMenu = (target: Element, left: number, top: number): boolean => {
    const option = target.closest("[role=option]");
    const index = option ? Number(option.getAttribute("aria-posinset")) - 1 : current;
    if (!option && index >= 0) reveal(index);
    const row = rowAt(index);
    if (!row) return false;
    setMenu(option ? { ...row, left, top, keyed: false } : row);
    return true;
  };
  const press = useLongPress(openMenu);
  const closeMenu = () => {
    setMenu(undefined);
    scroller.current?.focus({ preventScroll: true });
  };

  const focused = useRef(false);
  useEffect(() => {
    if (items.length > 0 || !focused.current) return;
    focused.current = false; // the list is gone and the focus with it
    if (document.activeElement === document.body) document.querySelector<HTMLElement>(".list .tabs [aria-current=true]")?.focus();
  }, [items.length]);

  if (query.isPending) return <ListSkeleton />;
  if (query.isError && items.length === 0) {
    return (
      <PanelState alert icon="alert" title={t("list.failed")} text={t("error.nothing_lost")}>
        <Button look="primary" icon="refresh" onClick={() => void query.refetch()}>{t("again")}</Button>
      </PanelState>
    );
  }
  if (items.length === 0) return hasNextPage ? <ListSkeleton /> : <EmptyList onConnect={onConnect} />;

  return (
    <div className="rows-frame" onPointerEnter={(e) => e.pointerType === "mouse" && setHovered(true)} onPointerLeave={() => setHovered(false)}>
      {waiting > 0 && (
        <button type="button" className="newpill" onClick={take}>
          <Icon name="left" size={12} className="turn-up" />
          {t("list.waiting", { count: waiting })}
        </button>
      )}
      <Rows
        scroller={scroller}
        items={items}
        rowHeight={rowHeight}
        current={current}
        cursor={cursor}
        selected={selected}
        gone={gone}
        hasMore={hasNextPage}
        onOpen={open}
        onNearEnd={onNearEnd}
        onScrolled={setScrolled}
        onFocus={() => (focused.current = true)}
        onBlur={() => (focused.current = false)}
        onContextMenu={(e) => {
          press.end();
          if (openMenu(e.target as Element, e.clientX, e.clientY)) e.preventDefault();
        }}
        onPointerDown={(e) => press.down(e, e.target as Element)}
        onPointerMove={(e) => press.move(e)}
        onPointerUp={press.end}
        onPointerCancel={press.end}
        onTouchEnd={(e) => press.fired && e.preventDefault()} // or the focus would go to the list and close the menu
        onClickCapture={(e) => press.fired && e.stopPropagation()}
      >
        {isFetchingNextPage && <div role="presentation"><ListSkeleton rows={2} /></div>}
      </Rows>
      {menu && <Suspense><OpenMenu key={`${menu.conversation.id} ${menu.left} ${menu.top}`} trigger={<span className="menu-at" role="button" aria-label={nameOf(menu.conversation) || t("person.unknown")} style={{ left: menu.left, top: menu.top }} />} entries={entriesOf(menuOf(menu))} focused={menu.keyed ? "first" : undefined} onClose={closeMenu} /></Suspense>}
      {isFetchNextPageError && (
        <p className="list-foot" role="alert">{t("list.more_failed", { count: listPage })} <button type="button" className="link" onClick={() => void fetchNextPage()}>{t("again")}</button></p>
      )}
    </div>
  );
}

/** The first unread conversation below what is loaded of a list. */
async function unreadBelow(filter: ConversationFilter, loaded: Pages<Conversation> | undefined): Promise<string | undefined> {
  let last = loaded?.pages.at(-1);
  for (let after = last && nextCursor(last); after; after = nextCursor(last)) {
    last = await api.conversations({ ...filter, unread: true }, after, 1); // where few are unread, a page may be empty and lead on
    if (last.data[0]) return last.data[0].id;
  }
  return undefined;
}

const entriesOf = (actions: Action[]): MenuEntry[] =>
  actions.filter((a) => a.enabled).map((a) => ({ kind: "item", label: a.label, icon: a.icon, shortcut: a.shortcut?.[0], onSelect: a.run }));

/** Opens the menu of a row that a finger holds: some systems send no context menu. */
function useLongPress(open: (target: Element, left: number, top: number) => void) {
  const latest = useRef(open);
  useEffect(() => {
    latest.current = open;
  });
  const [press] = useState(() => new LongPress<Element>((target, x, y) => latest.current(target, x, y)));
  useEffect(() => press.end, [press]);
  return press;
}

/** Where the keys last stood in this list: when their row is gone, they go on from there. */
function useStood(current: number, filter: unknown) {
  const stood = useRef(-1);
  useEffect(() => {
    stood.current = -1;
  }, [filter]);
  useEffect(() => {
    if (current >= 0) stood.current = current;
  });
  return stood;
}

/** Rows are a little higher on a phone. shown: there is a list to look at. */
function useRowHeight(scroller: RefObject<HTMLElement | null>, shown: boolean) {
  const [height, setHeight] = useState(64);
  useLayoutEffect(() => { // before a row is seen at another height
    const root = scroller.current?.closest(".root");
    if (!root) return;
    const measure = () => setHeight(root.clientWidth < 640 ? 68 : 64);
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(root);
    return () => watch.disconnect();
  }, [scroller, shown]);
  return height;
}

function EmptyList({ onConnect }: Pick<Props, "onConnect">) {
  const { t } = useWords();
  const { place, go } = useNav();
  const { data: numbers } = useNumbers();
  const tab = tabOf(place);
  const extras = extrasOf(place);
  if (extras.length > 0) {
    return (
      <PanelState icon="filter" title={t("list.none.filtered")} text={t("list.none.filters")}>
        <Button onClick={() => go(without(place, extras), { replace: true })}>{t("list.clear")}</Button>
      </PanelState>
    );
  }
  if (tab !== "all") return <PanelState icon={tab === "closed" ? "check" : "user"} title={t("list.none.filtered")} text={t(`list.none.${tab}`)} />;
  const number = numbers?.[0];
  if (numbers && !number) {
    return (
      <PanelState icon="phone" title={t("list.no_number")} text={t(onConnect ? "list.no_number_text" : "list.no_number_ask")}>
        {onConnect && <Button look="primary" icon="plus" onClick={onConnect}>{t("list.connect")}</Button>}
      </PanelState>
    );
  }
  return <PanelState icon="inbox" title={t("list.none")} text={number ? t("list.none_text", { number: phoneText(number.display_phone_number) || number.name }) : t("list.none_text_plain")} />;
}

/** Shaped like rows; waits a moment, so that a quick answer shows no flicker. */
export function ListSkeleton({ rows = 12 }: { rows?: number }) {
  return (
    <div className="late" aria-hidden>
      {Array.from({ length: rows }, (_, i) => (
        <div className="row-sk" key={i}>
          <span className="sk round" />
          <span className="grow grid gap-2">
            <span className="sk h-2.5" style={{ width: `${38 + ((i * 17) % 25)}%` }} />
            <span className="sk h-2" style={{ width: `${55 + ((i * 29) % 35)}%` }} />
          </span>
        </div>
      ))}
    </div>
  );
}
