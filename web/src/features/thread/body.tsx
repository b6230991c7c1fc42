import { lazy, Suspense, type CSSProperties, type ReactNode } from "react";
import type { Message } from "@/api/client";
import { useWords } from "@/i18n/words";
import { mediaOf, ownText, previewOfMessage } from "@/record/preview";
import { Icon } from "@/ui/icon";
import { Text } from "@/message/text";
import type { BubbleActions } from "./bubble";

const Media = lazy(() => import("./media"));
const Rich = lazy(() => import("./rich"));

type Props = { message: Message; meta: ReactNode; name: string; actions: Pick<BubbleActions, "reload" | "view"> };

/** What a message says, by its type. Words come with the page; everything else when the first one is shown. */
export function Body({ message, meta, name, actions }: Props) {
  const { t, previewText } = useWords();
  if (message.kapso.revoked_at) return <><p className="gone"><Icon name="ban" size={14} /> {t("message.revoked")}</p>{meta}</>;
  if (mediaOf(message)) return <Suspense fallback={<Coming message={message} meta={meta} />}><Media message={message} meta={meta} actions={actions} /></Suspense>;
  if (message.type === "text") return <><Text text={ownText(message)} />{meta}</>;
  return <Suspense fallback={<><p>{previewText(previewOfMessage(message))}</p>{meta}</>}><Rich message={message} meta={meta} name={name} /></Suspense>;
}

/** The place of a file, as large as the file will stand there. */
const Coming = ({ message: { type }, meta }: { message: Message; meta: ReactNode }) => <><span className={type === "sticker" ? "sticker" : type === "image" || type === "video" ? "photo" : "doc coming"} style={type === "image" || type === "video" ? photoBox : undefined} />{meta}</>;

/** Nobody tells the ratio of a picture before its bytes: every one has the same box, and is cut to it. */
export const photoBox: CSSProperties = { width: 264, aspectRatio: "4 / 3" };
