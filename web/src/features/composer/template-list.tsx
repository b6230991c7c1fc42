import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { bodyOf, found, type Template } from "@/record/template";
import { Icon } from "@/ui/icon";
import { useComposerWords } from "./words";

type Props = { templates: Template[]; languages: string[]; chosen: Template; focused?: boolean; onChoose: (template: Template, done: boolean) => void };

const same = (a: Template, b: Template) => a.name === b.name && a.language === b.language;

/** The templates that fit what is searched for; the arrows choose while the search keeps the focus. */
export function TemplateList({ templates, languages, chosen, focused, onChoose }: Props) {
  const { t, locale, dynamic } = useComposerWords();
  const id = useId();
  const [search, setSearch] = useState("");
  const [language, setLanguage] = useState("");
  const list = useRef<HTMLDivElement>(null);
  const names = new Intl.DisplayNames(locale, { type: "language", fallback: "code" });
  const nameOf = (code: string) => {
    try {
      return names.of(code.replace("_", "-")) ?? code;
    } catch {
      return code; // WhatsApp's codes are nearly, not always, those of the browser
    }
  };
  const shown = templates.filter((one) => found(one, search, language, nameOf));
  const at = shown.findIndex((one) => same(one, chosen));
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const next = shown[Math.min(Math.max(at + step, 0), shown.length - 1)];
    if (step && next) {
      event.preventDefault();
      onChoose(next, false);
    } else if (event.key === "Enter" && next) {
      event.preventDefault();
      onChoose(next, true);
    }
  };
  return (
    <>
      <div className="input tl-search">
        <Icon name="search" />
        <input
          type="search" autoFocus={focused} value={search} placeholder={t("template.search", { count: templates.length })} aria-label={t("template.search_name")}
          role="combobox" aria-expanded aria-controls={id} aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
          onChange={(e) => setSearch(e.target.value)} onKeyDown={onKeyDown}
        />
      </div>
      {languages.length > 1 && (
        <select className="input tl-language" aria-label={t("template.language")} value={language} onChange={(e) => setLanguage(e.target.value)}>
          <option value="">{t("template.every_language")}</option>
          {languages.map((code) => <option key={code} value={code}>{nameOf(code)}</option>)}
        </select>
      )}
      <div className="tl-rows" id={id} role="listbox" aria-label={t("template.list")} ref={list}>
        {shown.map((one, i) => (
          <div
            key={`${one.name}/${one.language}`} id={`${id}-${i}`} role="option" aria-selected={same(one, chosen)}
            className={`ti ${same(one, chosen) ? "on" : ""} ${one.usable ? "" : "off"}`} onClick={() => onChoose(one, true)}
          >
            <b><span className="grow trunc">{one.name}</span>{!one.usable && <span className="chip warn">{dynamic(`template.state.${one.problem?.code ?? "unavailable"}`)}</span>}<span className="chip" title={nameOf(one.language)}>{one.language.replace("_", "-").toUpperCase()}</span></b>
            <span className="d trunc" dir="auto">{bodyOf(one)}</span>
          </div>
        ))}
      </div>
      {shown.length === 0 && <p className="muted tl-none" role="status">{t("template.no_match")}</p>}
    </>
  );
}
