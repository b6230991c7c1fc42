import type { Conversation, Message } from "@/api/client";
import { useNow } from "@/i18n/words";
import { textCounterFrom, textLimit } from "@/record/limits";
import { previewOfMessage } from "@/record/preview";
import { isOutbound } from "@/record/ticks";
import { deadlineText } from "@/record/time";
import { windowOf } from "@/record/window";
import { IconButton } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { useComposerWords } from "./words";

export function Counter({ length }: { length: number }) {
  const { t, locale } = useComposerWords();
  if (length < textCounterFrom) return null;
  const over = length > textLimit;
  return <span className={`counter num ${over ? "over" : ""}`} role={over ? "alert" : undefined}>{over ? t("composer.too_long", { count: length - textLimit }) : `${length.toLocaleString(locale)} / ${textLimit.toLocaleString(locale)}`}</span>;
}

/** Until when free replies work: said before it bites. */
export function Deadline({ conversation }: { conversation: Conversation }) {
  const { t, locale, words } = useComposerWords();
  const now = useNow();
  const window = windowOf(conversation.kapso, now);
  if (window.state === "closed") return <span className="hint" />;
  const time = deadlineText(window.until, now, locale, words);
  const short = window.hoursLeft < 1 ? t("window.minutes_left", { count: window.minutesLeft }) : t("window.hours_left", { count: window.hoursLeft });
  const left = window.hoursLeft < 1 ? t("window.closes_in", { count: window.minutesLeft }) : t("window.free_until", { time });
  return <span className={`hint ${window.soon ? "soon" : ""}`} title={left}><Icon name="clock" size={14} /><span className="trunc long">{left}</span><span className="trunc short">{short}</span></span>;
}

export function ReplyTo({ message, name, onClose }: { message: Message; name: string; onClose: () => void }) {
  const { t, previewText } = useComposerWords();
  const preview = previewOfMessage(message);
  return (
    <div className="replying">
      <span className="quote">
        <b dir="auto">{t("composer.replying", { name: isOutbound(message) ? t("message.yourself") : name })}</b>
        <span className="quote-text" dir="auto">{preview.icon && <Icon name={preview.icon} size={12} />} {previewText(preview)}</span>
      </span>
      <IconButton icon="x" small label={t("composer.reply_cancel")} onClick={onClose} />
    </div>
  );
}
