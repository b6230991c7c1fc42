import { useState, type ReactNode } from "react";
import type { Card, Header, Offer, OfferButton } from "@/record/offer";
import { ownHref } from "@/record/pictures";
import { Icon, type IconName } from "@/ui/icon";
import { Text } from "@/message/text";
import { useThreadWords } from "./words";

/** A message with choices as the person sees it; its buttons are theirs to press, so here they are only shown. */
export function OfferCard({ offer, meta }: { offer: Offer; meta: ReactNode }) {
  const { t } = useThreadWords();
  const list = offer.sections.some((section) => section.rows.length > 0);
  const count = offer.sections.reduce((n, section) => n + section.rows.length, 0);
  const catalog = offer.buttons.some((b) => b.kind === "catalog");
  return (
    <>
      <CardParts header={offer.header} body={offer.body} footer={offer.footer} meta={meta} />
      {list && (
        <details className="offers">
          <summary>{t(catalog ? "offer.products" : "offer.rows", { count })}</summary>
          {offer.sections.map((section, i) => (
            <div key={i}>
              {section.title && <b className="block text-label" dir="auto">{section.title}</b>}
              <ul>{section.rows.map((row, n) => <li key={n} dir="auto">{row.title}{row.description && <span className="block muted" dir="auto">{row.description}</span>}</li>)}</ul>
            </div>
          ))}
        </details>
      )}
      <Cards cards={offer.cards} />
      <Buttons buttons={offer.buttons} />
    </>
  );
}

export function CardParts({ header, body, footer, meta }: { header: Header; body: string; footer: string; meta: ReactNode }) {
  return (
    <>
      {header && ("text" in header ? <b className="th" dir="auto">{header.text}</b> : <HeaderMedia header={header} />)}
      {body && <Text text={body} />}
      {meta}
      {footer && <span className="tf" dir="auto">{footer}</span>}
    </>
  );
}

const mediaIcons: Record<string, IconName> = { image: "image", video: "video", document: "file", location: "pin" };

function HeaderMedia({ header }: { header: Exclude<Header, { text: string } | null> }) {
  const { dynamic } = useThreadWords();
  const [broken, setBroken] = useState(false);
  const url = header.media === "image" && !broken ? ownHref(header.link) : null;
  if (url) return <img className="head-photo" src={url} alt={dynamic("kind.image")} loading="lazy" decoding="async" referrerPolicy="no-referrer" onError={() => setBroken(true)} />;
  return <span className="head-media"><Icon name={mediaIcons[header.media] ?? "file"} size={20} /><span className="trunc" dir="auto">{header.name || dynamic(`kind.${header.media}`)}</span></span>;
}

const icons: Record<OfferButton["kind"], IconName> = { reply: "reply", url: "ext", phone: "phone", copy: "copy", form: "list", place: "pin", list: "list", catalog: "list", call: "phone", contact: "contact" };

export function Buttons({ buttons }: { buttons: readonly OfferButton[] }) {
  const { t, dynamic } = useThreadWords();
  if (buttons.length === 0) return null;
  return (
    <ul className="tbs" aria-label={t("offer.buttons")}>
      {buttons.map((button, i) => <li className="tb" key={i} dir="auto" title={button.to}><Icon name={icons[button.kind]} size={14} /> {button.label || dynamic(`offer.${button.kind}`)}</li>)}
    </ul>
  );
}

export function Cards({ cards }: { cards: readonly Card[] }) {
  const { t } = useThreadWords();
  if (cards.length === 0) return null;
  return (
    <details className="offers">
      <summary>{t("offer.cards", { count: cards.length })}</summary>
      {cards.map((card, i) => <div className="in-card" key={i}><CardParts header={card.header} body={card.body} footer="" meta={null} /><Buttons buttons={card.buttons} /></div>)}
    </details>
  );
}
