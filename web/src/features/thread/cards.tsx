import type { Message } from "@/api/client";
import { safeHref } from "@/record/links";
import { phoneText } from "@/record/phone";
import { CopyButton } from "@/ui/copy";
import { Icon } from "@/ui/icon";
import { useThreadWords } from "./words";

/** A place: what is known of it, and a map that is opened elsewhere. Nothing is loaded from there for showing it. */
export function LocationCard({ message }: { message: Message }) {
  const { t } = useThreadWords();
  const { latitude, longitude, name, address } = message.location ?? {};
  const known = typeof latitude === "number" && typeof longitude === "number";
  const place = known ? `${latitude.toFixed(5)}, ${longitude.toFixed(5)}` : t("card.no_place");
  const href = known ? safeHref(`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`) : null;
  return (
    <div className="doc">
      <span className="ic"><Icon name="pin" size={20} /></span>
      <span className="grow">
        <b className="trunc" dir="auto">{name || t("kind.location")}</b>
        {address && <span className="block" dir="auto">{address}</span>}
        <span className="block num">{place}</span>
        {href && <a className="link" href={href} target="_blank" rel="noopener noreferrer">{t("card.map")} <Icon name="ext" size={12} /></a>}
      </span>
    </div>
  );
}

type Shared = NonNullable<Message["contacts"]>[number];

export function ContactCards({ message }: { message: Message }) {
  const { t } = useThreadWords();
  const cards = message.contacts ?? [];
  if (cards.length === 0) return <p>{t("card.no_contact")}</p>;
  return cards.map((card, i) => <ContactCard key={i} card={card} />);
}

function ContactCard({ card }: { card: Shared }) {
  const { t } = useThreadWords();
  const name = card.name?.formatted_name || card.name?.first_name || t("person.unknown");
  const work = [card.org?.title, card.org?.company].filter(Boolean).join(", ");
  const ways = [
    ...(card.phones ?? []).map((p) => ({ href: `tel:${(p.phone ?? p.wa_id ?? "").replace(/[^\d+]/g, "")}`, text: phoneText(p.phone ?? p.wa_id) })),
    ...(card.emails ?? []).map((e) => ({ href: `mailto:${e.email ?? ""}`, text: e.email ?? "" })),
    ...(card.urls ?? []).map((u) => ({ href: u.url ?? "", text: u.url ?? "" })),
  ].filter((way) => way.text !== "");
  return (
    <div className="doc">
      <span className="ic"><Icon name="contact" size={20} /></span>
      <span className="grow">
        <b className="trunc" dir="auto">{name}</b>
        {work && <span className="block trunc" dir="auto">{work}</span>}
        {ways.map((way, n) => <Way key={n} {...way} />)}
      </span>
      <CopyButton value={[name, work, ...ways.map((way) => way.text)].filter(Boolean).join("\n")} label={t("copy.what", { what: name })} done={t("copy.done")} failed={t("copy.failed")} />
    </div>
  );
}

function Way({ href, text }: { href: string; text: string }) {
  const safe = safeHref(href);
  return <span className="block num" dir="auto">{safe ? <a className="link" href={safe} target="_blank" rel="noopener noreferrer">{text}</a> : text}</span>;
}
