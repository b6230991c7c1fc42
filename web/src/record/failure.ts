import type { MessageError } from "@/api/client";

export type Failure = { code: string; cause: string; advice: string; raw: string; retry: boolean };

type Text = (key: string) => string;

// Codes of the Cloud API whose remedy a person at the inbox can act on (reference, error codes).
const known: Record<string, { key: string; retry: boolean }> = {
  "131047": { key: "window", retry: false },
  "131026": { key: "undeliverable", retry: false },
  "132001": { key: "template_missing", retry: false },
  "132000": { key: "template_params", retry: false },
  "132015": { key: "template_paused", retry: false },
  "132016": { key: "template_paused", retry: false },
  "131051": { key: "type", retry: false },
  "131052": { key: "media_download", retry: true },
  "131053": { key: "media_upload", retry: true },
  "131056": { key: "pair_rate", retry: true },
  "130429": { key: "rate", retry: true },
  "131048": { key: "spam_rate", retry: true },
  "131049": { key: "ecosystem", retry: false },
  "131050": { key: "marketing_stop", retry: false },
  "130472": { key: "experiment", retry: false },
  "131031": { key: "locked", retry: false },
  "190": { key: "token", retry: false },
  "368": { key: "policy", retry: false },
};

/** A provider error in words: ours for known codes, short and in the reader's language, else the server's cause and advice, else what WhatsApp said. */
export function failureOf(error: Partial<MessageError> | undefined, text: Text): Failure {
  const code = error?.code === undefined ? "" : String(error.code);
  const entry = known[code];
  const raw = distinct([error?.title, error?.message, error?.details]).join(" · ");
  const retry = error?.retry ? error.retry === "wait" || error.retry === "once" : (entry?.retry ?? true);
  return {
    code,
    cause: entry ? text(`failure.${entry.key}.cause`) : clause(error?.cause || error?.details || error?.message || error?.title || text("failure.unknown.cause")),
    advice: entry ? text(`failure.${entry.key}.advice`) : error?.advice || text("failure.unknown.advice"),
    raw,
    retry,
  };
}

/** A sentence as a part of one: it follows a colon and has the code behind it. */
const clause = (sentence: string) => sentence.replace(/\.$/, "").replace(/^\p{Lu}(?=\p{Ll}*\s)/u, (first) => first.toLowerCase());

/** WhatsApp often says one thing two or three times, with another capital or a full stop. */
function distinct(said: readonly (string | null | undefined)[]): string[] {
  const plain = (part: string) => part.toLowerCase().replace(/\.$/, "");
  const parts = said.flatMap((part) => part || []);
  return parts.filter((part, i) => parts.findIndex((p) => plain(p) === plain(part)) === i);
}
