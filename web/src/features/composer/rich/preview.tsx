import type { ReactNode } from "react";
import { Text } from "@/message/text";
import { Icon, type IconName } from "@/ui/icon";
import { useComposerWords } from "../words";

/** The message as the person will see it, beside the fields. */
export function Stage({ card, children }: { card?: boolean; children: ReactNode }) {
  const { t } = useComposerWords();
  return (
    <div className="stage" role="img" aria-label={t("template.preview")}>
      <div className="msg out tail"><div className={`bub ${card ? "tpl" : ""}`}>{children}</div></div>
    </div>
  );
}

export function CardPreview({ icon, title, lines }: { icon: IconName; title: string; lines: readonly string[] }) {
  return (
    <Stage>
      <div className="doc">
        <span className="ic"><Icon name={icon} size={20} /></span>
        <span className="grow">
          <b className="trunc" dir="auto">{title}</b>
          {lines.filter(Boolean).map((line, i) => <span className="block trunc" dir="auto" key={i}>{line}</span>)}
        </span>
      </div>
    </Stage>
  );
}

type ChoiceProps = { header: string; body: string; footer: string; empty: string; children: ReactNode };

export function ChoicePreview({ header, body, footer, empty, children }: ChoiceProps) {
  return (
    <Stage card>
      {header.trim() && <span className="th" dir="auto">{header}</span>}
      {body.trim() ? <Text text={body} /> : <p className="muted">{empty}</p>}
      {footer.trim() && <span className="tf" dir="auto">{footer}</span>}
      {children}
    </Stage>
  );
}

export const PreviewButtons = ({ icon, labels }: { icon: IconName; labels: readonly string[] }) => (
  <ul className="tbs">{labels.map((label, i) => <li className="tb" key={i} dir="auto"><Icon name={icon} size={14} /> <span className="trunc">{label}</span></li>)}</ul>
);
