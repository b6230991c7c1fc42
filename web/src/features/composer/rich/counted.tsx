import { useId } from "react";
import { lengthOf, type Wrong } from "@/record/composed";
import { Icon } from "@/ui/icon";
import { useComposerWords } from "../words";

type Props = { label: string; value: string; most: number; wrong: Wrong | undefined; tried: boolean; optional?: boolean; lines?: number; autoFocus?: boolean; onChange: (value: string) => void };

/** A field with a limit: how much of it is used, and what is wrong, as soon as it is too long or somebody tried to send. */
export function Counted({ label, value, most, wrong, tried, optional, lines, autoFocus, onChange }: Props) {
  const { t, locale } = useComposerWords();
  const id = useId();
  const problem = wrong && (tried || wrong.rule === "too_long" || wrong.rule === "twice") ? t(`rich.wrong.${wrong.rule}`, { most: wrong.most ?? 0 }) : "";
  const length = lengthOf(value.trim());
  const common = {
    id, value, dir: "auto", autoFocus, autoComplete: "off",
    "aria-invalid": problem ? true : undefined, "aria-describedby": problem ? `${id}e` : `${id}c`,
    onChange: (e: { target: { value: string } }) => onChange(e.target.value),
  } as const;
  return (
    <div className="field">
      <span className="counted">
        <label className="lbl" htmlFor={id}>{label}{optional && <span className="muted"> {t("rich.optional")}</span>}</label>
        <span className={`num ${length > most ? "over" : ""}`} id={`${id}c`}>{length.toLocaleString(locale)} / {most.toLocaleString(locale)}</span>
      </span>
      {lines
        ? <textarea className={`input lines ${problem ? "bad" : ""}`} rows={lines} {...common} />
        : <span className={`input ${problem ? "bad" : ""}`}><input type="text" {...common} /></span>}
      {problem && <span className="err" id={`${id}e`} role="alert"><Icon name="alert" size={14} />{problem}</span>}
    </div>
  );
}
