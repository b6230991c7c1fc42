import type { Message, MessageError } from "@/api/client";
import { useWords } from "@/i18n/words";
import { CopyButton } from "@/ui/copy";
import Popover from "@/ui/popover";

/** All that is known of a failure: our words first, then the code and WhatsApp's own text, to copy for support. */
export default function FailureDetails({ error, message }: { error: MessageError | undefined; message: Message }) {
  const { t, failure } = useWords();
  const { cause, advice, code, raw } = failure(error);
  return (
    <Popover defaultOpen label={t("failure.details")} trigger={<button type="button" className="link">{t("failure.details")}</button>}>
      <b className="block font-semibold first-letter:uppercase">{cause}</b>
      <p className="mb-1.5 text-ink-2">{advice}</p>
      <dl className="kv">
        {code && <><dt>{t("failure.code")}</dt><dd className="num">{code}</dd></>}
        {raw && <><dt>{t("failure.whatsapp")}</dt><dd className="wrap">{raw}</dd></>}
        <dt>{t("failure.message")}</dt>
        <dd><span className="mono trunc">{message.id}</span><CopyButton value={message.id} label={t("copy.id")} done={t("copy.done")} failed={t("copy.failed")} /></dd>
      </dl>
    </Popover>
  );
}
