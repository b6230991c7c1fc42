import { useState, type ReactNode } from "react";
import { Text } from "@/message/text";
import { Voice } from "@/message/voice";
import { safeHref } from "@/record/links";
import { phoneText } from "@/record/phone";
import { sizeText } from "@/record/size";
import { Icon, type IconName } from "@/ui/icon";
import { list, obj, str } from "@/record/foreign";
import { replyTitle, wordsOf } from "./content";
import { control, mediaUrl, type Node, type PhoneMessage } from "./control";
import { useSimulatorWords } from "./words";

/** Whether the content puts the time in a place of its own: beside the length of a sound, behind the caption of a picture. */
export const holdsTime = (m: PhoneMessage) => m.type === "audio" || ((m.type === "image" || m.type === "video") && str(obj(m.content), "caption") !== "");

/** What stands in a bubble, by the kind of message. */
export function Content({ message: m, meta }: { message: PhoneMessage; meta: ReactNode }): ReactNode {
  const { t } = useSimulatorWords();
  const c = obj(m.content);
  switch (m.type) {
    case "text":
      return <Text text={wordsOf(m)} />;
    case "image":
    case "video":
      return <><Picture message={m} />{str(c, "caption") && <div className="cap"><Text text={str(c, "caption")} />{meta}</div>}</>;
    case "sticker":
      return <Sticker message={m} />;
    case "audio":
      return <Sound message={m} meta={meta} />;
    case "document":
      return <><FileCard message={m} />{str(c, "caption") && <Text text={str(c, "caption")} />}</>;
    case "location":
      return <Card icon="pin" title={str(c, "name") || t("bubble.location")} text={str(c, "address") || `${str(c, "latitude")}, ${str(c, "longitude")}`} />;
    case "contacts":
      return list(m.content).map((card, i) => <Card key={i} icon="contact" title={str(card.name, "formatted_name")} text={list(card, "phones").map((p) => phoneText(str(p, "phone"))).join(", ")} />);
    case "order":
      return <><Card icon="list" title={t("bubble.order", { count: list(c, "product_items").reduce((n, p) => n + (Number(p.quantity) || 0), 0) })} text={list(c, "product_items").map((p) => str(p, "product_retailer_id")).join(", ")} />{str(c, "text") && <Text text={str(c, "text")} />}</>;
    case "template":
      return <Parts header={obj(m.template, "header")} body={str(m.template, "body")} footer={str(m.template, "footer")} />;
    case "button":
      return <Text text={str(c, "text")} />;
    case "interactive":
      if (replyTitle(m)) return <><Text text={replyTitle(m)} />{str(c.list_reply, "description") && <span className="choice">{str(c.list_reply, "description")}</span>}</>;
      if (m.from === "customer") return <span className="odd">{t("bubble.flow")}</span>;
      return <Parts header={obj(c, "header")} body={str(c.body, "text")} footer={str(c.footer, "text")} />;
    default:
      return <span className="odd">{t("bubble.other", { type: m.type })}</span>;
  }
}

/** Header, body and footer of a template or of a message with choices. */
function Parts({ header, body, footer }: { header: Node; body: string; footer: string }) {
  const { t } = useSimulatorWords();
  const format = str(header, "format").toLowerCase() || str(header, "type");
  const media = format && format !== "text" ? obj(header, format) : null;
  return (
    <div className="parts">
      {str(header, "text") && <b className="th" dir="auto">{str(header, "text")}</b>}
      {media && <HeaderMedia format={format} media={media} />}
      <Text text={body || t("bubble.other", { type: "template" })} />
      {footer && <span className="tf" dir="auto">{footer}</span>}
    </div>
  );
}

function HeaderMedia({ format, media }: { format: string; media: Node }) {
  const id = str(media, "id");
  const { t } = useSimulatorWords();
  const [lost, setLost] = useState(false);
  if (format === "image" && id && !lost) return <img className="photo" src={mediaUrl(id)} alt={t("kind.image")} onError={() => setLost(true)} />;
  const icon: IconName = format === "image" ? "image" : format === "video" ? "video" : format === "location" ? "pin" : "file";
  return <Card icon={icon} title={str(media, "filename") || str(media, "name") || str(media, "link") || t(`kind.${format === "image" || format === "video" || format === "location" ? format : "document"}`)} text="" />;
}

function Picture({ message: m }: { message: PhoneMessage }) {
  const { t } = useSimulatorWords();
  const [lost, setLost] = useState(false);
  const name = t(m.type === "video" ? "kind.video" : "kind.image");
  if (!m.media || lost) return <span className="ph-box"><Icon name={m.type === "video" ? "video" : "image"} size={24} />{m.media ? t("bubble.lost") : name}</span>;
  if (m.type === "video") return <video className="photo" src={mediaUrl(m.media.id)} controls preload="metadata" aria-label={name} onError={() => setLost(true)} />;
  return <img className="photo" src={mediaUrl(m.media.id)} alt={name} onError={() => setLost(true)} />;
}

function Sticker({ message: m }: { message: PhoneMessage }) {
  const { t } = useSimulatorWords();
  const [lost, setLost] = useState(false);
  if (!m.media || lost) return <span className="ph-box"><Icon name="sticker" size={24} />{t("bubble.sticker")}</span>;
  return <img className="sticker" src={mediaUrl(m.media.id)} alt={t("bubble.sticker")} onError={() => setLost(true)} />;
}

/** A voice message; hearing one of the business tells WhatsApp that it was played. */
function Sound({ message: m, meta }: { message: PhoneMessage; meta: ReactNode }) {
  const { t } = useSimulatorWords();
  const [lost, setLost] = useState(false);
  if (!m.media || lost) return <><span className="ph-box flat"><Icon name="mic" size={20} />{m.media ? t("bubble.lost") : t("kind.voice")}</span>{meta}</>;
  const played = () => {
    if (m.from === "business") void control.played(m.customer, m.id).catch(() => undefined); // only a receipt
  };
  return <div onPlayCapture={played}><Voice url={mediaUrl(m.media.id)} voice={m.voice} meta={meta} onError={() => setLost(true)} /></div>;
}

function FileCard({ message: m }: { message: PhoneMessage }) {
  const { t, locale } = useSimulatorWords();
  const name = str(m.content, "filename") || m.media?.filename || t("bubble.document");
  const ending = /\.([a-z0-9]{1,4})$/i.exec(name)?.[1]?.toUpperCase();
  const href = m.media && safeHref(new URL(mediaUrl(m.media.id), location.href).href);
  const body = (
    <>
      <span className="ic">{ending ?? <Icon name="file" size={20} />}</span>
      <span className="grow"><b className="trunc" dir="auto">{name}</b><span className="block">{sizeText(m.media?.size, locale)}</span></span>
    </>
  );
  return href ? <a className="doc" href={href} target="_blank" rel="noopener noreferrer">{body}</a> : <div className="doc">{body}</div>;
}

function Card({ icon, title, text }: { icon: IconName; title: string; text: string }) {
  return (
    <div className="doc">
      <span className="ic"><Icon name={icon} size={20} /></span>
      <span className="grow"><b className="trunc" dir="auto">{title}</b>{text && <span className="block" dir="auto">{text}</span>}</span>
    </div>
  );
}
