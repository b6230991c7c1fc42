import { lazy, Suspense, useState, type ReactElement } from "react";
import { IconButton } from "@/ui/button";
import Popover from "@/ui/popover";
import { useThreadWords } from "./words";

const All = lazy(() => import("@/message/emoji-popover"));
const usual = ["👍", "❤️", "😂", "😮", "😢", "🙏"]; // those that WhatsApp offers first

type Props = { trigger: ReactElement; own: string; onPick: (emoji: string) => void; onClose: () => void };

/** The usual emoji in a row, the team's own marked among them, and behind a button all others. */
export default function ReactPopover({ trigger, own, onPick, onClose }: Props) {
  const { t } = useThreadWords();
  const [all, setAll] = useState(false);
  if (all) return <Suspense fallback={trigger}><All trigger={trigger} onPick={onPick} onClose={onClose} /></Suspense>;
  const offered = own && !usual.includes(own) ? [...usual, own] : usual;
  return (
    <Popover trigger={trigger} label={t("message.react")} className="react-with" align="start" defaultOpen onOpenChange={(open) => !open && onClose()}>
      {offered.map((emoji) => (
        <button key={emoji} type="button" aria-pressed={emoji === own} title={emoji === own ? t("message.react_remove") : undefined} onClick={() => onPick(emoji)}>{emoji}</button>
      ))}
      <IconButton icon="plus" label={t("message.react_more")} onClick={() => setAll(true)} />
    </Popover>
  );
}
