import { useEffect, useRef, useState, type ReactNode, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { useNumbers, useSession } from "@/live/session";
import { useLink } from "@/live/connection";
import { useNav } from "@/place/nav";
import type { Tab } from "@/place/place";
import { phoneText } from "@/record/phone";
import { IconButton } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { choice, Menu } from "@/ui/menu";

const tabs: Tab[] = ["all", "open", "unread", "closed"];
const typing = 250; // ms of rest before a search is asked for

export type SearchHandle = { focus: () => void };

export function ListHeader({ search, tools, end }: { search: RefObject<SearchHandle | null>; tools?: ReactNode; end?: ReactNode }) {
  const { t } = useTranslation();
  const { place, go } = useNav();
  const [searching, setSearching] = useState(!!place.search);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    search.current = { focus: () => { setSearching(true); requestAnimationFrame(() => document.querySelector<HTMLInputElement>(".list-search input")?.focus()); } };
  });
  const close = () => {
    setSearching(false);
    if (place.search) go({ search: undefined }, { replace: true });
    requestAnimationFrame(() => button.current?.focus());
  };
  return (
    <>
      <header className="bar">
        {searching ? <SearchField onClose={close} /> : (
          <>
            <h2>{t("list.title")}</h2>
            <LinkDot />
            <span className="grow" />
            {tools}
            <NumberMenu />
            <IconButton ref={button} icon="search" label={t("list.search")} onClick={() => setSearching(true)} />
          </>
        )}
        {end}
      </header>
      <nav className="tabs" aria-label={t("list.filter")}>
        {tabs.map((tab) => (
          <button key={tab} type="button" className="tab" aria-current={place.tab === tab} onClick={() => go({ tab }, { replace: true })}>{t(`tab.${tab}`)}</button>
        ))}
      </nav>
    </>
  );
}

function SearchField({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { place, go } = useNav();
  const [text, setText] = useState(place.search ?? "");
  useEffect(() => {
    if (text === (place.search ?? "")) return;
    const timer = setTimeout(() => go({ search: text || undefined }, { replace: true }), typing);
    return () => clearTimeout(timer);
  }, [text, place.search, go]);
  return (
    <span className="input list-search">
      <Icon name="search" size={14} />
      <input autoFocus type="search" inputMode="tel" value={text} aria-label={t("list.search")} placeholder={t("list.search_hint")} onChange={(e) => setText(e.target.value)} onKeyDown={(e) => e.key === "Escape" && onClose()} />
      <IconButton icon="x" iconSize={14} label={t("list.search_close")} onClick={onClose} />
    </span>
  );
}

/** Shown when there is something to choose. */
function NumberMenu() {
  const { t } = useTranslation();
  const { place, go } = useNav();
  const { data: numbers } = useNumbers();
  if (!numbers || numbers.length < 2) return null;
  const options = [{ value: "", label: t("list.every_number") }, ...numbers.map((n) => ({ value: n.phone_number_id, label: n.name || phoneText(n.display_phone_number) || n.phone_number_id }))];
  const entry = choice(t("list.filter_number"), place.number ?? "", (number) => go({ number: number || undefined }, { replace: true }), options);
  return <Menu trigger={<IconButton icon="filter" label={t("list.filter_number")} className={place.number ? "on" : ""} />} entries={[entry]} />;
}

/** The state of the live connection: a shape and words, not a colour alone. */
function LinkDot() {
  const { t } = useTranslation();
  const { connection } = useSession();
  const link = useLink(connection);
  return <span className={`link-dot ${link}`} role="img" aria-label={t(`link.${link}`)} title={t(`link.${link}`)} />;
}
