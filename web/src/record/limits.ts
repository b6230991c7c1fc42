/** Media limits of the Cloud API (reference, media, supported media types); of documents the smaller reading of "100 MB", as on the server. */
const mega = 1024 * 1024;
const limits = {
  image: { types: ["image/jpeg", "image/png"], bytes: 5 * mega },
  video: { types: ["video/mp4", "video/3gpp"], bytes: 16 * mega },
  audio: { types: ["audio/aac", "audio/mp4", "audio/mpeg", "audio/amr", "audio/ogg", "audio/opus"], bytes: 16 * mega },
  document: { types: [] as string[], bytes: 100_000_000 },
} as const;

export type MediaKind = keyof typeof limits;
export const textLimit = 4096;
export const textCounterFrom = 3500;
export const captionLimit = 1024;
export const filenameLimit = 240;

export type Verdict =
  | { ok: true; kind: MediaKind }
  | { ok: false; reason: "empty" }
  | { ok: false; reason: "too_big"; kind: MediaKind; limit: number; asDocument: boolean };

type Measured = { type: string; size: number };

/** The kind that WhatsApp takes a file as; a picture that it doesn't show goes as a document. */
export function kindOf(file: Measured): MediaKind {
  const type = file.type.split(";")[0]?.trim().toLowerCase() ?? "";
  for (const kind of ["image", "video", "audio"] as const) {
    if ((limits[kind].types as readonly string[]).includes(type)) return kind;
  }
  return "document";
}

/** Whether a file may be sent, and if not, whether it may go as a document. */
export function judge(file: Measured, kind: MediaKind = kindOf(file)): Verdict {
  if (file.size === 0) return { ok: false, reason: "empty" };
  const limit = limits[kind].bytes;
  if (file.size <= limit) return { ok: true, kind };
  return { ok: false, reason: "too_big", kind, limit, asDocument: kind !== "document" && file.size <= limits.document.bytes };
}

export const takesCaption = (kind: MediaKind) => kind !== "audio";
/** A limit in the round figure that WhatsApp's documentation names. */
export const limitText = (bytes: number) => `${Math.round(bytes / (bytes % mega === 0 ? mega : 1_000_000))} MB`;
