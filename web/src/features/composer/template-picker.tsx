import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api, type OutgoingMessage } from "@/api/client";
import { keys } from "@/api/keys";
import { whyNot } from "@/i18n/failure";
import { useNow } from "@/i18n/words";
import { queries } from "@/live/queries";
import { judge, limitText } from "@/record/limits";
import { placesOf, problemOf, templateMessage, type Template } from "@/record/template";
import { agoText } from "@/record/ago";
import { Button, IconButton } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { PanelState } from "@/ui/state";
import { TemplateFields } from "./template-fields";
import { TemplateList } from "./template-list";
import { PickerSkeleton } from "./template-skeleton";
import { TemplatePreview } from "./template-preview";
import type { Attached } from "./outgoing";
import { useComposerWords } from "./words";

type Props = {
  phoneNumberId: string;
  /** What to call the person, to begin with in places that ask for a name. */
  name: string;
  /** Where what is filled in is kept while the picker isn't there, until who sends it is rid of it. */
  begun?: Map<string, unknown>;
  busy?: boolean;
  /** Somebody asked for it: the search gets the focus. */
  focused?: boolean;
  onSend: (message: OutgoingMessage, file: Attached | undefined) => void;
};

const unclick = 2000; // ms in which a second click is no second message

export type Filled = { values: Record<string, string>; file?: File };
/** Which template was chosen, and what was filled in by template. */
type Kept = { chosen?: string; filled: Record<string, Filled> };

const keyOf = (t: Template) => `${t.name}/${t.language}`;

/** Choosing a template, filling it in with what it will look like beside it, and sending it. */
export default function TemplatePicker({ phoneNumberId, name, begun, busy, focused, onSend }: Props) {
  const { t } = useComposerWords();
  const query = useQuery(queries.templates(phoneNumberId));
  const [{ chosen, filled }, setKept] = useState(() => (begun?.get("template") as Kept | undefined) ?? { filled: {} });
  const keep = (change: Partial<Kept>) => {
    const next = { chosen, filled, ...change };
    begun?.set("template", next);
    setKept(next);
  };
  const [shown, setShown] = useState(false); // on a narrow screen: the preview instead of the list
  const box = useRef<HTMLDivElement>(null);
  const show = (preview: boolean) => {
    const had = document.activeElement?.matches(":focus-visible") ? document.activeElement : null;
    setShown(preview);
    requestAnimationFrame(() => { // on a wide screen nothing is hidden, and the focus stays
      if (had && !had.checkVisibility()) box.current?.querySelector<HTMLElement>(preview ? ".pv-back button" : ".tl-search input")?.focus();
    });
  };
  const templates = query.data?.data ?? [];
  const template = templates.find((one) => keyOf(one) === chosen) ?? templates.find((one) => one.usable) ?? templates[0];

  if (query.isPending) return <PickerSkeleton />;
  if (query.isError) {
    const why = whyNot(query.error);
    return <div className="tp-state"><PanelState alert icon="alert" title={t("template.failed")} text={why}><Button icon="refresh" onClick={() => void query.refetch()}>{t("again")}</Button></PanelState></div>;
  }
  if (!template) return <div className="tp-state"><PanelState icon="template" title={t("template.none")} text={t("template.none_text")}><Refresh phoneNumberId={phoneNumberId} /></PanelState></div>;
  const own = filled[keyOf(template)] ?? begin(template, name);
  return (
    <div className={`tp ${shown ? "shown" : ""}`} ref={box}>
      <div className="tl">
        <TemplateList templates={templates} languages={query.data.languages} chosen={template} focused={focused} onChoose={(one, done) => { keep({ chosen: keyOf(one) }); if (done) show(true); }} />
        <div className="tl-foot"><Age at={query.data.fetched_at} failure={query.data.failure} /><Refresh phoneNumberId={phoneNumberId} small /></div>
      </div>
      <Chosen
        key={keyOf(template)} template={template} filled={own} busy={busy}
        onFill={(next) => keep({ filled: { ...filled, [keyOf(template)]: next } })}
        onBack={() => show(false)} onSend={onSend}
      />
    </div>
  );
}

/** A name that a place asks for is known. */
const begin = (template: Template, name: string): Filled => ({
  values: Object.fromEntries(placesOf(template).flatMap((p) => (p.part !== "button" && /^(first_?name|customer_?name|contact_?name|client_?name|name)$/i.test(p.name) && name ? [[p.key, name]] : []))),
});

type ChosenProps = { template: Template; filled: Filled; busy: boolean | undefined; onFill: (filled: Filled) => void; onBack: () => void; onSend: Props["onSend"] };

function Chosen({ template, filled, busy, onFill, onBack, onSend }: ChosenProps) {
  const { t, dynamic } = useComposerWords();
  const [tried, setTried] = useState(false);
  const [sent, setSent] = useState(false);
  useEffect(() => {
    if (!sent) return;
    const timer = setTimeout(() => setSent(false), unclick);
    return () => clearTimeout(timer);
  }, [sent]);
  const places = placesOf(template);
  const media = places.find((p) => p.name === "file");
  const kind = media?.kind as Attached["kind"] | undefined;
  const verdict = kind && filled.file ? fits(filled.file, kind) : null;
  const wrong = places.some((p) => (p === media ? !filled.file || verdict !== null : problemOf(p, filled.values[p.key] ?? "") !== null));
  const form = useRef<HTMLFormElement>(null);
  const send = () => {
    setTried(true);
    if (wrong) requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus()); // it may be scrolled out of sight
    if (wrong || !template.usable || sent) return;
    setSent(true);
    const file = kind && filled.file ? { name: filled.file.name, type: filled.file.type, size: filled.file.size, kind, blob: filled.file } : undefined;
    onSend(templateMessage(template, filled.values), file);
  };
  return (
    <form className="pv" ref={form} onSubmit={(e) => { e.preventDefault(); send(); }}>
      <div className="pv-back"><IconButton icon="back" label={t("template.back")} onClick={onBack} /><b className="trunc">{template.name}</b></div>
      <TemplatePreview template={template} values={filled.values} file={verdict === null ? filled.file : undefined} />
      {template.usable
        ? <TemplateFields places={places} filled={filled} tried={tried} fileProblem={verdict} onFill={onFill} />
        : <p className="problem" role="note"><Icon name="alert" size={14} /> {problemText(template, dynamic, t)}</p>}
      <div className="pv-foot">
        <span className="muted grow">{dynamic(`template.category.${template.category.toLowerCase()}`)}</span>
        <Button look="primary" icon="send" type="submit" disabled={!template.usable || busy || sent}>{t("template.send")}</Button>
      </div>
    </form>
  );
}

type Translate = ReturnType<typeof useComposerWords>["t"];

export function problemText(template: Template, dynamic: (key: string) => string, t: Translate): string {
  const { code, detail } = template.problem ?? { code: "unavailable", detail: "" };
  if (code === "rejected" && detail) return t("template.problem.rejected_because", { why: detail.toLowerCase().replaceAll("_", " ") });
  if (code === "unsupported") return t("template.problem.unsupported_part", { part: detail.toLowerCase().replaceAll("_", " ") });
  return dynamic(`template.problem.${code}`);
}

/** A header takes one kind of file; null when the file is one. */
function fits(file: File, kind: Attached["kind"]): { key: "attach.empty" | "template.wrong_kind" | `attach.too_big.${Attached["kind"]}`; limit: string } | null {
  const verdict = kind === "document" ? judge(file, kind) : judge(file);
  if (!verdict.ok && verdict.reason === "empty") return { key: "attach.empty", limit: "" };
  if (verdict.kind !== kind) return { key: "template.wrong_kind", limit: "" };
  return verdict.ok ? null : { key: `attach.too_big.${kind}`, limit: limitText(verdict.limit) };
}

function Age({ at, failure }: { at: string | null; failure: string | null }) {
  const { t, locale } = useComposerWords();
  const now = useNow();
  if (failure) return <span className="problem" role="status">{failure}</span>;
  return <span className="muted grow">{at && t("template.age", { ago: agoText(Date.parse(at), now, locale) })}</span>;
}

function Refresh({ phoneNumberId, small }: { phoneNumberId: string; small?: boolean }) {
  const { t } = useComposerWords();
  const cache = useQueryClient();
  const [asking, setAsking] = useState(false);
  const ask = async () => {
    setAsking(true);
    // What went wrong stands in the list itself, as its failure.
    await api.refreshTemplates(phoneNumberId).catch(() => undefined);
    await cache.invalidateQueries({ queryKey: keys.templates(phoneNumberId) });
    setAsking(false);
  };
  return small
    ? <IconButton icon="refresh" iconSize={14} small label={t("template.refresh")} disabled={asking} onClick={() => void ask()} />
    : <Button icon="refresh" disabled={asking} onClick={() => void ask()}>{t("template.refresh")}</Button>;
}
