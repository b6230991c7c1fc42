import type { Message } from "@/api/client";
import { list, obj, str, type Foreign } from "./foreign";
import { headerOf, type Card, type Header, type OfferButton } from "./offer";

/** A template as WhatsApp lists it (Cloud API reference, message templates). */
export type TemplateText = { name: string; language: string; components: readonly unknown[] };

export type TemplateCard = { name: string; language: string; header: Header; body: string; footer: string; buttons: OfferButton[]; cards: Card[]; known: boolean };

/**
 * A sent template with its values in their places. Without the template's own
 * text, what is known is its name and the values.
 */
export function templateCardOf(message: Message, text: TemplateText | undefined): TemplateCard {
  const sent = obj(message.template);
  const components = list(sent, "components");
  const of = (type: string) => components.find((c) => str(c, "type").toLowerCase() === type);
  const language = str(sent.language, "code");
  const known = text ? list(text.components) : [];
  const part = (type: string) => known.find((c) => str(c, "type").toUpperCase() === type);
  const values = list(of("body"), "parameters");
  return {
    name: str(sent, "name"),
    language,
    header: templateHeader(part("HEADER"), list(of("header"), "parameters")),
    body: part("BODY") ? filled(str(part("BODY"), "text"), values) : values.map(valueOf).filter(Boolean).join(" · "),
    footer: str(part("FOOTER"), "text"),
    buttons: list(part("BUTTONS"), "buttons").map(buttonOf).filter((b) => b.label !== ""),
    cards: list(part("CAROUSEL"), "cards").map((card, i) => carouselCard(card, list(of("carousel"), "cards")[i])),
    known: part("BODY") !== undefined,
  };
}

/** The template that a message was sent by, among those that WhatsApp lists now. */
export function templateOf<T extends TemplateText>(message: Message, all: readonly T[] | undefined): T | undefined {
  const sent = obj(message.template);
  return all?.find((known) => known.name === str(sent, "name") && known.language === str(sent.language, "code"));
}

function carouselCard(card: Foreign, sent: unknown): Card {
  const components = list(card, "components");
  const values = list(sent, "components");
  const part = (type: string) => components.find((c) => str(c, "type").toUpperCase() === type);
  const given = (type: string) => list(values.find((c) => str(c, "type").toLowerCase() === type), "parameters");
  return { header: templateHeader(part("HEADER"), given("header")), body: filled(str(part("BODY"), "text"), given("body")), buttons: list(part("BUTTONS"), "buttons").map(buttonOf) };
}

function templateHeader(part: Foreign | undefined, values: Foreign[]): Header {
  const media = values.map((v) => headerOf(v)).find((h) => h && "media" in h);
  if (media) return media;
  const format = str(part, "format").toLowerCase();
  if (format === "image" || format === "video" || format === "document" || format === "location") return { media: format, link: "", name: "" };
  const text = filled(str(part, "text"), values) || values.map(valueOf).join(" ");
  return text ? { text } : null;
}

/** A text with its places filled: {{1}} by position, {{name}} by name. A place without a value stays as it is. */
export function filled(text: string, values: readonly Foreign[]): string {
  const named = new Map(values.flatMap((v) => (str(v, "parameter_name") ? [[str(v, "parameter_name"), valueOf(v)] as const] : [])));
  return text.replace(/\{\{\s*([A-Za-z0-9_]{1,64})\s*\}\}/g, (place, key: string) => {
    const value = named.get(key) ?? (/^\d+$/.test(key) ? values[Number(key) - 1] && valueOf(values[Number(key) - 1]!) : undefined);
    return value || place;
  });
}

function valueOf(value: Foreign): string {
  return str(value, "text") || str(obj(value.currency), "fallback_value") || str(obj(value.date_time), "fallback_value");
}

function buttonOf(button: Foreign): OfferButton {
  const label = str(button, "text");
  switch (str(button, "type").toUpperCase()) {
    case "URL":
      return { label, kind: "url" };
    case "PHONE_NUMBER":
      return { label, kind: "phone" };
    case "COPY_CODE":
    case "OTP":
      return { label, kind: "copy" };
    case "FLOW":
      return { label, kind: "form" };
    case "VOICE_CALL":
      return { label, kind: "call" };
    case "REQUEST_CONTACT_INFO":
      return { label, kind: "contact" };
    case "CATALOG":
    case "MPM":
    case "SPM":
      return { label, kind: "catalog" };
    default:
      return { label, kind: "reply" };
  }
}
