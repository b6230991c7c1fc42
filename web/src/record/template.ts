import type { components } from "@/api/schema";
import type { OutgoingMessage } from "@/api/client";

export type Template = Omit<components["schemas"]["TemplateRecord"], "components" | "problem"> & { components: Component[]; problem: components["schemas"]["TemplateProblem"] | null };

/** A component as WhatsApp lists it (Cloud API reference, templates, components). */
type Component = {
  type: string;
  format?: string;
  text?: string;
  buttons?: TemplateButton[];
  example?: { header_text?: string[]; body_text?: string[][]; header_text_named_params?: Named[]; body_text_named_params?: Named[] };
};
type Named = { param_name: string; example: string };
export type TemplateButton = { type: string; text?: string; url?: string; phone_number?: string; example?: string | string[] };

/** What a person fills in: a variable of a text, a file, a part of a place, a code to copy. */
export type Place = {
  key: string;
  part: "header" | "body" | "button";
  kind: "text" | "image" | "video" | "document" | "number";
  name: string;
  /** Of a button: its place among the buttons, and its words. */
  index?: number;
  label?: string;
  example: string;
  optional?: boolean;
  most?: number;
};

const variable = /\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g;
const upper = (text: string | undefined) => text?.toUpperCase() ?? "";
const componentOf = (t: Template, type: string) => t.components.find((c) => upper(c.type) === type);
const namesIn = (text = "") => [...new Set([...text.matchAll(variable)].map((m) => m[1]!))].sort((a, b) => (/^\d+$/.test(a) && /^\d+$/.test(b) ? Number(a) - Number(b) : 0));

export const headerOf = (t: Template) => componentOf(t, "HEADER");
export const bodyOf = (t: Template) => componentOf(t, "BODY")?.text ?? "";
export const footerOf = (t: Template) => componentOf(t, "FOOTER")?.text ?? "";
export const buttonsOf = (t: Template) => componentOf(t, "BUTTONS")?.buttons ?? [];

/** Everything that has to be filled in before a template can be sent, in the order of reading. */
export function placesOf(t: Template): Place[] {
  return [...headerPlaces(t), ...bodyPlaces(t), ...buttonsOf(t).flatMap(buttonPlaces)];
}

function headerPlaces(t: Template): Place[] {
  const header = headerOf(t);
  const format = upper(header?.format);
  if (format === "IMAGE" || format === "VIDEO" || format === "DOCUMENT") return [{ key: "header", part: "header", kind: format.toLowerCase() as Place["kind"], name: "file", example: "" }];
  if (format === "LOCATION") {
    const at = (name: string, kind: Place["kind"], example: string, optional = false): Place => ({ key: `header.${name}`, part: "header", kind, name, example, optional });
    return [at("latitude", "number", "41.3851"), at("longitude", "number", "2.1734"), at("name", "text", "", true), at("address", "text", "", true)];
  }
  const examples = header?.example;
  return namesIn(header?.text).map((name, i) => ({
    key: `header.${name}`, part: "header", kind: "text", name,
    example: examples?.header_text_named_params?.find((p) => p.param_name === name)?.example ?? examples?.header_text?.[i] ?? "",
  }));
}

function bodyPlaces(t: Template): Place[] {
  const examples = componentOf(t, "BODY")?.example;
  return namesIn(bodyOf(t)).map((name, i) => ({
    key: `body.${name}`, part: "body", kind: "text", name,
    example: examples?.body_text_named_params?.find((p) => p.param_name === name)?.example ?? examples?.body_text?.[0]?.[i] ?? "",
  }));
}

function buttonPlaces(button: TemplateButton, index: number): Place[] {
  const example = Array.isArray(button.example) ? (button.example[0] ?? "") : (button.example ?? "");
  if (upper(button.type) === "COPY_CODE") return [{ key: `button.${index}`, part: "button", kind: "text", name: "code", index, label: button.text ?? "", example, most: 20 }];
  if (upper(button.type) !== "URL" || !button.url?.match(variable)) return [];
  const start = button.url.split("{{")[0] ?? "";
  return [{ key: `button.${index}`, part: "button", kind: "text", name: "url", index, label: button.text ?? "", example: example.startsWith(start) ? example.slice(start.length) : example }];
}

/** The parts of a text with its variables apart, so that what was filled in can be marked. */
export function partsOf(text: string, part: "header" | "body", values: Record<string, string>): { text: string; place?: string; filled?: boolean }[] {
  const out: { text: string; place?: string; filled?: boolean }[] = [];
  let from = 0;
  for (const match of text.matchAll(variable)) {
    if (match.index > from) out.push({ text: text.slice(from, match.index) });
    const value = values[`${part}.${match[1]}`]?.trim() ?? "";
    out.push({ text: value || match[0], place: match[1], filled: value !== "" });
    from = match.index + match[0].length;
  }
  if (from < text.length) out.push({ text: text.slice(from) });
  return out;
}

/** WhatsApp refuses new lines, tabs and more than four spaces in a row inside a variable. */
export const tidy = (value: string) => value.replace(/[\n\r\t]+/g, " ").replace(/ {5,}/g, "    ").trim();

/** Why a value can't stand in its place; null when it can. */
export function problemOf(place: Place, value: string): "missing" | "too_long" | "number" | null {
  const text = tidy(value);
  if (!text) return place.optional ? null : "missing";
  if (place.most && text.length > place.most) return "too_long";
  if (place.kind !== "number") return null;
  const most = place.name === "latitude" ? 90 : 180;
  return /^-?\d+(\.\d+)?$/.test(text) && Math.abs(Number(text)) <= most ? null : "number";
}

/** The message that sends a template; a file goes in when it was uploaded. */
export function templateMessage(t: Template, values: Record<string, string>): OutgoingMessage {
  const named = t.parameter_format === "NAMED";
  const text = (place: Place) => ({ type: "text", ...(named && place.part !== "button" ? { parameter_name: place.name } : {}), text: tidy(values[place.key] ?? "") });
  const places = placesOf(t);
  const of = (part: Place["part"]) => places.filter((p) => p.part === part);
  const components: object[] = [];
  const header = headerParameters(of("header"), values, text);
  if (header.length) components.push({ type: "header", parameters: header });
  if (of("body").length) components.push({ type: "body", parameters: of("body").map(text) });
  for (const place of of("button")) {
    components.push(place.name === "code"
      ? { type: "button", sub_type: "copy_code", index: String(place.index), parameters: [{ type: "coupon_code", coupon_code: tidy(values[place.key] ?? "") }] }
      : { type: "button", sub_type: "url", index: String(place.index), parameters: [text(place)] });
  }
  return { type: "template", template: { name: t.name, language: { code: t.language }, ...(components.length ? { components } : {}) } };
}

function headerParameters(places: Place[], values: Record<string, string>, text: (place: Place) => object): object[] {
  const [first] = places;
  if (!first) return [];
  if (first.name === "file") return [{ type: first.kind, [first.kind]: {} }];
  if (first.name !== "latitude") return places.map(text);
  const value = (name: string) => tidy(values[`header.${name}`] ?? "");
  const words = Object.fromEntries(["name", "address"].flatMap((name) => (value(name) ? [[name, value(name)]] : [])));
  return [{ type: "location", location: { latitude: Number(value("latitude")), longitude: Number(value("longitude")), ...words } }];
}

/** Whether a template is among those that somebody looks for, by name, words and language. */
export function found(t: Template, search: string, language: string, languageName: (code: string) => string): boolean {
  if (language && t.language !== language) return false;
  const text = `${t.name} ${t.name.replaceAll("_", " ")} ${bodyOf(t)} ${t.language} ${languageName(t.language)}`.toLowerCase();
  return search.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}
