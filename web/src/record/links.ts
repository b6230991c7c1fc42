export type Piece = { text: string; href?: string };

// Characters that turn the order of what stands around them: no part of an address, and none may pretend to be one.
const turning = "\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069";
// A run either ends where it fails or is bounded, so that no text takes more than linear time.
const found = new RegExp(`(?:https?://|www\\.)[^\\s<>"${turning}]+|mailto:[^\\s<>"${turning}]{3,320}|tel:\\+?[\\d().-]{3,32}|(?<![\\d+])\\+\\d[\\d ().\\u00a0-]{5,24}\\d(?!\\d)|@`, "giu");
const mailboxBefore = /[\w.+-]{1,64}$/;
const hostAfter = /^@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/;
const longest = 2048; // characters of an address; what is longer is no address that somebody wrote
const closers: Record<string, string> = { ")": "(", "]": "[", "}": "{" };

/** Splits a text into plain pieces and links: web addresses, e-mail addresses and international phone numbers. */
export function linkPieces(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(found)) {
    if (match.index < end) continue; // within the mail address before it
    const at = match[0] === "@" ? mailAt(text, match.index, end) : { start: match.index, shown: match[0].length > longest ? match[0] : trimEnd(match[0]) };
    const link = at && linkOf(at.shown);
    if (!at || !link) continue;
    if (at.start > end) pieces.push({ text: text.slice(end, at.start) });
    pieces.push(link);
    end = at.start + at.shown.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

function mailAt(text: string, at: number, floor: number): { start: number; shown: string } | null {
  const before = mailboxBefore.exec(text.slice(Math.max(floor, at - 64), at));
  const after = before && hostAfter.exec(text.slice(at, at + 600));
  return before && after ? { start: at - before[0].length, shown: before[0] + trimEnd(after[0]) } : null;
}

function linkOf(shown: string): Piece | null {
  if (shown.length > longest) return null;
  if (shown.startsWith("+")) {
    const digits = shown.replace(/\D/g, "");
    return digits.length >= 7 && digits.length <= 15 ? { text: shown, href: `tel:+${digits}` } : null; // E.164
  }
  const raw = /^www\./i.test(shown) ? `https://${shown}` : /^[a-z]+:/i.test(shown) ? shown : `mailto:${shown}`;
  const href = safeHref(raw);
  return href ? { text: /^http/i.test(raw) ? honest(shown, href) : shown, href } : null;
}

/** An address as it was written, unless its host could be taken for another one: then with the host as it is looked up. */
function honest(shown: string, href: string): string {
  const parts = /^(https?:\/\/)?([^/?#\\]*)(.*)$/isu.exec(shown);
  const { host } = new URL(href);
  const written = (parts?.[2] ?? "").toLowerCase();
  if (!parts || shown.includes("\\")) return href;
  if (written === host || written.replace(/:(?:80|443)?$/, "") === host) return shown;
  return /[^\0-\x7f]/.test(written) && plainHost(written) ? shown : `${parts[1] ?? ""}${host}${parts[3] ?? ""}`;
}

const scripts = [/^[\p{sc=Latin}\p{M}]+$/u, /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー]+$/u, /^[\p{sc=Hangul}\p{sc=Han}]+$/u];
const alike = [/^[\p{sc=Cyrillic}\p{M}]+$/u, /^[\p{sc=Greek}\p{M}]+$/u, /^\p{sc=Armenian}+$/u];
const others = [/^[\p{sc=Arabic}\p{M}]+$/u, /^[\p{sc=Hebrew}\p{M}]+$/u, /^[\p{sc=Devanagari}\p{M}]+$/u, /^[\p{sc=Bengali}\p{M}]+$/u, /^[\p{sc=Thai}\p{M}]+$/u, /^[\p{sc=Tamil}\p{M}]+$/u];

/**
 * Whether each label of a host is of one script, and of none that looks like
 * Latin below a Latin top level (Unicode UTS 39, restriction levels).
 */
function plainHost(host: string): boolean {
  const labels = host.replace(/:\d*$/, "").split(".");
  const top = labels.at(-1) ?? "";
  return labels.every((label) => {
    if (/^[a-z0-9-]*$/.test(label)) return true;
    const letters = label.replace(/[0-9-]/g, "");
    const same = alike.find((script) => script.test(letters));
    return same ? same.test(top) : [...scripts, ...others].some((script) => script.test(letters));
  });
}

/** Sentence marks after an address are not part of it, nor is a bracket that it did not open. */
function trimEnd(shown: string): string {
  for (;;) {
    const last = shown.at(-1) ?? "";
    const opener = closers[last];
    const foreign = opener ? !shown.includes(opener) : /[.,;:!?'"*_~`…]/u.test(last);
    if (!foreign) return shown;
    shown = shown.slice(0, -1);
  }
}

/** The address itself when it is one that may be followed, else null. A web address with a name before its host only misleads. */
export function safeHref(raw: string | null | undefined): string | null {
  if (!raw) return null;
  try {
    const url = new URL(raw);
    if (url.protocol === "mailto:" || url.protocol === "tel:") return url.href;
    return (url.protocol === "http:" || url.protocol === "https:") && !url.username && !url.password ? url.href : null;
  } catch {
    return null;
  }
}

/** An address for pictures and sound: http and https, or a path of this server. */
export function mediaHref(raw: string | null | undefined): string | null {
  if (!raw) return null;
  try {
    const url = new URL(raw, location.origin);
    const own = url.protocol === "blob:" && url.origin === location.origin; // a file that is still being sent
    return own || url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}
