import type { Message } from "@/api/client";
import type { IconName } from "@/ui/icon";
import { choiceOf } from "./choice";
import { shownName } from "./file";
import { list, obj, str } from "./foreign";
import { plainOf } from "./markup";

/** A message in one line: words of its own, or a translated word with an icon. */
export type Preview = { text?: string; key?: string; icon?: IconName };

const kinds: Record<string, { key: string; icon: IconName }> = {
  image: { key: "kind.image", icon: "image" },
  video: { key: "kind.video", icon: "video" },
  audio: { key: "kind.audio", icon: "mic" },
  voice: { key: "kind.audio", icon: "mic" },
  document: { key: "kind.document", icon: "file" },
  sticker: { key: "kind.sticker", icon: "sticker" },
  location: { key: "kind.location", icon: "pin" },
  contacts: { key: "kind.contacts", icon: "contact" },
  template: { key: "kind.template", icon: "template" },
  interactive: { key: "kind.interactive", icon: "list" },
  button: { key: "kind.interactive", icon: "list" },
  order: { key: "kind.order", icon: "list" },
  reaction: { key: "kind.reaction", icon: "smile" },
  unsupported: { key: "kind.unsupported", icon: "ban" },
  unknown: { key: "kind.unsupported", icon: "ban" },
};

// The rendering of media in `content` ends in words for programs, not for people.
const rendered = /^(?:image|video|audio|document|sticker)\s+attached\b.*$/is;

const deleted: Preview = { key: "message.revoked", icon: "ban" };

/** A line of text without its marks, cut so that one endless message costs no layout time. */
const line = (text: unknown) => plainOf((typeof text === "string" ? text : "").slice(0, 300)).replace(/\s+/gu, " ").trim();

export function previewOf(type: string | null | undefined, text: string | null | undefined): Preview {
  const kind = kinds[type ?? ""];
  const words = line(text?.replace(/\n?(?:image|video|audio|document|sticker) attached\b[\s\S]*$/i, ""));
  if (!kind) return words ? { text: words } : type && type !== "text" && type !== "system" ? { key: "kind.unsupported", icon: "ban" } : {};
  return words && !rendered.test(words) ? { text: words, icon: kind.icon } : { key: kind.key, icon: kind.icon };
}

/** The last message of a conversation, as its row holds it: the server has words for each that wasn't deleted. */
export const previewOfLast = (type: string | null | undefined, text: string | null | undefined): Preview => (type && text === "" ? deleted : previewOf(type, text));

export function previewOfMessage(message: Message): Preview {
  if (message.kapso.revoked_at) return deleted;
  const media = mediaOf(message);
  if (media) return previewOf(message.type, str(media, "caption") || (message.type === "document" ? shownName(str(media, "filename") || str(message.kapso.media_data, "filename")) : ""));
  return previewOf(message.type, ownText(message));
}

/** The words that a person wrote or chose, whatever the type; "" when there are none. */
export function ownText(message: Message): string {
  const said = str(message.text, "body") || str(message.button, "text");
  if (said) return said;
  const choice = choiceOf(message);
  if (choice) return choice.title;
  const offered = str(obj(message.interactive, "body"), "text");
  if (offered) return offered;
  if (message.location) return str(message.location, "name");
  if (message.contacts) return list(message.contacts).map((card) => str(card.name, "formatted_name")).filter(Boolean).join(", ");
  const told = str(message.system, "body");
  if (told) return told;
  const media = mediaOf(message);
  if (media) return str(media, "caption");
  return str(message.kapso, "content");
}

export function mediaOf(message: Message) {
  switch (message.type) {
    case "image":
    case "video":
    case "audio":
    case "document":
    case "sticker":
      return message[message.type] ?? {};
    default:
      return null;
  }
}

export const templateName = (message: Message) => str(message.template, "name");

/** The kind of what WhatsApp's API doesn't carry, or of a type that is in no list; "" when nobody said. */
export function oddKindOf(message: Message): string {
  if (message.type === "unsupported") return str(message.unsupported, "type");
  if (message.type === "unknown") return str(message.kapso.message_type_data, "type");
  return message.type;
}
