import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ApiError } from "@/api/client";
import { Button } from "@/ui/button";
import { CopyButton } from "@/ui/copy";
import { useNow } from "@/i18n/words";
import { moment, rowTime } from "@/record/time";
import { PanelState } from "@/ui/state";
import { useSettingsWords } from "./words";

/** A page's title, what it is for, and its one primary action. */
export function Head({ title, text, children }: { title: string; text?: ReactNode; children?: ReactNode }) {
  return (
    <div className="shead">
      <div className="grow">
        <h1>{title}</h1>
        {text && <p>{text}</p>}
      </div>
      {children}
    </div>
  );
}

/** What a list shows while it loads, and when it didn't. */
export function Loaded<T>({ query, rows = 4, children }: { query: UseQueryResult<T>; rows?: number; children: (data: T) => ReactNode }) {
  const { t, app, why } = useSettingsWords();
  if (query.data !== undefined) return children(query.data);
  if (query.isError) {
    const id = query.error instanceof ApiError ? query.error.requestId : null;
    return (
      <div className="card">
        <PanelState alert icon="alert" title={t("failed")} text={why(query.error)}>
          <Button icon="refresh" onClick={() => void query.refetch()}>{app("again")}</Button>
          {id && <span className="req">{app("error.request")} <span className="mono">{id}</span><CopyButton value={id} label={app("copy.request")} done={app("copy.done")} failed={app("copy.failed")} /></span>}
        </PanelState>
      </div>
    );
  }
  return <div className="card late" aria-busy="true">{Array.from({ length: rows }, (_, i) => <div className="sk-row" key={i}><span className="sk" /><span className="sk" /></div>)}</div>;
}

/** A value that is copied elsewhere, such as an address or a secret. */
export function CopyLine({ label, value, hint }: { label: string; value: string; hint?: string }) {
  const { app } = useSettingsWords();
  return (
    <div className="field">
      <span className="lbl">{label}</span>
      <span className="copyline">
        <code className="mono grow">{value}</code>
        <CopyButton value={value} label={app("copy.what", { what: label })} done={app("copy.done")} failed={app("copy.failed")} />
      </span>
      {hint && <span className="hint">{hint}</span>}
    </div>
  );
}

/** One of a few, each with what it means. */
export function Options<T extends string>({ legend, name, value, options, onChange }: { legend: string; name: string; value: T; options: { value: T; label: string; hint: string }[]; onChange: (value: T) => void }) {
  return (
    <fieldset className="options">
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input type="radio" name={name} value={option.value} checked={value === option.value} onChange={() => onChange(option.value)} />
          <span><b>{option.label}</b><small>{option.hint}</small></span>
        </label>
      ))}
    </fieldset>
  );
}

const minute = 60_000;

/** Writes when something was last seen: the server notes it to some minutes. */
export function useSeen() {
  const { t, locale, words } = useSettingsWords();
  const now = useNow();
  return (at: string | null | undefined) => {
    if (!at) return t("never");
    const ago = now - moment(at);
    if (ago < 6 * minute) return t("just_now");
    if (ago < 60 * minute) return t("minutes_ago", { count: Math.round(ago / minute) });
    return rowTime(moment(at), now, locale, words);
  };
}
