import { memo, useState } from "react";
import type { Message } from "@/api/client";
import { useWords } from "@/i18n/words";
import type { Entry } from "@/live/outbox";
import { isOutbound, tickOf } from "@/record/ticks";
import { mediaOf, previewOfMessage } from "@/record/preview";
import type { Silence } from "@/record/silence";
import { offerOf } from "@/record/offer";
import { ownReaction, reactionsOf } from "@/record/reacting";
import { shownAt, type By } from "@/record/thread";
import { fullText, timeText } from "@/record/time";
import { IconButton } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { Ticks } from "@/ui/ticks";
import { Text } from "@/message/text";
import { Body } from "./body";
import { Below } from "./failure";
import { Quote } from "./quote";
import { ReactButton } from "./react-button";
import { Reactions } from "./reactions";
import { Referral } from "./referral";

export type BubbleActions = {
  reply: (message: Message) => void;
  jump: (wamid: string) => void;
  retry: (clientId: string) => void;
  drop: (clientId: string) => void;
  again: (message: Message) => void;
  reload: () => void;
  view: (key: string) => void;
  react: (message: Message, emoji: string) => void;
};

type Props = { message: Message & { entry?: Entry }; first: boolean; tail: boolean; by: By; name: string; quoted: Message | undefined; rowKey: string; silence: Silence | undefined; repeated: boolean; mayReact: boolean; reacting: string | undefined; actions: BubbleActions };

/** One message with what stands around it: who sent it, what it answers, how far it came. Renders anew only with its own row. */
export const Bubble = memo(function Bubble({ message, first, tail, by, name, quoted, rowKey, silence, repeated, mayReact, reacting, actions }: Props) {
  const { t, locale, previewText, dynamic } = useWords();
  const [earlier, setEarlier] = useState(false);
  const out = isOutbound(message);
  const { kapso, entry } = message;
  const tick = tickOf(kapso.direction, kapso.status);
  const unsure = kapso.outcome === "unknown";
  const failed = tick === "failed" || unsure;
  const at = shownAt(message);
  const revoked = Boolean(kapso.revoked_at);
  const reacted = reactionsOf(message, reacting).length > 0;
  const own = ownReaction(message, reacting);
  const edits = revoked ? [] : (kapso.edits ?? []);
  const status = tick ? dynamic(`tick.${unsure ? "unsure" : tick}`) : "";
  const label = [out ? (by.kind === "member" ? by.name : t("message.you")) : name, timeText(at, locale), previewText(previewOfMessage(message)), status].filter(Boolean).join(", ");
  const classes = ["msg keyed", out && "out", first && "g", tail && "tail", reacted && "reacted"].filter(Boolean).join(" ");
  const meta = (
    <span className="meta">
      {kapso.edited_at && !revoked && (edits.length ? <button type="button" className="edited" aria-expanded={earlier} title={t("message.earlier")} onClick={() => setEarlier(!earlier)}>{t("message.edited")}</button> : <span>{t("message.edited")}</span>)}
      <time dateTime={new Date(at).toISOString()} title={fullText(at, locale)}>{timeText(at, locale)}</time>
      {tick && !failed && <Ticks tick={tick} label={status} />}
    </span>
  );
  return (
    <article className={classes} aria-label={label} data-key={rowKey} data-wamid={message.id}>
      <ByLine by={by} />
      <div className="line">
        <div className={`bub ${shapeOf(message)}`}>
          {(message.context?.id || message.context?.message_id) && <Quote message={message} quoted={quoted} name={name} onJump={actions.jump} />}
          {message.referral && !revoked && <Referral message={message} />}
          <Forwarded message={message} />
          <Body message={message} meta={meta} name={name} actions={actions} />
          {earlier && edits.map((edit, i) => <div className="earlier" key={i}><span className="choice">{t("message.before", { time: timeText(Date.parse(edit.at), locale) })}</span><Text text={edit.before} /></div>)}
          <Reactions message={message} name={name} reacting={reacting} />
        </div>
        {failed && <Icon name="alert" label={status} className={unsure ? "unsure" : "bad"} />}
        {!entry && !revoked && (
          <span className="hover-acts">
            <IconButton icon="reply" small label={t("message.reply")} onClick={() => actions.reply(message)} />
            {mayReact && <ReactButton own={own} onPick={(emoji) => actions.react(message, emoji === own ? "" : emoji)} />}
          </span>
        )}
      </div>
      {(entry || failed || silence) && <Below message={message} silence={silence} repeated={repeated} actions={actions} />}
    </article>
  );
});

/** In the place of a message that can't be drawn; of what it holds nothing is used. */
export function BrokenBubble({ lost, message, rowKey }: Pick<Props, "message" | "rowKey"> & { lost?: boolean }) {
  const { t } = useWords();
  const title = t(lost ? "part.lost" : "message.broken");
  return (
    <article className={`msg keyed g tail ${isOutbound(message) ? "out" : ""}`} aria-label={title} data-key={rowKey} data-wamid={message.id}>
      <div className="line"><div className="bub"><span className="odd"><Icon name="alert" />{title}</span><span className="block text-label muted">{t(lost ? "part.lost_text" : "message.broken_text")}</span></div></div>
    </article>
  );
}

/** How a bubble is cut: around a picture, at the width of a card, or none at all. */
function shapeOf(message: Message): string {
  if (message.kapso.revoked_at) return "";
  if (message.type === "sticker") return "media bare";
  if (message.type === "template" || message.type === "order" || offerOf(message)) return "tpl";
  return mediaOf(message) && message.type !== "audio" && message.type !== "document" ? "media" : "";
}

function ByLine({ by }: { by: By }) {
  const { t } = useWords();
  if (by.kind === "none") return null;
  return <div className="by" dir="auto">{by.kind === "member" && by.name ? by.name : t(`by.${by.kind}`)}</div>;
}

function Forwarded({ message: { context, kapso } }: { message: Message }) {
  const { t } = useWords();
  if (kapso.revoked_at || !(context?.forwarded || context?.frequently_forwarded)) return null;
  return <span className="fwd"><Icon name="reply" size={12} className="mirrored" />{t(context.frequently_forwarded ? "message.forwarded_often" : "message.forwarded")}</span>;
}
