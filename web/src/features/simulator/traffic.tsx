import { useState } from "react";
import { CopyButton } from "@/ui/copy";
import { Icon } from "@/ui/icon";
import { useTraffic } from "./cache";
import type { Traffic as Line } from "./control";
import { useSimulatorWords } from "./words";

const colours: Record<Line["kind"], string> = { outbound: "", call: "", inbound: "info", receipt: "ok", webhook: "info", fault: "warn" };

/** Graph calls and webhooks, newest first. */
export function Traffic() {
  const { t } = useSimulatorWords();
  const log = useTraffic();
  return (
    <section className="wires" aria-label={t("traffic")}>
      <h2>{t("traffic")}</h2>
      <p className="muted">{t("traffic.text")}</p>
      {log.data?.length ? <ol className="log">{log.data.map((line) => <Row key={line.seq} line={line} />)}</ol> : <p className="log log-none">{log.data && t("traffic.none")}</p>}
    </section>
  );
}

/** Whether a call or delivery went wrong. */
export const wentWrong = (line: Line) => !!line.error || (line.kind !== "fault" && (!line.status || line.status >= 400));

function Row({ line }: { line: Line }) {
  const { t, locale } = useSimulatorWords();
  const [open, setOpen] = useState(false);
  const time = new Date(line.at).toLocaleTimeString(locale, { hour12: false });
  const wrong = wentWrong(line);
  return (
    <li>
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        <time dateTime={line.at}>{time}</time>
        <span className={`chip ${colours[line.kind] ?? ""}`}>{line.kind}</span>
        <span className="trunc" dir="auto">{line.summary}</span>
        {line.kind !== "fault" && <span className={`code ${wrong ? "wrong" : ""}`}>{wrong && <Icon name="alert" size={12} />}{line.status || "–"}</span>}
      </button>
      {open && (
        <div className="wire">
          {line.method && <p className="mono">{line.method} {line.path}</p>}
          <p>{[line.status ? String(line.status) : line.kind === "fault" ? "" : t("traffic.nobody"), line.kind !== "fault" && t("traffic.took", { ms: line.ms }), line.attempt && line.attempt > 1 && t("traffic.attempt", { count: line.attempt }), line.error].filter(Boolean).join(" · ")}</p>
          <Body title={t("traffic.request")} value={line.request} />
          <Body title={t("traffic.response")} value={line.response} />
        </div>
      )}
    </li>
  );
}

function Body({ title, value }: { title: string; value: unknown }) {
  const { app } = useSimulatorWords();
  if (value === undefined || value === null) return null;
  const text = JSON.stringify(value, null, 2);
  return (
    <>
      <div className="wire-head">{title}<CopyButton value={text} label={`${app("copy.json")}: ${title}`} done={app("copy.done")} failed={app("copy.failed")} /></div>
      <pre tabIndex={0} aria-label={title} role="region">{text}</pre>
    </>
  );
}
