import { lazy, Suspense, useState } from "react";
import { useWords } from "@/i18n/words";
import { IconButton } from "@/ui/button";

const load = () => import("./react-popover");
const ReactPopover = lazy(load);

/** Opens the emoji to react with, which are fetched when the pointer or the focus comes near. */
export function ReactButton({ own, onPick }: { own: string; onPick: (emoji: string) => void }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const trigger = (
    <IconButton
      icon="smile" small label={t("message.react")} aria-haspopup="dialog" aria-expanded={open}
      onClick={() => setOpen(true)} onPointerEnter={() => void load()} onFocus={() => void load()}
    />
  );
  if (!open) return trigger;
  return (
    <Suspense fallback={trigger}>
      <ReactPopover trigger={trigger} own={own} onClose={() => setOpen(false)} onPick={(emoji) => { setOpen(false); onPick(emoji); }} />
    </Suspense>
  );
}
