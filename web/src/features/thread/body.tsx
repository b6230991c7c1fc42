import { lazy, Suspense, type ReactNode } from "react";
import type { Message } from "@/api/client";
import { useWords } from "@/i18n/words";
import { mediaOf, ownText, previewOfMessage } from "@/record/preview";
import { Icon } from "@/ui/icon";
import { Text } from "@/message/text";
import { Media } from "./media";

const Rich = lazy(() => import("./rich"));

type Props = { message: Message; meta: ReactNode; name: string; onReload: () => void };

/** What a message says, by its type. Words and files come with the page; the kinds that are rarer come when the first one is shown. */
export function Body({ message, meta, name, onReload }: Props) {
  const { t, previewText } = useWords();
  if (message.kapso.revoked_at) return <><p className="gone"><Icon name="ban" size={14} /> {t("message.revoked")}</p>{meta}</>;
  if (mediaOf(message)) return <Media message={message} meta={meta} onReload={onReload} />;
  if (message.type === "text") return <><Text text={ownText(message)} />{meta}</>;
  return <Suspense fallback={<><p>{previewText(previewOfMessage(message))}</p>{meta}</>}><Rich message={message} meta={meta} name={name} /></Suspense>;
}
