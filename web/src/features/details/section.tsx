import { useState, type ReactNode } from "react";
import { useWords } from "@/i18n/words";
import { CopyButton } from "@/ui/copy";
import { Icon } from "@/ui/icon";

/** A part of the panel that folds; folded: to begin with; unfolded: for as long as something in it must be seen. */
export function Section({ title, count, end, folded, unfolded, children }: { title: string; count?: number; end?: ReactNode; folded?: boolean; unfolded?: boolean; children: ReactNode }) {
  const [wanted, setOpen] = useState(!folded);
  const open = wanted || !!unfolded;
  return (
    <section className={`sec ${open ? "" : "shut"}`} aria-label={title}>
      <h3>
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}><Icon name={open ? "down" : "right"} size={14} className={open ? "" : "flips"} />{title}</button>
        {count !== undefined && <span className="count">{count}</span>}
        {end && <span className="end">{end}</span>}
      </h3>
      {open && children}
    </section>
  );
}

/** One line of a list of facts; absent when nothing is known. */
export function Fact({ label, value, copy, mono }: { label: string; value: string | null | undefined; copy?: string; mono?: boolean }) {
  const { t } = useWords();
  if (!value) return null;
  return (
    <>
      <dt>{label}</dt>
      <dd><span className={`trunc ${mono ? "mono" : "num"}`} dir="auto" title={value}>{value}</span>{copy && <CopyButton value={copy} label={t("copy.what", { what: label })} done={t("copy.done")} failed={t("copy.failed")} />}</dd>
    </>
  );
}
