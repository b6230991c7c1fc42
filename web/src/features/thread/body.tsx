import type { ReactNode } from "react";
import type { Message } from "@/api/client";
import { useWords } from "@/i18n/words";
import { mediaOf, ownText } from "@/record/preview";
import { Icon } from "@/ui/icon";
import { Text } from "@/message/text";
import type { BubbleActions } from "./bubble";
import { Media } from "./media";
import { Rich } from "./rich";

type Props = { message: Message; meta: ReactNode; name: string; actions: Pick<BubbleActions, "reload" | "view"> };

/** What a message says, by its type. The code of every type comes with the thread: a message that grows when its own arrives would move the others. */
export function Body({ message, meta, name, actions }: Props) {
  const { t } = useWords();
  if (message.kapso.revoked_at) return <><p className="gone"><Icon name="ban" size={14} /> {t("message.revoked")}</p>{meta}</>;
  if (mediaOf(message)) return <Media message={message} meta={meta} actions={actions} />;
  if (message.type === "text") return <><Text text={ownText(message)} />{meta}</>;
  return <Rich message={message} meta={meta} name={name} />;
}
