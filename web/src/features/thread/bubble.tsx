import { lazy, memo, Suspense, useState, type ReactNode } from "react";
import type { Message, MessageError } from "@/api/client";
import { useWords } from "@/i18n/words";
import type { Entry } from "@/live/outbox";
import { usePeople, useSession } from "@/live/session";
import { isOutbound, tickOf } from "@/record/ticks";
import { choiceOf, mediaOf, offerOf, ownText, previewOfMessage, templateName } from "@/record/preview";
import { shownAt, type By } from "@/record/thread";
import { fullText, timeText } from "@/record/time";
import { IconButton } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { Ticks } from "@/ui/ticks";
import { ContactCards, LocationCard } from "./cards";
import { Media } from "./media";
import { Text } from "@/message/text";

export type BubbleActions = {
  reply: (message: Message) => void;
  jump: (wamid: string) => void;
  retry: (clientId: string) => void;
  drop: (clientId: string) => void;
  again: (message: Message) => void;
  reload: () => void;
};

type Props = { message: Message & { entry?: Entry }; first: boolean; tail: boolean; by: By; name: string; quoted: Message | undefined; rowKey: string; actions: BubbleActions };

const Details = lazy(() => import("./details"));

export const Bubble = memo(function Bubble({ message, first, tail, by, name, quoted, rowKey, actions }: Props) {
  const { t, locale, previewText, dynamic } = useWords();
  const out = isOutbound(message);
  const { kapso, entry } = message;
  const tick = tickOf(kapso.direction, kapso.status);
  const failed = tick === "failed";
  const at = shownAt(message);
  const reactions = kapso.revoked_at ? [] : (kapso.reactions ?? []).filter((r) => r.emoji);
  const media = !kapso.revoked_at && mediaOf(message) !== null && message.type !== "audio" && message.type !== "document";
  const status = tick ? dynamic(`tick.${tick}`) : "";
  const label = [out ? (by.kind === "member" ? by.name : t("message.you")) : name, timeText(at, locale), previewText(previewOfMessage(message)), status].filter(Boolean).join(", ");
  const classes = ["msg", out && "out", first && "g", tail && "tail", reactions.length > 0 && "reacted"].filter(Boolean).join(" ");
  const meta = (
    <span className="meta">
      {kapso.edited_at && !kapso.revoked_at && <span>{t("message.edited")}</span>}
      <time dateTime={new Date(at).toISOString()} title={fullText(at, locale)}>{timeText(at, locale)}</time>
      {tick && !failed && <Ticks tick={tick} label={status} />}
    </span>
  );
  return (
    <article className={classes} aria-label={label} data-key={rowKey} data-wamid={message.id}>
      <ByLine by={by} />
      <div className="line">
        <div className={`bub ${media ? "media" : ""} ${message.type === "template" || offerOf(message) ? "tpl" : ""} ${message.type === "sticker" ? "bare" : ""}`}>
          {(message.context?.id || message.context?.message_id) && <Quote message={message} quoted={quoted} name={name} onJump={actions.jump} />}
          {message.context?.forwarded && <span className="fwd"><Icon name="reply" size={12} />{t("message.forwarded")}</span>}
          <Body message={message} meta={meta} onReload={actions.reload} />
          {reactions.length > 0 && <span className="react" role="img" aria-label={t("message.reactions", { list: reactions.map((r) => r.emoji).join(" ") })}>{[...new Set(reactions.map((r) => r.emoji))].join("")}{reactions.length > 1 && <span className="num"> {reactions.length}</span>}</span>}
        </div>
        {failed && <Icon name="alert" label={status} className="bad" />}
        {!entry && !kapso.revoked_at && <span className="hover-acts"><IconButton icon="reply" small label={t("message.reply")} onClick={() => actions.reply(message)} /></span>}
      </div>
      {entry ? <EntryLine entry={entry} actions={actions} /> : failed && <FailureLine message={message} actions={actions} />}
    </article>
  );
});

function ByLine({ by }: { by: By }) {
  const { t } = useWords();
  if (by.kind === "none") return null;
  return <div className="by" dir="auto">{by.kind === "member" && by.name ? by.name : t(`by.${by.kind}`)}</div>;
}

/** What a message says, by its type; a type that isn't known is named, not hidden. */
function Body({ message, meta, onReload }: { message: Message; meta: ReactNode; onReload: () => void }) {
  const { t } = useWords();
  if (message.kapso.revoked_at) return <><p className="gone"><Icon name="ban" size={14} /> {t("message.revoked")}</p>{meta}</>;
  if (mediaOf(message)) return <Media message={message} meta={meta} onReload={onReload} />;
  const offer = offerOf(message);
  if (offer) return <Choices header={offer.header} body={offer.body || ownText(message)} footer={offer.footer} buttons={offer.buttons} meta={meta} />;
  switch (message.type) {
    case "template":
      return <Choices header="" body={message.kapso.content ?? ""} footer={t("message.template", { name: templateName(message) })} buttons={[]} meta={meta} />;
    case "location":
      return <><LocationCard message={message} />{meta}</>;
    case "contacts":
      return <><ContactCards message={message} />{meta}</>;
    case "interactive":
    case "button":
      return <Choice message={message} meta={meta} />;
    case "text":
      return <><Text text={ownText(message)} />{meta}</>;
    default: {
      const text = ownText(message);
      return <><span className="odd"><Icon name="ban" />{message.type === "unsupported" || message.type === "unknown" ? t("message.unsupported") : t("message.unsupported_type", { type: message.type })}</span>{text && <Text text={text} />}{meta}</>;
    }
  }
}

function Choice({ message, meta }: { message: Message; meta: ReactNode }) {
  const { t } = useWords();
  const choice = choiceOf(message);
  return (
    <>
      <span className="choice"><Icon name="check" size={12} />{t("message.choice")}</span>
      <Text text={ownText(message)} />
      {choice?.description && <span className="block text-label muted" dir="auto">{choice.description}</span>}
      {meta}
    </>
  );
}

function Choices({ header, body, footer, buttons, meta }: { header: string; body: string; footer: string; buttons: string[]; meta: ReactNode }) {
  return (
    <>
      {header && <b className="th" dir="auto">{header}</b>}
      <Text text={body} />
      {meta}
      {footer && <span className="tf" dir="auto">{footer}</span>}
      {buttons.map((button, i) => <span className="tb" key={i} dir="auto">{button}</span>)}
    </>
  );
}

function Quote({ message, quoted, name, onJump }: { message: Message; quoted: Message | undefined; name: string; onJump: (wamid: string) => void }) {
  const { t, previewText } = useWords();
  const { me } = useSession();
  const people = usePeople();
  const author = quoted?.kapso.sent_by?.id;
  const colleague = author && author !== me.user.id ? people.get(author) : undefined;
  const id = message.context?.id ?? message.context?.message_id ?? "";
  const preview = quoted && previewOfMessage(quoted);
  return (
    <button type="button" className="quote" onClick={() => onJump(id)} title={t("quote.jump")}>
      <b dir="auto">{quoted ? (isOutbound(quoted) ? (colleague || t("message.you")) : name) : t("quote.earlier")}</b>
      <span className="quote-text" dir="auto">{preview ? <>{preview.icon && <Icon name={preview.icon} size={12} />} {previewText(preview)}</> : t("quote.jump")}</span>
    </button>
  );
}

/** Why a message of this screen isn't with the server yet, and what can be done. */
function EntryLine({ entry, actions }: { entry: Entry; actions: BubbleActions }) {
  const { t } = useWords();
  if (entry.state === "sending" && entry.file) return <div className="why calm" role="status">{t("send.uploading", { share: Math.round(entry.progress * 100) })}</div>;
  if (entry.state === "waiting") return <div className="why calm" role="status">{t("send.waiting")}<span className="acts"><button type="button" className="link" onClick={() => actions.drop(entry.clientId)}>{t("send.drop")}</button></span></div>;
  if (entry.state !== "failed" || !entry.problem) return null;
  const stale = entry.problem.kind === "stale";
  return (
    <div className="why" role="alert">
      {stale ? t("send.stale") : t("send.refused", { why: entry.problem.text })}
      <span className="acts">
        <button type="button" className="link" onClick={() => actions.retry(entry.clientId)}>{stale ? t("send.anyway") : t("again")}</button>
        <button type="button" className="link" onClick={() => actions.drop(entry.clientId)}>{t("send.drop")}</button>
      </span>
    </div>
  );
}

function FailureLine({ message, actions }: { message: Message; actions: BubbleActions }) {
  const { t, failure } = useWords();
  const [open, setOpen] = useState(false);
  const error: MessageError | undefined = message.kapso.errors?.[0];
  const { cause, code, retry } = failure(error);
  const unsure = message.kapso.outcome === "unknown";
  const trigger = <button type="button" className="link" onClick={() => setOpen(true)}>{t("failure.details")}</button>;
  return (
    <div className="why">
      <span>{unsure ? t("failure.unsure") : t("failure.line", { cause })}{code && ` · ${code}`}</span>
      <span className="acts">
        {(retry || unsure) && <button type="button" className="link" onClick={() => actions.again(message)}>{t("failure.again")}</button>}
        {open ? <Suspense fallback={trigger}><Details error={error} message={message} /></Suspense> : trigger}
      </span>
    </div>
  );
}
