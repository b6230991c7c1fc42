import { linkPieces } from "./links";

/** A run of a person's words. */
export type Inline =
  | { kind: "text"; text: string }
  | { kind: "link"; text: string; href: string }
  | { kind: "code"; text: string }
  | { kind: "bold" | "italic" | "strike"; of: Inline[] };

/** Lines that belong together. Text and quotes keep their line breaks. */
export type Block =
  | { kind: "text"; of: Inline[] }
  | { kind: "quote"; of: Inline[] }
  | { kind: "mono"; text: string }
  | { kind: "list"; start: number | null; items: Inline[][] };

const styles = { "*": "bold", "_": "italic", "~": "strike" } as const;
type Mark = keyof typeof styles;
const fence = "```";

/**
 * Text as WhatsApp shows it: *bold*, _italic_, ~strike~, `code`, ```mono```,
 * "> " quotes, "- " and "1. " lists (help centre, "How to format your
 * messages"). A mark counts at the edge of a word only, and what is not closed
 * in its line stays as it was written. One pass: the time is linear.
 */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let from = 0;
  for (let open = text.indexOf(fence); open >= 0; open = text.indexOf(fence, from)) {
    const close = text.indexOf(fence, open + fence.length + 1);
    if (close < 0) break;
    const inside = text.slice(open + fence.length, close);
    pushLines(blocks, text.slice(from, open).replace(/\n$/, ""));
    blocks.push({ kind: "mono", text: inside.replace(/^\n|\n$/g, "") });
    from = close + fence.length;
    if (text[from] === "\n") from++;
  }
  pushLines(blocks, text.slice(from));
  return blocks;
}

const quoted = /^> ?(.*)$/s;
const bullet = /^[-*] +(\S.*)$/s;
const numbered = /^(\d{1,3})\. +(\S.*)$/s;

function pushLines(blocks: Block[], text: string) {
  if (text === "") return;
  let plain: string[] = [];
  const flush = () => {
    if (plain.length) blocks.push({ kind: "text", of: runsOf(plain) });
    plain = [];
  };
  let quote: string[] = [];
  const endQuote = () => {
    if (quote.length) blocks.push({ kind: "quote", of: runsOf(quote) });
    quote = [];
  };
  let list: Extract<Block, { kind: "list" }> | null = null;
  for (const line of text.split("\n")) {
    const inQuote = quoted.exec(line);
    const item = inQuote ? null : (bullet.exec(line) ?? numbered.exec(line));
    if (!inQuote) endQuote();
    if (!item) list = null;
    if (inQuote) {
      flush();
      quote.push(inQuote[1] ?? "");
    } else if (item) {
      flush();
      const start = item.length === 3 ? Number(item[1]) : null;
      if (!list || (list.start === null) !== (start === null)) blocks.push((list = { kind: "list", start, items: [] }));
      list.items.push(inlineOf(item.at(-1) ?? ""));
    } else plain.push(line);
  }
  endQuote();
  flush();
}

/** Lines, each marked up by itself, with the breaks between them. */
function runsOf(lines: string[]): Inline[] {
  const runs: Inline[] = [];
  lines.forEach((line, i) => {
    if (i) runs.push({ kind: "text", text: "\n" });
    for (const run of inlineOf(line)) runs.push(run);
  });
  return joined(runs);
}

type Part = { text: string; link?: string; code?: boolean; mark?: Mark; pair?: number };

function inlineOf(line: string): Inline[] {
  const parts = partsOf(line);
  pair(parts);
  return joined(tree(parts));
}

/** A line as links, code, possible marks, and the words between them. */
function partsOf(line: string): Part[] {
  const parts: Part[] = [];
  const words = (text: string) => {
    let from = 0;
    for (let i = 0; i < text.length; i++) {
      if (!(text[i]! in styles)) continue;
      if (i > from) parts.push({ text: text.slice(from, i) });
      parts.push({ text: text[i]!, mark: text[i] as Mark });
      from = i + 1;
    }
    if (from < text.length) parts.push({ text: text.slice(from) });
  };
  const prose = (text: string) => linkPieces(text).forEach((piece) => (piece.href ? parts.push({ text: piece.text, link: piece.href }) : words(piece.text)));
  let from = 0;
  for (let open = line.indexOf("`"); open >= 0; open = line.indexOf("`", from)) {
    const close = line.indexOf("`", open + 1);
    if (close < 0) break;
    const inside = line.slice(open + 1, close);
    if (!inside.trim()) { // "``" is nothing to show
      prose(line.slice(from, close));
      from = close;
      continue;
    }
    prose(line.slice(from, open));
    parts.push({ text: inside, code: true });
    from = close + 1;
  }
  prose(line.slice(from));
  return parts;
}

const edge = /[\s\p{P}\p{S}]/u;
const firstOf = (text: string) => String.fromCodePoint(text.codePointAt(0) ?? 32);
const lastOf = (text: string) => [...text.slice(-2)].at(-1) ?? " ";
const isEdge = (part: Part | undefined, sign: (text: string) => string) => !part || Boolean(part.link) || Boolean(part.code) || edge.test(sign(part.text));
const isSpace = (part: Part | undefined, sign: (text: string) => string) => !part || /\s/u.test(sign(part.text));

/** Marries each closing mark to the open one of its kind; what was opened in between and not closed is a plain character. */
function pair(parts: Part[]) {
  let open: number[] = []; // at most one of each kind
  parts.forEach((part, i) => {
    if (!part.mark) return;
    const [before, after] = [parts[i - 1], parts[i + 1]];
    const at = open.findIndex((o) => parts[o]!.mark === part.mark);
    const closes = at >= 0 && open[at]! < i - 1 && !isSpace(before, lastOf) && isEdge(after, firstOf);
    if (closes) {
      part.pair = open[at]!;
      parts[open[at]!]!.pair = i;
      open = open.slice(0, at);
    } else if (at < 0 && isEdge(before, lastOf) && !isSpace(after, firstOf) && after?.mark !== part.mark) open.push(i);
  });
}

function tree(parts: readonly Part[]): Inline[] {
  const top: Inline[] = [];
  const stack = [top];
  parts.forEach((part, i) => {
    const into = stack.at(-1)!;
    if (part.mark && part.pair !== undefined && part.pair > i) {
      const styled: Inline = { kind: styles[part.mark], of: [] };
      into.push(styled);
      stack.push(styled.of);
    } else if (part.mark && part.pair !== undefined) stack.pop();
    else if (part.link) into.push({ kind: "link", text: part.text, href: part.link });
    else into.push({ kind: part.code ? "code" : "text", text: part.text });
  });
  return top;
}

/** Neighbouring words as one run: fewer nodes on the page. */
function joined(runs: readonly Inline[]): Inline[] {
  const out: Inline[] = [];
  let texts: string[] = [];
  const flush = () => {
    if (texts.length) out.push({ kind: "text", text: texts.join("") });
    texts = [];
  };
  for (const run of runs) {
    if (run.kind === "text") texts.push(run.text);
    else {
      flush();
      out.push("of" in run ? { ...run, of: joined(run.of) } : run);
    }
  }
  flush();
  return out;
}

/** The words without their marks, for one line of a list. */
export function plainOf(text: string): string {
  return /[*_~`>]/.test(text) ? blocksOf(text).map(plainBlock).join("\n") : text;
}

function plainBlock(block: Block): string {
  if (block.kind === "mono") return block.text;
  if (block.kind === "list") return block.items.map((item, i) => `${block.start === null ? "•" : `${block.start + i}.`} ${plainRuns(item)}`).join("\n");
  return plainRuns(block.of);
}

const plainRuns = (runs: readonly Inline[]): string => runs.map((run) => ("of" in run ? plainRuns(run.of) : run.text)).join("");

const most = 3; // emoji that are shown large
const pictures = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|[\u{e0020}-\u{e007f}\u200d\ufe0f\u20e3#*0-9]|\s)+$/u;

/** How many emoji a text consists of, when that is all and they are few; else 0. */
export function loneEmoji(text: string): number {
  if (text.length > 64 || !pictures.test(text) || !/\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u.test(text)) return 0;
  const signs = [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text.replace(/\s/g, ""))].map((s) => s.segment);
  return signs.length <= most && signs.every((s) => /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u.test(s)) ? signs.length : 0;
}
