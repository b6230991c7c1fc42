import type { Message } from "@/api/client";
import { useWords } from "@/i18n/words";
import { usePeople, useSession } from "@/live/session";
import { isOutbound } from "@/record/ticks";
import { previewOfMessage } from "@/record/preview";
import { Icon } from "@/ui/icon";

/** What a message answers, in a few lines; a press leads there. */
export function Quote({ message, quoted, name, onJump }: { message: Message; quoted: Message | undefined; name: string; onJump: (wamid: string) => void }) {
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
