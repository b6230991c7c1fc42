import { useTranslation } from "react-i18next";
import type { Message } from "@/api/client";
import { safeHref } from "@/record/links";
import { phoneText } from "@/record/phone";
import { Icon } from "@/ui/icon";

export function LocationCard({ message }: { message: Message }) {
  const { t } = useTranslation();
  const { latitude, longitude, name, address } = message.location ?? {};
  const known = typeof latitude === "number" && typeof longitude === "number";
  const href = known ? safeHref(`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`) : null;
  return (
    <div className="doc">
      <span className="ic"><Icon name="pin" size={20} /></span>
      <span className="grow">
        <b className="trunc" dir="auto">{name || t("kind.location")}</b>
        <span className="block" dir="auto">{address || (known ? `${latitude.toFixed(5)}, ${longitude.toFixed(5)}` : t("card.no_place"))}</span>
        {href && <a className="link" href={href} target="_blank" rel="noopener noreferrer">{t("card.map")}</a>}
      </span>
    </div>
  );
}

export function ContactCards({ message }: { message: Message }) {
  const { t } = useTranslation();
  return (
    <>
      {(message.contacts ?? []).map((card, i) => (
        <div className="doc" key={i}>
          <span className="ic"><Icon name="contact" size={20} /></span>
          <span className="grow">
            <b className="trunc" dir="auto">{card.name?.formatted_name || t("person.unknown")}</b>
            {card.org?.company && <span className="block trunc" dir="auto">{card.org.company}</span>}
            {card.phones?.map((p, n) => <Way key={n} href={`tel:${(p.phone ?? p.wa_id ?? "").replace(/[^\d+]/g, "")}`} text={phoneText(p.phone ?? p.wa_id)} />)}
            {card.emails?.map((e, n) => <Way key={n} href={`mailto:${e.email ?? ""}`} text={e.email ?? ""} />)}
          </span>
        </div>
      ))}
    </>
  );
}

function Way({ href, text }: { href: string; text: string }) {
  const safe = safeHref(href);
  if (!text) return null;
  return <span className="block num">{safe ? <a className="link" href={safe} rel="noopener noreferrer">{text}</a> : text}</span>;
}
