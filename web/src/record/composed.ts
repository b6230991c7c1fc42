import type { OutgoingMessage } from "@/api/client";
import { axisOf } from "./coordinates";
import { phoneDigits } from "./phone";

/**
 * What is filled in for a message that is more than words, what is wrong with
 * it, and the message that it makes. Limits: Cloud API reference, interactive
 * messages and contacts, counted in code points as the server counts.
 */
export const limits = { body: 1024, listBody: 4096, header: 60, footer: 60, buttons: 3, buttonTitle: 20, listButton: 20, sections: 10, sectionTitle: 24, rows: 10, rowTitle: 24, rowDescription: 72 } as const;

export type LocationForm = { latitude: string; longitude: string; name: string; address: string };
export type ContactForm = { name: string; phone: string; /** Known for a person who was found on WhatsApp, and only for this phone number. */ whatsapp?: string };
export type ButtonsForm = { header: string; body: string; footer: string; buttons: readonly string[] };
export type Row = { title: string; description: string };
export type Section = { title: string; rows: readonly Row[] };
export type ListForm = { header: string; body: string; footer: string; button: string; sections: readonly Section[] };

export type Wrong = { rule: "missing" | "too_long" | "twice" | "latitude" | "longitude" | "phone"; most?: number };
/** By the place in the form, such as "body" or "sections.0.rows.2.title". */
export type Problems = Readonly<Record<string, Wrong>>;

export const emptyForms = {
  location: { latitude: "", longitude: "", name: "", address: "" } as LocationForm,
  contacts: { name: "", phone: "" } as ContactForm,
  buttons: { header: "", body: "", footer: "", buttons: ["", ""] } as ButtonsForm,
  list: { header: "", body: "", footer: "", button: "", sections: [{ title: "", rows: [{ title: "", description: "" }] }] } as ListForm,
};
export type Kind = keyof typeof emptyForms;
export type FormOf<K extends Kind> = (typeof emptyForms)[K];

/** Characters as WhatsApp counts them. */
export const lengthOf = (text: string) => [...text].length;

type Check = [path: string, text: string, most: number, optional?: boolean];

function checked(checks: Check[]): Record<string, Wrong> {
  const problems: Record<string, Wrong> = {};
  for (const [path, text, most, optional] of checks) {
    const length = lengthOf(text.trim());
    if (length === 0 && !optional) problems[path] = { rule: "missing" };
    if (length > most) problems[path] = { rule: "too_long", most };
  }
  return problems;
}

/** Marks the second and later ones of those that say the same. */
function different(problems: Record<string, Wrong>, titles: [path: string, title: string][]) {
  const seen = new Set<string>();
  for (const [path, title] of titles) {
    const said = title.trim();
    if (said && seen.has(said)) problems[path] ??= { rule: "twice" };
    seen.add(said);
  }
  return problems;
}

export const problemsOf: { [K in Kind]: (form: FormOf<K>) => Problems } = {
  location: ({ latitude, longitude }) => ({
    ...(axisOf(latitude, 90) === null ? { latitude: { rule: "latitude" } } : {}),
    ...(axisOf(longitude, 180) === null ? { longitude: { rule: "longitude" } } : {}),
  }),
  contacts: ({ name, phone }) => {
    const problems = checked([["name", name, Infinity], ["phone", phone, Infinity]]);
    const digits = phoneDigits(phone).length;
    if (!problems.phone && (digits < 7 || digits > 15 || !/^\s*\+?[\d\s().-]+$/.test(phone))) problems.phone = { rule: "phone" };
    return problems;
  },
  buttons: ({ header, body, footer, buttons }) =>
    different(
      checked([["header", header, limits.header, true], ["body", body, limits.body], ["footer", footer, limits.footer, true], ...buttons.map((title, i): Check => [`buttons.${i}`, title, limits.buttonTitle])]),
      buttons.map((title, i) => [`buttons.${i}`, title]),
    ),
  list: ({ header, body, footer, button, sections }) =>
    checked([
      ["header", header, limits.header, true], ["body", body, limits.listBody], ["footer", footer, limits.footer, true], ["button", button, limits.listButton],
      ...sections.flatMap(({ title, rows }, s): Check[] => [
        [`sections.${s}.title`, title, limits.sectionTitle, sections.length === 1],
        ...rows.flatMap((row, r): Check[] => [[`sections.${s}.rows.${r}.title`, row.title, limits.rowTitle], [`sections.${s}.rows.${r}.description`, row.description, limits.rowDescription, true]]),
      ]),
    ]),
};

const filled = <T extends Record<string, string>>(parts: T) => Object.fromEntries(Object.entries(parts).flatMap(([key, text]) => (text.trim() ? [[key, text.trim()]] : [])));
const around = ({ header, body, footer }: { header: string; body: string; footer: string }) => ({
  ...(header.trim() ? { header: { type: "text", text: header.trim() } } : {}),
  body: { text: body.trim() },
  ...(footer.trim() ? { footer: { text: footer.trim() } } : {}),
});

export const messageOf: { [K in Kind]: (form: FormOf<K>) => OutgoingMessage } = {
  location: ({ latitude, longitude, name, address }) => ({ type: "location", location: { latitude: axisOf(latitude, 90), longitude: axisOf(longitude, 180), ...filled({ name, address }) } }),
  contacts: ({ name, phone, whatsapp }) => ({ type: "contacts", contacts: [{ name: namesOf(name.trim()), phones: [{ phone: phone.trim(), type: "CELL", ...(whatsapp ? { wa_id: whatsapp } : {}) }] }] }),
  buttons: (form) => ({
    type: "interactive",
    interactive: { type: "button", ...around(form), action: { buttons: form.buttons.map((title, i) => ({ type: "reply", reply: { id: String(i + 1), title: title.trim() } })) } },
  }),
  list: (form) => ({
    type: "interactive",
    interactive: {
      type: "list", ...around(form),
      action: {
        button: form.button.trim(),
        sections: form.sections.map(({ title, rows }, s) => ({ ...filled({ title }), rows: rows.map((row, r) => ({ id: `${s + 1}.${r + 1}`, ...filled({ title: row.title, description: row.description }) })) })),
      },
    },
  }),
};

/** WhatsApp wants a part beside the whole name; the part before the first blank is taken as the first name. */
function namesOf(name: string) {
  const [first = name, ...rest] = name.split(/\s+/);
  return { formatted_name: name, first_name: first, ...(rest.length ? { last_name: rest.join(" ") } : {}) };
}
