import { Fragment, memo, useMemo, useState } from "react";
import { useWords } from "@/i18n/words";
import { blocksOf, loneEmoji, type Block, type Inline } from "@/record/markup";

const foldOver = 1200; // characters
const foldLines = 40;

/** A person's words, marked up as WhatsApp does: text nodes and links, nothing else. A very long text folds. */
export const Text = memo(function Text({ text, className }: { text: string; className?: string }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const cut = useMemo(() => foldAt(text), [text]);
  const shown = cut > 0 && !open ? `${text.slice(0, cut).trimEnd()}…` : text;
  const blocks = useMemo(() => blocksOf(shown), [shown]);
  const large = loneEmoji(text);
  return (
    <>
      {blocks.map((block, i) => <BlockView key={i} block={block} className={[className, large && `emo emo-${large}`].filter(Boolean).join(" ")} />)}
      {cut > 0 && <button type="button" className="link fold" aria-expanded={open} onClick={() => setOpen(!open)}>{t(open ? "message.less" : "message.more")}</button>}
    </>
  );
});

/** Where a text is folded; 0 when it is short enough to stand whole. */
function foldAt(text: string): number {
  let at = -1;
  for (let line = 0; line < foldLines; line++) {
    at = text.indexOf("\n", at + 1);
    if (at < 0) break;
  }
  if (at >= 0 && at < foldOver) return at;
  if (text.length <= foldOver) return 0;
  const to = foldOver - 200;
  return /[\ud800-\udbff]/.test(text[to - 1] ?? "") ? to - 1 : to; // never half a character
}

function BlockView({ block, className }: { block: Block; className: string }) {
  if (block.kind === "mono") return <pre dir="auto">{block.text}</pre>;
  if (block.kind === "quote") return <blockquote dir="auto"><Runs of={block.of} /></blockquote>;
  if (block.kind === "text") return <p dir="auto" className={className || undefined}><Runs of={block.of} /></p>;
  const items = block.items.map((item, i) => <li key={i} dir="auto"><Runs of={item} /></li>);
  return block.start === null ? <ul>{items}</ul> : <ol start={block.start}>{items}</ol>;
}

const tags = { bold: "strong", italic: "em", strike: "s" } as const;

function Runs({ of }: { of: readonly Inline[] }) {
  return of.map((run, i) => {
    switch (run.kind) {
      case "text":
        return <Fragment key={i}>{run.text}</Fragment>;
      case "link":
        return <a key={i} className="out-link" dir="ltr" href={run.href} target="_blank" rel="noopener noreferrer">{run.text}</a>;
      case "code":
        return <code key={i} dir="auto">{run.text}</code>;
      default: {
        const Tag = tags[run.kind];
        return <Tag key={i}><Runs of={run.of} /></Tag>;
      }
    }
  });
}
