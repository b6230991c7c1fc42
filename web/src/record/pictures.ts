import type { Message } from "@/api/client";
import { str } from "./foreign";
import { mediaHref } from "./links";
import { mediaOf } from "./preview";
import { keyOf, shownAt } from "./thread";

export type Picture = { key: string; kind: "image" | "video"; url: string; caption: string; file: string; at: number; outbound: boolean };

/** The pictures and films of a thread that are here, oldest first. */
export function picturesOf(messages: readonly Message[]): Picture[] {
  return messages.flatMap((message) => {
    if ((message.type !== "image" && message.type !== "video") || message.kapso.revoked_at) return [];
    const media = mediaOf(message);
    const url = ownHref(message.kapso.media_url ?? message.kapso.media_data?.url);
    if (!url) return [];
    return [{ key: keyOf(message), kind: message.type, url, caption: str(media, "caption"), file: fileNameOf(message), at: shownAt(message), outbound: message.kapso.direction === "outbound" }];
  });
}

/** The name under which a file is saved: its own, or what it is and its day. */
export function fileNameOf(message: Message): string {
  const data = message.kapso.media_data;
  const ending = (str(data, "content_type") || str(mediaOf(message), "mime_type")).split(";")[0]?.split("/")[1] ?? "";
  return str(data, "filename") || `${message.type}-${new Date(shownAt(message)).toISOString().slice(0, 10)}${ending && `.${ending === "jpeg" ? "jpg" : ending}`}`;
}

/** A file that this server serves; one that was sent by a link lies elsewhere, and is not loaded for showing it. */
export function ownHref(raw: string | null | undefined): string | null {
  const href = mediaHref(raw);
  return href && new URL(href).origin === location.origin ? href : null;
}
