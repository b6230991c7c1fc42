import { lazy, Suspense, useState, type CSSProperties, type ReactNode } from "react";
import type { Message } from "@/api/client";
import { useWords } from "@/i18n/words";
import { mediaHref } from "@/record/links";
import { mediaOf } from "@/record/preview";
import { sizeText } from "@/record/size";
import { Icon, type IconName } from "@/ui/icon";
import { Text } from "@/message/text";
import { Voice } from "@/message/voice";

const Viewer = lazy(() => import("./viewer"));

type Props = { message: Message; meta: ReactNode; onReload: () => void };

/** A file in a message: shown, still on its way, or lost; always in a box whose size is known before it loads. */
export function Media({ message, meta, onReload }: Props) {
  const media = mediaOf(message) ?? {};
  const data = message.kapso.media_data;
  const url = mediaHref(message.kapso.media_url ?? data?.url ?? media.link);
  const [broken, setBroken] = useState<string | null>(null);
  // An error in place of the file: WhatsApp itself could not get it (Cloud API reference, error 131052).
  const why = message.kapso.direction === "inbound" ? message.kapso.errors?.[0]?.cause : undefined;
  const state = url && broken !== url ? "ready" : url || why || data?.status === "failed" ? "lost" : "coming";
  const caption = media.caption ? <div className="cap"><Text text={media.caption} />{meta}</div> : meta;
  const onError = () => setBroken(url);

  if (message.type === "document") return <><DocumentCard message={message} url={state === "lost" ? null : url} lost={state === "lost"} why={why} />{media.caption && <Text text={media.caption} />}{meta}</>;
  if (state !== "ready" || !url) return <><Placeholder message={message} lost={state === "lost"} why={why} onAgain={() => { setBroken(null); onReload(); }} />{caption}</>;
  switch (message.type) {
    case "audio":
      return <Voice url={url} meta={meta} voice={media.voice ?? /ogg/.test(media.mime_type ?? data?.content_type ?? "")} onError={onError} />;
    case "video":
      return <><video className="photo" style={box} src={url} controls preload="metadata" onError={onError} aria-label={media.caption || undefined} />{caption}</>;
    case "sticker":
      return <><Picture message={message} url={url} onError={onError} sticker />{meta}</>;
    default:
      return <><Picture message={message} url={url} onError={onError} />{caption}</>;
  }
}

/** Nobody tells the ratio of a picture before its bytes: every one has the same box, and is cut to it. */
const box: CSSProperties = { width: 264, aspectRatio: "4 / 3" };

function Picture({ message, url, onError, sticker }: { message: Message; url: string; onError: () => void; sticker?: boolean }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const label = mediaOf(message)?.caption || t(sticker ? "kind.sticker" : "kind.image");
  if (sticker) return <img className="sticker" src={url} alt={label} width={128} height={128} loading="lazy" decoding="async" onError={onError} />;
  return (
    <>
      <button type="button" className="photo-open" aria-label={t("media.open", { name: label })} onClick={() => setOpen(true)}>
        <img className="photo" style={box} src={url} alt="" loading="lazy" decoding="async" onError={onError} />
      </button>
      {open && <Suspense><Viewer url={url} title={label} onClose={() => setOpen(false)} /></Suspense>}
    </>
  );
}

const icons: Record<string, IconName> = { image: "image", video: "video", audio: "mic", sticker: "sticker" };

function Placeholder({ message, lost, why, onAgain }: { message: Message; lost: boolean; why: string | undefined; onAgain: () => void }) {
  const { t, dynamic } = useWords();
  const flat = message.type === "audio";
  return (
    <div className={`ph-box ${flat ? "flat" : ""}`} style={flat ? undefined : box} role={lost ? "alert" : "status"}>
      <Icon name={lost ? "alert" : (icons[message.type] ?? "file")} size={20} />
      <span>{lost ? (why ?? t("media.lost")) : t("media.coming", { kind: dynamic(`kind.${message.type}`) })}</span>
      {lost && !why && <button type="button" className="link" onClick={onAgain}>{t("again")}</button>}
    </div>
  );
}

function DocumentCard({ message, url, lost, why }: { message: Message; url: string | null; lost: boolean; why: string | undefined }) {
  const { t, locale } = useWords();
  const data = message.kapso.media_data;
  const name = mediaOf(message)?.filename || data?.filename || t("kind.document");
  const type = /\.([a-z0-9]{1,4})$/i.exec(name)?.[1]?.toUpperCase();
  const uploading = data?.status === "uploading";
  const about = lost ? (why ?? t("media.lost")) : url ? sizeText(data?.byte_size, locale) : uploading ? sizeText(data?.byte_size, locale) : t("media.coming", { kind: t("kind.document") });
  const card = (
    <>
      <span className="ic">{type ?? <Icon name="file" size={20} />}</span>
      <span className="grow"><b className="trunc" dir="auto">{name}</b><span className="num">{about}</span></span>
    </>
  );
  return url ? <a className="doc" href={url} target="_blank" rel="noopener noreferrer" download={name}>{card}</a> : <div className="doc">{card}</div>;
}
