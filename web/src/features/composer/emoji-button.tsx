import { lazy, Suspense, useState } from "react";
import { IconButton } from "@/ui/button";
import { useComposerWords } from "./words";

const load = () => import("@/message/emoji-popover");
const EmojiPopover = lazy(load);

/** Opens the picker, which is fetched when the pointer or the focus comes near. */
export function EmojiButton({ onPick }: { onPick: (emoji: string) => void }) {
  const { t } = useComposerWords();
  const [open, setOpen] = useState(false);
  const trigger = (
    <IconButton
      icon="smile" iconSize={18} className="emoji-button" label={t("emoji.insert")} aria-haspopup="dialog" aria-expanded={open}
      onClick={() => setOpen(true)} onPointerEnter={() => void load()} onFocus={() => void load()}
    />
  );
  if (!open) return trigger;
  return (
    <Suspense fallback={trigger}>
      <EmojiPopover trigger={trigger} onClose={() => setOpen(false)} onPick={(emoji) => { setOpen(false); onPick(emoji); }} />
    </Suspense>
  );
}
