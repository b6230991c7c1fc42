import type { ReactNode } from "react";
import type { Message } from "@/api/client";
import { reportOf } from "@/record/failure";
import { safeHref } from "@/record/links";
import { CopyButton } from "@/ui/copy";
import Popover from "@/ui/popover";
import { useThreadWords } from "./words";

/** All that is known of a failure: our words first, then every error as WhatsApp gave it, to copy for whoever helps. */
export default function FailureDetails({ message }: { message: Message }) {
  const { t } = useThreadWords();
  const errors = message.kapso.errors ?? [];
  const copy = { done: t("copy.done"), failed: t("copy.failed") };
  return (
    <Popover defaultOpen label={t("failure.details")} trigger={<button type="button" className="link">{t("failure.details")}</button>}>
      {errors.length === 0 && <p className="mb-1.5 text-ink-2">{t(message.kapso.outcome === "unknown" ? "failure.unsure_about" : "failure.no_reason_about")}</p>}
      {errors.map((error, i) => {
        const said = error.title === error.message ? error.title : [error.title, error.message].filter(Boolean).join(" · ");
        return (
          <div key={i} className="mb-1.5">
            <b className="block font-semibold first-letter:uppercase">{error.brief}</b>
            <p className="mb-1.5 text-ink-2">{error.advice}</p>
            <dl className="kv">
              {error.code >= 0 && <Line name={t("failure.code")}><span className="num">{error.code}</span></Line>}
              {said && <Line name={t("failure.whatsapp")}>{said}</Line>}
              {error.details && error.details !== said && <Line name={t("failure.said")}>{error.details}</Line>}
              {error.fbtrace_id && <Line name={t("failure.trace")}><span className="mono trunc">{error.fbtrace_id}</span><CopyButton value={error.fbtrace_id} label={t("failure.copy_trace")} {...copy} /></Line>}
              {safeHref(error.href) && <Line name={t("failure.page")}><a className="link" href={safeHref(error.href) ?? undefined} target="_blank" rel="noopener noreferrer">{t("failure.open_page")}</a></Line>}
            </dl>
          </div>
        );
      })}
      <dl className="kv">
        <Line name={t("failure.message")}><span className="mono trunc">{message.id}</span><CopyButton value={message.id} label={t("copy.id")} {...copy} /></Line>
        <Line name={t("failure.all")}>{t("failure.json")}<CopyButton value={reportOf(message)} label={t("copy.json")} {...copy} /></Line>
      </dl>
    </Popover>
  );
}

const Line = ({ name, children }: { name: string; children: ReactNode }) => <><dt>{name}</dt><dd className="wrap" dir="auto">{children}</dd></>;
