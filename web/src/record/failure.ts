import type { Message, MessageError } from "@/api/client";

export type Step = MessageError["step"];
/** An error for one line: `cause` is a part of a sentence, `notBefore` a moment before which another try is in vain (0: none). */
export type Failure = { code: string; cause: string; advice: string; said: string; step: Step; notBefore: number };

/** What is known of the failure of a message; the words and the step are the server's, which has WhatsApp's catalogue. */
export function failureOf(message: Message): Failure | null {
  const error = message.kapso.errors?.[0];
  if (!error) return null;
  return {
    code: error.code < 0 ? "" : String(error.code),
    cause: error.brief,
    advice: error.advice,
    said: distinct([error.title, error.message, error.details]).join(" · "),
    step: error.step,
    notBefore: error.wait_seconds ? failedAt(message) + error.wait_seconds * 1000 : 0,
  };
}

function failedAt(message: Message): number {
  const statuses = (message.kapso.statuses ?? []) as { status?: unknown; timestamp?: unknown }[];
  const told = Number(statuses.findLast((s) => s.status === "failed")?.timestamp);
  return Number.isFinite(told) && told > 0 ? told * 1000 : Date.parse(message.kapso.created_at ?? "") || 0;
}

/** Whether WhatsApp gave the message an id: then another attempt is a message of its own. */
export const hasLeft = (message: Message) => message.id !== message.kapso.id;

/** The client id of the one further attempt after a message that WhatsApp gave up; the same one gives the same message, whoever presses and however often. */
export const attemptAfter = (message: Message) => `again-${message.kapso.id}`;

/** Everything about the failure, for whoever helps. */
export function reportOf(message: Message): string {
  const { id, status, outcome, errors, statuses, created_at } = message.kapso;
  return JSON.stringify({ message_id: message.id, id, type: message.type, created_at, status, outcome, errors, statuses }, null, 2);
}

/** WhatsApp often says one thing two or three times, with another capital or a full stop. */
function distinct(said: readonly (string | null | undefined)[]): string[] {
  const plain = (part: string) => part.toLowerCase().replace(/\.$/, "");
  const parts = said.flatMap((part) => part || []);
  return parts.filter((part, i) => parts.findIndex((p) => plain(p) === plain(part)) === i);
}
