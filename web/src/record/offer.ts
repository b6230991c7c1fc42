import type { Message } from "@/api/client";
import { list, obj, str } from "./foreign";

/** A button of a message that the business sent. It is shown, not pressed. */
export type OfferButton = { label: string; kind: "reply" | "url" | "phone" | "copy" | "form" | "place" | "list" | "catalog" | "call" | "contact"; to?: string };
export type OfferRow = { title: string; description: string };
export type Header = { text: string } | { media: "image" | "video" | "document" | "location"; link: string; name: string } | null;
export type Card = { header: Header; body: string; buttons: OfferButton[] };
export type Offer = {
  kind: string;
  header: Header;
  body: string;
  footer: string;
  buttons: OfferButton[];
  sections: { title: string; rows: OfferRow[] }[];
  cards: Card[];
};

/** A message with choices that the business sent (Cloud API reference, interactive object); null for anything else. */
export function offerOf(message: Message): Offer | null {
  const it = obj(message.interactive);
  if (!it.action && !it.body) return null;
  const action = obj(it.action);
  return {
    kind: str(it, "type"),
    header: headerOf(obj(it.header)),
    body: str(it.body, "text"),
    footer: str(it.footer, "text"),
    buttons: buttonsOf(str(it, "type"), action),
    sections: sectionsOf(action),
    cards: list(action, "cards").map((card) => ({ header: headerOf(obj(card.header)), body: str(card.body, "text"), buttons: buttonsOf(str(card, "type"), obj(card.action)) })),
  };
}

export function headerOf(header: Record<string, unknown>): Header {
  const kind = str(header, "type").toLowerCase();
  if (kind === "image" || kind === "video" || kind === "document" || kind === "location") return { media: kind, link: str(header[kind], "link"), name: str(header[kind], "filename") || str(header[kind], "name") };
  const text = str(header, "text");
  return text ? { text } : null;
}

function buttonsOf(kind: string, action: Record<string, unknown>): OfferButton[] {
  const parameters = obj(action.parameters);
  const replies: OfferButton[] = list(action, "buttons").flatMap((b) => str(b.reply, "title") || str(b.quick_reply, "title") || []).map((label) => ({ label, kind: "reply" }));
  const name = str(action, "name") || kind;
  const label = str(action, "button") || str(parameters, "display_text") || str(parameters, "flow_cta");
  switch (name) {
    case "cta_url":
      return [...replies, { label, kind: "url", to: str(parameters, "url") }];
    case "flow":
      return [...replies, { label, kind: "form" }];
    case "send_location":
    case "location_request_message":
      return [...replies, { label, kind: "place" }];
    case "address_message":
      return [...replies, { label, kind: "form" }];
    case "request_contact_info":
      return [...replies, { label, kind: "contact" }];
    case "voice_call":
    case "call_permission_request":
      return [...replies, { label, kind: "call" }];
    case "catalog_message":
    case "product":
    case "product_list":
      return [...replies, { label, kind: "catalog" }];
    default:
      return label ? [...replies, { label, kind: "list" }] : replies;
  }
}

/** The rows of a list, or the products of a catalogue by their own numbers. */
function sectionsOf(action: Record<string, unknown>): Offer["sections"] {
  const single = str(action, "product_retailer_id");
  if (single) return [{ title: "", rows: [{ title: single, description: "" }] }];
  return list(action, "sections").map((section) => ({
    title: str(section, "title"),
    rows: [
      ...list(section, "rows").map((row) => ({ title: str(row, "title"), description: str(row, "description") })),
      ...list(section, "product_items").map((item) => ({ title: str(item, "product_retailer_id"), description: "" })),
    ],
  }));
}

/** The answers of a form, question by question; null when they can't be read. */
export function formOf(message: Message): { question: string; answer: string }[] | null {
  const answers = message.kapso.flow_response;
  if (typeof answers !== "object" || answers === null || Array.isArray(answers)) return null;
  return Object.entries(answers as Record<string, unknown>).flatMap(([key, value]) => (key === "flow_token" ? [] : [{ question: key.replace(/^screen_\d+_/, "").replace(/_\d+$/, "").replaceAll("_", " "), answer: answerText(value) }]));
}

function answerText(value: unknown): string {
  if (Array.isArray(value)) return value.map(answerText).join(", ");
  if (typeof value === "string") return value;
  return value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value as number);
}
