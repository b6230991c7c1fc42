import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/icon";

const deepest = 12; // levels that are drawn

/** A read-only tree of whatever programs attached. */
export function Metadata({ value, depth = 0 }: { value: unknown; depth?: number }) {
  const entries = Array.isArray(value) ? value.map((v, i) => [String(i), v] as const) : Object.entries(value as object);
  return <div className={depth === 0 ? "tree" : ""}>{entries.map(([key, child]) => <Node key={key} name={key} value={child} depth={depth} />)}</div>;
}

function Node({ name, value, depth }: { name: string; value: unknown; depth: number }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(depth === 0);
  const style = { "--d": depth } as React.CSSProperties;
  if (typeof value !== "object" || value === null) {
    const kind = typeof value === "string" ? "s" : "n";
    return <div className="tn" style={style}><span className="k">{name}:</span> <span className={kind} dir="auto">{JSON.stringify(value)}</span></div>;
  }
  const size = Object.keys(value).length;
  return (
    <>
      <button type="button" className="tn" style={style} aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name={open ? "down" : "right"} size={12} className={open ? "" : "flips"} /><span className="k">{name}{!open && `: ${t("details.items", { count: size })}`}</span>
      </button>
      {open && depth < deepest && <Metadata value={value} depth={depth + 1} />}
    </>
  );
}
