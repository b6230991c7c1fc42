import type { OutgoingMessage } from "@/api/client";
import type { Entry } from "@/live/outbox";
import { captionLimit, filenameLimit, takesCaption } from "@/record/limits";

export type Attached = NonNullable<Entry["file"]>;
export type Outgoing = { message: OutgoingMessage; file?: Attached };

/**
 * What pressing Send makes: one message for each file, the text as the caption
 * of the first that takes one, else a message of its own. A reply hangs on the
 * first message only.
 */
export function messagesOf(text: string, files: readonly Attached[], replyTo: string | undefined): Outgoing[] {
  const words = text.trim();
  const bearer = words.length <= captionLimit ? files.find((f) => takesCaption(f.kind)) : undefined;
  const out: Outgoing[] = files.map((file) => ({ file, message: { type: file.kind, [file.kind]: mediaBody(file, file === bearer ? words : "") } }));
  if (words && !bearer) out.push({ message: { type: "text", text: { body: words, preview_url: /https?:\/\//i.test(words) } } });
  return replyingTo(out, replyTo);
}

/** Hangs a reply on the first of several messages. */
export function replyingTo(out: Outgoing[], replyTo: string | undefined): Outgoing[] {
  const [first] = out;
  if (replyTo && first) first.message.context = { message_id: replyTo };
  return out;
}

function mediaBody(file: Attached, caption: string) {
  return { ...(caption ? { caption } : {}), ...(file.kind === "document" ? { filename: file.name.slice(-filenameLimit) } : {}) };
}
