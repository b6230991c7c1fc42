import { type ComponentType, type ReactNode } from "react";
import { Icon } from "@/ui/icon";
import { PanelState } from "@/ui/state";
import { useSettingsWords, type SettingsKey } from "./words";
import "./settings.css";

export type Section = "project" | "inbox" | "developers" | "you";

/** One page of the settings. `allowed` is the server's word on the person's rights: a page that is not allowed is not in the navigation. */
export type SettingsPage = { id: string; section: Section; label: string; allowed: boolean; Page: ComponentType };

type Props = {
  rail?: ReactNode;
  pages: SettingsPage[];
  current: string;
  href: (page: string) => string;
  go: (page: string) => void;
  inbox: { href: string; open: () => void };
};

const sections: Section[] = ["project", "inbox", "developers", "you"];

/** Navigation beside the page that is chosen. */
export default function SettingsFrame({ rail, pages, current, href, go, inbox }: Props) {
  const { t } = useSettingsWords();
  const page = pages.find((p) => p.id === current);
  return (
    <div className="root">
      <title>{t("page_title", { page: page?.label ?? t("title") })}</title>
      <a className="btn skip" href="#settings" onClick={(e) => { e.preventDefault(); document.getElementById("settings")?.focus(); }}>{t("skip")}</a>
      <div className={`sgrid ${rail ? "" : "no-rail"}`}>
        {rail}
        <nav className="snav" aria-label={t("title")}>
          <div className="snav-head">
            <Plain className="ib" href={inbox.href} label={t("to_inbox")} onClick={inbox.open}><Icon name="back" className="flips" /></Plain>
            <p>{t("title")}</p>
          </div>
          <div className="snav-pages">
            {sections.map((section) => <SectionLinks key={section} title={t(`section.${section}` as SettingsKey)} pages={pages.filter((p) => p.section === section && p.allowed)} current={current} href={href} go={go} />)}
          </div>
        </nav>
        <main className="smain" id="settings" tabIndex={-1} key={current}>
          <div className="swrap">
            {!page ? <PanelState page icon="file" title={t("missing")} text={t("missing_text")} />
              : page.allowed ? <page.Page />
                : <PanelState page icon="lock" title={t("forbidden")} text={t("forbidden_text", { page: page.label })} />}
          </div>
        </main>
      </div>
    </div>
  );
}

function SectionLinks({ title, pages, current, href, go }: { title: string; pages: SettingsPage[]; current: string } & Pick<Props, "href" | "go">) {
  if (pages.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      <ul>
        {pages.map((page) => (
          <li key={page.id}>
            <Plain className={page.id === current ? "on" : ""} href={href(page.id)} current={page.id === current} onClick={() => go(page.id)}>{page.label}</Plain>
          </li>
        ))}
      </ul>
    </>
  );
}

/** A link that opens here, and in a new tab when somebody asks for one. */
function Plain({ href, label, className, current, onClick, children }: { href: string; label?: string; className: string; current?: boolean; onClick: () => void; children: ReactNode }) {
  return (
    <a className={className} href={href} aria-label={label} title={label} aria-current={current ? "page" : undefined} onClick={(e) => { if (!e.metaKey && !e.ctrlKey && !e.shiftKey) { e.preventDefault(); onClick(); } }}>
      {children}
    </a>
  );
}
