import type { CSSProperties, ReactNode } from "react";
import type { Message } from "@/api/client";
import { endingOf, shownName } from "@/record/file";
import { mediaHref } from "@/record/links";
import { fileNameOf, ownHref } from "@/record/pictures";
import { mediaOf } from "@/record/preview";
import { sizeText } from "@/record/size";
import { keyOf } from "@/record/thread";
import { Icon, type IconName } from "@/ui/icon";
import { Text } from "@/message/text";
import { Voice } from "@/message/voice";
import type { BubbleActions } from "./bubble";
import { useTrouble } from "./trouble";
import { useThreadWords } from "./words";

type Props = { message: Message; meta: ReactNode; actions: Pick<BubbleActions, "reload" | "view"> };

/** Nobody tells the ratio of a picture before its bytes: every one has the same box, and is cut to it. */
const box: CSSProperties = { width: 264, aspectRatio: "4 / 3" };

/** A file in a message: shown, still on its way, or lost; always in a box whose size is known before it loads. */
export function Media({ message, meta, actions }: Props) {
  const { t } = useThreadWords();
  const media = mediaOf(message) ?? {};
  const data = message.kapso.media_data;
  const address = mediaHref(message.kapso.media_url ?? data?.url ?? media.link);
  const url = ownHref(address);
  const elsewhere = address && !url; // sent by a link: it lies with somebody else
  const { trouble, onError, retry } = useTrouble(url);
  // An error in place of the file: WhatsApp itself could not get it (Cloud API reference, error 131052).
  const why = message.kapso.direction === "inbound" ? message.kapso.errors?.[0]?.cause : undefined;
  const state = url && !trouble ? "ready" : trouble === "asking" ? "coming" : url || why || data?.status === "failed" ? "lost" : "coming";
  const caption = media.caption ? <div className="cap"><Text text={media.caption} />{meta}</div> : meta;

  if (elsewhere) return <><Elsewhere message={message} url={address} />{media.caption && <Text text={media.caption} />}{meta}</>;
  if (message.type === "document") return <><DocumentCard message={message} url={state === "lost" ? null : url} lost={state === "lost"} why={why} />{media.caption && <Text text={media.caption} />}{meta}</>;
  if (url && trouble === "unreadable") return <><FileCard message={message} url={url} about={t("media.unreadable")} />{media.caption && <Text text={media.caption} />}{meta}</>;
  if (state !== "ready" || !url) return <><Placeholder message={message} lost={state === "lost"} why={why} onAgain={() => { retry(); actions.reload(); }} />{caption}</>;
  switch (message.type) {
    case "audio":
      return <Voice url={url} meta={meta} voice={media.voice ?? /ogg/.test(media.mime_type ?? data?.content_type ?? "")} onError={onError} />;
    case "video":
      return <><video className="photo" style={box} src={url} controls preload="metadata" onError={onError} aria-label={media.caption || undefined} />{caption}</>;
    case "sticker":
      return <><Sticker message={message} url={url} onError={onError} />{meta}</>;
    default:
      return <><Picture message={message} url={url} onError={onError} onOpen={actions.view} />{caption}</>;
  }
}

function Picture({ message, url, onError, onOpen }: { message: Message; url: string; onError: () => void; onOpen: (key: string) => void }) {
  const { t } = useThreadWords();
  const label = mediaOf(message)?.caption || t("kind.image");
  return (
    <button type="button" className="photo-open" aria-label={t("media.open", { name: label })} onClick={() => onOpen(keyOf(message))}>
      <img className="photo" style={box} src={url} alt="" loading="lazy" decoding="async" onError={onError} />
    </button>
  );
}

function Sticker({ message, url, onError }: { message: Message; url: string; onError: () => void }) {
  const { t } = useThreadWords();
  return <img className="sticker" src={url} alt={mediaOf(message)?.caption || t("kind.sticker")} width={128} height={128} loading="lazy" decoding="async" onError={onError} />;
}

/** A file on somebody else's server: named, and opened there. */
function Elsewhere({ message, url }: { message: Message; url: string }) {
  const { t, dynamic } = useThreadWords();
  const name = shownName(mediaOf(message)?.filename || "") || dynamic(`kind.${message.type}`);
  return (
    <a className="doc" href={url} target="_blank" rel="noopener noreferrer">
      <span className="ic"><Icon name={icons[message.type] ?? "file"} size={20} /></span>
      <span className="grow"><b className="trunc" dir="auto">{name}</b><span>{t("media.elsewhere", { host: new URL(url).host })}</span></span>
      <Icon name="ext" size={14} />
    </a>
  );
}

const icons: Record<string, IconName> = { image: "image", video: "video", audio: "mic", sticker: "sticker" };

function Placeholder({ message, lost, why, onAgain }: { message: Message; lost: boolean; why: string | undefined; onAgain: () => void }) {
  const { t, dynamic } = useThreadWords();
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
  const { t } = useThreadWords();
  const known = url || message.kapso.media_data?.status === "uploading";
  return <FileCard message={message} url={url} about={lost ? (why ?? t("media.lost")) : known ? "" : t("media.coming", { kind: t("kind.document") })} />;
}

/** A file by its name and size, to be downloaded. `about` stands for the size, or beside it where there is a file. */
function FileCard({ message, url, about }: { message: Message; url: string | null; about: string }) {
  const { t, dynamic, locale } = useThreadWords();
  const data = message.kapso.media_data;
  const given = mediaOf(message)?.filename || data?.filename || (message.type === "document" ? "" : fileNameOf(message));
  const name = shownName(given) || t("kind.document");
  const { ending, kind } = endingOf(name);
  const size = url || !about ? sizeText(data?.byte_size, locale) : "";
  const card = (
    <>
      <span className={`ic is-${kind}`}>{ending || <Icon name={icons[message.type] ?? "file"} size={20} />}</span>
      <span className="grow">
        <b className="trunc" dir="auto" title={name}>{name}</b>
        <span className="num">{[message.type !== "document" && dynamic(`kind.${message.type}`), size].filter(Boolean).join(" · ") || about}</span>
        {url && about && <span className="block">{about}</span>}
      </span>
      {url && <Icon name="download" className="muted" />}
    </>
  );
  return url ? <a className="doc" href={url} target="_blank" rel="noopener noreferrer" download={name}>{card}</a> : <div className="doc">{card}</div>;
}
