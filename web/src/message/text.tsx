import { Fragment, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { linkPieces } from "@/record/links";

const foldOver = 1200; // characters

/** A person's words: text nodes and links, nothing else. A very long text folds. */
export function Text({ text, className }: { text: string; className?: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const folded = text.length > foldOver && !open;
  const pieces = useMemo(() => linkPieces(folded ? `${text.slice(0, foldOver - 200).trimEnd()}…` : text), [text, folded]);
  return (
    <>
      <p dir="auto" className={className}>
        {pieces.map((piece, i) => (piece.href ? <a key={i} href={piece.href} target="_blank" rel="noopener noreferrer">{piece.text}</a> : <Fragment key={i}>{piece.text}</Fragment>))}
      </p>
      {folded && <button type="button" className="link fold" onClick={() => setOpen(true)}>{t("message.more")}</button>}
    </>
  );
}
