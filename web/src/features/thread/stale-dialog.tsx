import "@/i18n/later";
import type { Message } from "@/api/client";
import { useWords } from "@/i18n/words";
import type { Entry } from "@/live/outbox";
import { usePeople, useSession } from "@/live/session";
import { previewOfMessage } from "@/record/preview";
import { shownAt } from "@/record/thread";
import { timeText } from "@/record/time";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Icon } from "@/ui/icon";
import { textOf } from "./stale";

/** Asks what becomes of an answer whose writer had not seen what somebody else wrote. Closing it decides nothing: the answer stays in the thread. */
export default function StaleDialog({ entry, onClose }: { entry: Entry; onClose: () => void }) {
  const { t } = useWords();
  const { outbox, drafts } = useSession();
  const text = textOf(entry.message);
  const missed = entry.problem?.missed ?? [];
  const edit = () => {
    const begun = drafts.get(entry.conversationId).trim();
    drafts.write(entry.conversationId, [text, begun].filter(Boolean).join("\n"));
    outbox.drop(entry.clientId);
    onClose();
  };
  return (
    <Dialog title={t("stale.title")} close={t("close")} unasked onClose={onClose}>
      <div className="body stale">
        <p>{t("stale.text", { count: missed.length })}</p>
        {missed.length > 0 && <ul className="stale-list" aria-label={t("stale.missed")} tabIndex={0}>{missed.map((m) => <Missed key={m.kapso.id} message={m} />)}</ul>}
        <h3>{t("stale.yours")}</h3>
        <blockquote dir="auto">{text || t("stale.no_text")}</blockquote>
      </div>
      <div className="foot">
        <Button onClick={() => { outbox.drop(entry.clientId); onClose(); }}>{t("send.drop")}</Button>
        {text && <Button icon="edit" onClick={edit}>{t("stale.edit")}</Button>}
        <Button look="primary" icon="send" onClick={() => { outbox.retry(entry.clientId); onClose(); }}>{t("send.anyway")}</Button>
      </div>
    </Dialog>
  );
}

function Missed({ message }: { message: Message }) {
  const { t, locale, previewText } = useWords();
  const people = usePeople();
  const author = message.kapso.sent_by && people.get(message.kapso.sent_by.id);
  const preview = previewOfMessage(message);
  return (
    <li>
      <span className="muted"><bdi>{author ?? t("by.member")}</bdi> · <time className="num">{timeText(shownAt(message), locale)}</time></span>
      <span dir="auto">{preview.icon && <Icon name={preview.icon} size={12} />} {previewText(preview)}</span>
    </li>
  );
}
