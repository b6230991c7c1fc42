export type Piece = { text: string; href?: string };

const found = /(?:https?:\/\/|www\.)[^\s<>"]+|mailto:[^\s<>"]+|tel:\+?[\d().-]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/giu;
const closers: Record<string, string> = { ")": "(", "]": "[", "}": "{" };

/** Splits a text into plain pieces and links. Only http, https, mailto and tel become links. */
export function linkPieces(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(found)) {
    const shown = trimEnd(match[0]);
    const href = safeHref(address(shown));
    if (!href) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: shown, href });
    end = match.index + shown.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

function address(shown: string): string {
  if (/^www\./i.test(shown)) return `https://${shown}`;
  return /^[a-z]+:/i.test(shown) ? shown : `mailto:${shown}`;
}

/** Sentence marks after an address are not part of it, nor is a bracket that it did not open. */
function trimEnd(shown: string): string {
  for (;;) {
    const last = shown.at(-1) ?? "";
    const opener = closers[last];
    const foreign = opener ? !shown.includes(opener) : /[.,;:!?'"*_~…]/u.test(last);
    if (!foreign) return shown;
    shown = shown.slice(0, -1);
  }
}

/** The address itself when its scheme is one that may be followed, else null. */
export function safeHref(raw: string | null | undefined): string | null {
  if (!raw) return null;
  try {
    const url = new URL(raw);
    return ["http:", "https:", "mailto:", "tel:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** An address for pictures and sound: http and https, or a path of this server. */
export function mediaHref(raw: string | null | undefined): string | null {
  if (!raw) return null;
  try {
    const url = new URL(raw, location.origin);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}
