import { lazy, Suspense, useEffect, useRef, useState, type ReactNode, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/live/session";
import { useLink } from "@/live/connection";
import { useNav } from "@/place/nav";
import { extrasOf, goTab, longestSearch, tabOf, tabs } from "@/place/place";
import { IconButton } from "@/ui/button";
import { focusBack } from "@/ui/focus-back";
import { Icon } from "@/ui/icon";
import { useCounts } from "./counts";
import type { ListHandle } from "./list";

const FilterMenu = lazy(() => import("./filters").then((m) => ({ default: m.FilterMenu })));
const FilterChips = lazy(() => import("./filters").then((m) => ({ default: m.FilterChips })));
const typing = 200; // ms of rest before a search is asked for

/** The place of the search results, which the search field controls. */
export const hitsId = "search-hits";

export type SearchHandle = { focus: () => void };

type Props = { search: RefObject<SearchHandle | null>; list: RefObject<ListHandle | null>; active: string | undefined; tools?: ReactNode; end?: ReactNode };

/** The list's title, search, filters and tabs. active is the id of the hit that the search field points at. */
export function ListHeader({ search, list, active, tools, end }: Props) {
  const { t } = useTranslation();
  const { place, go } = useNav();
  const [asked, setAsked] = useState(false);
  const searching = asked || !!place.search;
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    search.current = { focus: () => { setAsked(true); requestAnimationFrame(() => document.querySelector<HTMLInputElement>(".list-search input")?.focus()); } };
  });
  const close = () => {
    setAsked(false);
    if (place.search) go({ search: undefined }, { replace: true });
    requestAnimationFrame(() => focusBack(button.current));
  };
  const current = tabOf(place);
  const countOf = useCounts();
  const open = countOf("open");
  return (
    <>
      <header className="bar">
        {searching ? <SearchField list={list} active={active} onClose={close} /> : (
          <>
            <h2>{t("list.title")}</h2>
            <LinkDot />
            {open && <span className="count" title={t("list.open", { n: open })}><span aria-hidden>{open}</span><span className="sr">{t("list.open", { n: open })}</span></span>}
            <span className="grow" />
            {tools}
            <Suspense fallback={<IconButton icon="filter" label={t("filter.title")} aria-disabled />}><FilterMenu /></Suspense>
            <IconButton ref={button} icon="search" label={t("list.search")} onClick={() => setAsked(true)} />
          </>
        )}
        {end}
      </header>
      <nav className="tabs" aria-label={t("list.filter")}>
        {tabs.map((tab) => (
          <button key={tab} type="button" className="tab" aria-current={!place.search && current === tab} onClick={() => { setAsked(false); go(goTab(tab), { replace: true }); }}>{t(`tab.${tab}`)}{(tab === "mine" || tab === "unassigned") && <TabCount text={countOf(tab)} />}</button>
        ))}
      </nav>
      {!place.search && extrasOf(place).length > 0 && <Suspense fallback={<div className="fchips" />}><FilterChips /></Suspense>}
    </>
  );
}

/** Has its place in the tab also where nothing is counted. */
const TabCount = ({ text }: { text: string | undefined }) => <>{text && " "}<span className="count">{text}</span></>;

function SearchField({ list, active, onClose }: { list: Props["list"]; active: string | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const { place, go } = useNav();
  const [text, setText] = useState(place.search ?? "");
  const shown = useRef(place.search);
  useEffect(() => {
    if (shown.current !== place.search) { // by going back, or a button of the results
      shown.current = place.search;
      if ((place.search ?? "") !== text.trim()) return setText(place.search ?? "");
    }
    if (text.trim() === (place.search ?? "")) return;
    const timer = setTimeout(() => {
      shown.current = text.trim() || undefined;
      go({ search: shown.current }, { replace: true });
    }, typing);
    return () => clearTimeout(timer);
  }, [text, place.search, go]);
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: () => list.current?.next(), ArrowUp: () => list.current?.previous(), Enter: () => list.current?.open(), Escape: onClose }[event.key];
    if (!step || (event.key !== "Escape" && !place.search)) return;
    event.preventDefault();
    step();
  };
  return (
    <span className="input list-search">
      <Icon name="search" size={14} />
      <input
        autoFocus type="search" role="combobox" aria-expanded={!!place.search} aria-controls={hitsId} aria-autocomplete="list" aria-activedescendant={active} autoComplete="off" spellCheck={false} dir="auto"
        value={text} maxLength={longestSearch} aria-label={t("list.search")} placeholder={t("list.search_hint")} onChange={(e) => setText(e.target.value)} onKeyDown={onKeyDown}
      />
      <kbd aria-hidden>Esc</kbd>
      <IconButton icon="x" iconSize={14} label={t("list.search_close")} onClick={onClose} />
    </span>
  );
}

/** The state of the live connection: a shape and words, not a colour alone. */
function LinkDot() {
  const { t } = useTranslation();
  const { connection } = useSession();
  const link = useLink(connection);
  return <span className={`link-dot ${link}`} role="img" aria-label={t(`link.${link}`)} title={t(`link.${link}`)} />;
}
