import { lazy, Suspense, useState } from "react";
import type { Message } from "@/api/client";
import { useAction } from "@/actions/keys";
import type { Entry } from "@/live/outbox";
import { failureOf, type Step } from "@/record/failure";
import type { Silence } from "@/record/silence";
import { deadlineText, timeText } from "@/record/time";
import type { BubbleActions } from "./bubble";
import { useThreadWords } from "./words";

const Details = lazy(() => import("./failure-details"));

const Link = ({ label, onClick }: { label: string; onClick: () => void }) => <button type="button" className="link" onClick={onClick}>{label}</button>;

/** Why a message of this screen isn't with the server yet, and what can be done. */
function EntryLine({ entry, actions }: { entry: Entry; actions: BubbleActions }) {
  const { t } = useThreadWords();
  if (entry.state === "sending" && entry.file) return <div className="why calm" role="status">{t("send.uploading", { share: Math.round(entry.progress * 100) })}</div>;
  if (entry.state === "waiting") return <div className="why calm" role="status">{t("send.waiting")}<span className="acts"><Link label={t("send.drop")} onClick={() => actions.drop(entry.clientId)} /></span></div>;
  if (entry.state !== "failed" || !entry.problem) return null;
  const stale = entry.problem.kind === "stale";
  return (
    <div className="why" role="alert">
      {stale ? t("send.stale") : t("send.refused", { why: entry.problem.text })}
      <span className="acts">
        <Link label={stale ? t("send.anyway") : t("again")} onClick={() => actions.retry(entry.clientId)} />
        <Link label={t("send.drop")} onClick={() => actions.drop(entry.clientId)} />
      </span>
    </div>
  );
}

type Props = { message: Message & { entry?: Entry }; silence: Silence | undefined; repeated: boolean; actions: BubbleActions };

/** What stands below a message that isn't where it should be. */
export function Below({ message, silence, repeated, actions }: Props) {
  if (message.entry) return <EntryLine entry={message.entry} actions={actions} />;
  if (message.kapso.outcome === "unknown") return <UnsureLine message={message} actions={actions} />;
  if (message.kapso.status === "failed") return <FailureLine message={message} repeated={repeated} actions={actions} />;
  return silence && <SilenceLine silence={silence} />;
}

/** Why a message wasn't delivered, in one line, with the step that helps. */
function FailureLine({ message, repeated, actions }: Omit<Props, "silence">) {
  const { t, locale, words } = useThreadWords();
  const failure = failureOf(message);
  const later = failure && failure.notBefore > Date.now() && !repeated ? t("failure.not_before", { time: deadlineText(failure.notBefore, Date.now(), locale, words) }) : "";
  return (
    <div className="why">
      <span>{t("failure.line", { cause: failure?.cause ?? t("failure.no_reason") })}{failure?.code && ` · ${failure.code}`}{later && ` · ${later}`}</span>
      <span className="acts">
        {repeated ? <span className="calm">{t("failure.repeated")}</span> : <NextStep step={failure?.step ?? "retry"} message={message} actions={actions} />}
        <DetailsLink message={message} />
      </span>
    </div>
  );
}

function NextStep({ step, message, actions }: { step: Step; message: Message; actions: BubbleActions }) {
  const { t } = useThreadWords();
  const template = useAction("template");
  const person = useAction("person");
  const numbers = useAction("settings-numbers");
  switch (step) {
    case "template":
      return template?.enabled ? <Link label={t("failure.use_template")} onClick={template.run} /> : null;
    case "other_template":
      return template?.enabled ? <Link label={t("failure.use_another")} onClick={template.run} /> : null;
    case "number":
      return person?.enabled ? <Link label={t("failure.check_number")} onClick={person.run} /> : null;
    case "admin":
      return numbers?.enabled ? <Link label={t("failure.settings")} onClick={numbers.run} /> : <span className="calm">{t("failure.ask_admin")}</span>;
    case "retry":
      return <Link label={t("failure.again")} onClick={() => actions.again(message)} />;
    default:
      return null;
  }
}

/** An attempt that began and was never answered: sending again may make two, so the person decides, knowing that. */
function UnsureLine({ message, actions }: Pick<Props, "message" | "actions">) {
  const { t } = useThreadWords();
  const [asking, setAsking] = useState(false);
  return (
    <div className="why unsure">
      <span>{t(asking ? "failure.unsure_ask" : "failure.unsure")}</span>
      <span className="acts">
        {asking ? (
          <>
            <Link label={t("failure.unsure_again")} onClick={() => { setAsking(false); actions.again(message); }} />
            <Link label={t("failure.unsure_leave")} onClick={() => setAsking(false)} />
          </>
        ) : <Link label={t("failure.again")} onClick={() => setAsking(true)} />}
        <DetailsLink message={message} />
      </span>
    </div>
  );
}

function DetailsLink({ message }: { message: Message }) {
  const { t } = useThreadWords();
  const [open, setOpen] = useState(false);
  const trigger = <Link label={t("failure.details")} onClick={() => setOpen(true)} />;
  return open ? <Suspense fallback={trigger}><Details message={message} /></Suspense> : trigger;
}

/** A message that is out for long without a word back. */
function SilenceLine({ silence }: { silence: Silence }) {
  const { t, locale } = useThreadWords();
  return <div className="why calm" role="status">{t(silence.kind === "sent" ? "silence.sent" : "silence.queued", { time: timeText(silence.since, locale) })}</div>;
}
