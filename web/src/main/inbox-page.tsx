import { useQuery } from "@tanstack/react-query";
import { lazy, useCallback, useEffect, useRef, useState, useSyncExternalStore, type ReactNode, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/client";
import { ActionsProvider, useKeys } from "@/actions/keys";
import { instead, type Action } from "@/actions/actions";
import { Shortcut } from "@/actions/shortcut";
import { AccountMenu } from "@/features/account/menu";
import { hitsId, ListHeader, type SearchHandle } from "@/features/inbox/header";
import { ConversationList, ListSkeleton, type ListHandle, type OpenRow } from "@/features/inbox/list";
import { AssignAt, AssignControl, AssignSection } from "@/features/assignment/control";
import { useLooking } from "@/features/notifications/looking";
import { ClosedBanner } from "@/features/thread/closed";
import { ThreadHeader } from "@/features/thread/header";
import { useLink } from "@/live/connection";
import { queries } from "@/live/queries";
import { useSession } from "@/live/session";
import { useNav } from "@/place/nav";
import { keep, kept } from "@/record/kept";
import { Icon } from "@/ui/icon";
import { IconButton } from "@/ui/button";
import { Soon } from "@/ui/soon";
import { PanelState } from "@/ui/state";
import { useConversationActions } from "./conversation-actions";
import { useElsewhere } from "./elsewhere";
import { useInboxActions } from "./inbox-actions";
import { Extra, Part, WindowPart } from "./part";

// Most of the page is the thread, and the list doesn't wait for it.
const loadComposer = () => import("@/features/composer/composer");
const Thread = lazy(() => {
  void loadComposer().catch(() => undefined); // both at once; who draws it hears of the failure
  return import("@/features/thread/thread").then((m) => ({ default: m.Thread }));
});
const SearchResults = lazy(() => import("@/features/inbox/search"));
const Composer = lazy(loadComposer);
const StartConversation = lazy(() => import("@/features/composer/start"));
const Details = lazy(() => import("@/features/details/details"));
const NumberAlert = lazy(() => import("@/features/settings/alert"));
const Bell = lazy(() => import("@/features/notifications/bell"));
const KeySheet = lazy(() => import("./key-sheet"));
const Palette = lazy(() => import("./palette"));
const roomForDetails = 1280; // px of the app, not of the window: a frame counts too
const onePanel = 640;

/** The three panels. `rail` is the main app's navigation; the standalone inbox has none. */
export function InboxPage({ rail, onSettings }: { rail?: ReactNode; onSettings: (page?: string) => void }) {
  const { t } = useTranslation();
  const { place, go } = useNav();
  const { live, may, begunNotes } = useSession();
  const root = useRef<HTMLDivElement>(null);
  const width = useWidth(root);
  const list = useRef<ListHandle | null>(null);
  const search = useRef<SearchHandle | null>(null);
  const [activeHit, setActiveHit] = useState<string>();
  const [over, setOver] = useState<"palette" | "keys" | "start">(); // the window over the panels
  const closeWindow = () => setOver(undefined);
  const { conversationId } = place;
  const showConversation = useCallback((id: string) => go({ conversationId: id, details: false }), [go]);
  useLooking(conversationId, showConversation);
  const { data: conversation, error } = useQuery({ ...queries.conversation(live, conversationId ?? ""), enabled: !!conversationId });
  useElsewhere(conversationId, error);

  const missing = error instanceof ApiError && error.status === 404; // the thread says so
  const { detailsShown, beside, toggleDetails, listShown, toggleList } = usePanels(width, missing);
  const writeNote = () => {
    if (!detailsShown) toggleDetails();
    if (conversation) begunNotes.begin(conversation.kapso.contact_id);
    query("textarea[data-note]")?.focus();
  };
  const query = (selector: string) => root.current?.querySelector<HTMLElement>(selector);
  // With a closed window the templates are there already.
  const showTemplates = () => (query(".tl-search input")?.focus(), query("[data-template-button]")?.click());
  // The composer of a conversation that was just opened isn't there yet.
  const composing = useRef<string>(undefined);
  const focusThread = (opened = conversationId) => {
    if (opened === conversationId && query(".composer")) query("[data-composer] textarea")?.focus();
    else composing.current = opened;
  };
  const focusComposer = () => focusThread();
  const compose = () => {
    if (composing.current === conversationId) focusComposer();
    composing.current = undefined;
  };
  const actions = useInboxActions({
    list, search, conversation, toggleDetails, detailsShown,
    toggleList, listShown,
    showKeys: () => setOver("keys"),
    showPalette: () => setOver("palette"),
    focusComposer,
    writeNote,
    openAssign: () => query("#thread [data-assign]")?.click(),
    toLatest: () => (place.messageId ? go({ messageId: undefined }, { replace: true }) : query(".msgs")?.scrollTo({ top: Number.MAX_SAFE_INTEGER })),
    openSettings: onSettings,
    standalone: !rail,
    showTemplates,
    startConversation: () => setOver("start"),
  });
  const toNumbers = actions.find((a) => a.id === "settings-numbers")?.run;
  const actionsOf = useConversationActions();
  const [assigning, setAssigning] = useState<OpenRow>();
  const menuOf = (row: OpenRow) => actionsOf(row.conversation, () => setAssigning(row));
  const closeAssign = () => {
    setAssigning(undefined);
    query(".list [role=listbox]")?.focus({ preventScroll: true });
  };
  useKeys(actions, () => {
    const marked = list.current?.marked();
    return marked && instead(actions, marked.row ? menuOf(marked.row) : actionsOf(undefined, () => undefined));
  });
  useFocusWithPanels(root, conversationId, width < onePanel);

  const view = !conversationId ? "list" : detailsShown && !beside ? "details" : "thread";
  return (
    <ActionsProvider value={actions}>
      <div className="root" ref={root}>
        <a className="btn skip" href="#thread" onClick={(e) => { e.preventDefault(); query("#thread")?.focus(); }}>{t("skip")}</a>
        <LinkBar />
        {may("number:manage") && <Extra><NumberAlert onOpen={toNumbers} /></Extra>}
        <div className={`app ${beside ? "" : "no-details"} ${rail ? "" : "no-rail"} ${listShown ? "" : "no-list"}`} data-view={view}>
          {rail}
          <main className="panels">
            <h1 className="sr">{t("list.title")}</h1>
            <section className="list" aria-label={t("list.name")}>
              <ListHeader search={search} list={list} active={activeHit} tools={<><StartButton actions={actions} /><Extra late={<span className="ib" />}><Bell /></Extra></>} end={<span className={rail ? "account-small" : ""}><AccountMenu small onSettings={() => onSettings()} onKeys={() => setOver("keys")} /></span>} />
              <div id={hitsId} className="hits-frame">{place.search && <Part of={place.search} late={<ListSkeleton />}><SearchResults text={place.search} handle={list} onClear={() => { go({ search: undefined }, { replace: true }); search.current?.focus(); }} onActive={setActiveHit} /></Part>}</div>
              {!place.search && <Part of={place}><ConversationList handle={list} onFocusThread={focusThread} menuOf={menuOf} held={!!assigning} onConnect={toNumbers} /></Part>}
            </section>
            <section className="thread" id="thread" tabIndex={-1} aria-label={t("thread.name")}>
              {conversationId ? (
                <Part of={conversationId} late={<div className="late" aria-busy="true" />}>
                  <Thread
                    key={conversationId}
                    conversationId={conversationId}
                    header={(c) => <ThreadHeader conversation={conversation && c} detailsShown={detailsShown}>{conversation && c && <AssignControl conversation={c} />}</ThreadHeader>}
                    banner={(c) => <ClosedBanner conversation={c} />}
                    composer={(props) => <Part of={conversationId}><Composer key={conversationId} {...props} /><Shown key={`shown ${conversationId}`} onShown={compose} /></Part>}
                  />
                </Part>
              ) : <NothingOpen actions={actions} />}
            </section>
          </main>
          {conversationId && detailsShown && (
            <aside className="details" aria-label={t("details.name")}>
              <Soon key={conversationId} late={<div className="late" />}>
                <Part of={conversationId} late={<div className="late" />}><Details conversationId={conversationId} slot={(c) => <AssignSection conversation={c} />} /></Part>
              </Soon>
            </aside>
          )}
        </div>
      </div>
      {assigning && <AssignAt {...assigning} onClose={closeAssign} />}
      {over && (
        <WindowPart key={over} onClose={closeWindow}>
          {over === "palette" ? <Palette actions={actions} conversation={conversation} onClose={closeWindow} />
            : over === "keys" ? <KeySheet actions={actions} onClose={closeWindow} />
              : <StartConversation onClose={closeWindow} onStarted={(id) => { closeWindow(); showConversation(id); }} />}
        </WindowPart>
      )}
    </ActionsProvider>
  );
}

/** Which panels there are beside the thread. The details are where there is room for them, or a page of their own. */
function usePanels(width: number, missing: boolean) {
  const { place, go, back } = useNav();
  const [listKept, setListKept] = useState(() => kept("list") !== "off");
  const [detailsKept, setDetailsKept] = useState(() => kept("details") !== "off");
  const wide = width >= roomForDetails;
  const detailsShown = !!place.conversationId && !missing && (wide ? detailsKept : place.details);
  const toggleDetails = () => {
    if (!wide) return place.details ? back() : go({ details: true });
    setDetailsKept(!detailsKept);
    keep("details", detailsKept ? "off" : null);
  };
  // Without a conversation there is nothing but the list.
  const listShown = listKept || !place.conversationId || width < onePanel;
  const toggleList = () => {
    setListKept(!listKept);
    keep("list", listKept ? "off" : null);
  };
  return { detailsShown, beside: detailsShown && wide, toggleDetails, listShown, toggleList };
}

/** Tells when what stands beside it is on screen, also where its code had to be fetched. */
function Shown({ onShown }: { onShown: () => void }) {
  useEffect(() => onShown(), []);
  return null;
}

function StartButton({ actions }: { actions: Action[] }) {
  const start = actions.find((a) => a.id === "start");
  return start?.enabled ? <IconButton icon="plus" label={start.label} onClick={start.run} /> : null;
}

function NothingOpen({ actions }: { actions: Action[] }) {
  const { t } = useTranslation();
  const shown = ["next", "previous", "open", "search", "palette", "keys"].flatMap((id) => actions.find((a) => a.id === id) ?? []);
  return (
    <>
      <div className="bar" />
      <PanelState title={t("nothing.title")} text={t("nothing.text")}>
        <dl className="keys">
          {shown.map((a) => a.shortcut && [<dt key={`${a.id}k`}><Shortcut press={a.shortcut[0]!} /></dt>, <dd key={a.id}>{a.label}</dd>])}
        </dl>
      </PanelState>
    </>
  );
}

/** Shown only after a while: most breaks heal before anybody would notice. */
function LinkBar() {
  const { t } = useTranslation();
  const { connection, outbox } = useSession();
  const link = useLink(connection);
  const waiting = useSyncExternalStore(outbox.subscribe, () => outbox.entries().filter((e) => e.state !== "failed").length);
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (link !== "lost") return setLate(false);
    const timer = setTimeout(() => setLate(true), 3000);
    return () => clearTimeout(timer);
  }, [link]);
  return (
    <div role="status">
      {late && <div className="offbar"><Icon name="wifi" size={14} /><span className="trunc">{waiting > 0 ? t("link.waiting", { count: waiting }) : t("link.reconnecting")}</span></div>}
    </div>
  );
}

function useWidth(root: RefObject<HTMLElement | null>) {
  const [width, setWidth] = useState(() => window.innerWidth);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width));
    if (root.current) watch.observe(root.current);
    return () => watch.disconnect();
  }, [root]);
  return width;
}

/** With one panel at a time, the focus follows: into the thread, and back to the list. */
function useFocusWithPanels(root: RefObject<HTMLElement | null>, conversationId: string | undefined, narrow: boolean) {
  const before = useRef(conversationId);
  const focus = useCallback((selector: string) => root.current?.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true }), [root]);
  useEffect(() => {
    if (before.current === conversationId) return;
    if (!conversationId) focus(".rows");
    else if (narrow) focus("#thread");
    before.current = conversationId;
  }, [conversationId, narrow, focus]);
}
