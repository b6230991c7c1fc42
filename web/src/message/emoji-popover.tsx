import { useState, type ReactElement } from "react";
import "@/i18n/later";
import { useWords } from "@/i18n/words";
import EmojiPicker, { type EmojiWords } from "@/ui/emoji-picker";
import Popover from "@/ui/popover";

type Props = { trigger: ReactElement; onPick: (emoji: string) => void; onClose: () => void };

const toneNames = ["none", "light", "medium_light", "medium", "medium_dark", "dark"] as const;
const groupNames = { 0: "smileys", 1: "people", 3: "nature", 4: "food", 5: "travel", 6: "activities", 7: "objects", 8: "symbols", 9: "flags" } as const;

/** The picker on its button; one pick closes it, so that writing goes on. */
export default function EmojiPopover({ trigger, onPick, onClose }: Props) {
  const { t } = useWords();
  // Once for each opening: the picker draws its groups anew with every new object.
  const [words] = useState<EmojiWords>(() => ({
    search: t("emoji.search"), results: t("emoji.title"), none: t("emoji.none"), last: t("emoji.last"), tone: t("emoji.tone"),
    tones: toneNames.map((name) => t(`emoji.tone.${name}`)),
    groups: Object.fromEntries(Object.entries(groupNames).map(([group, name]) => [group, t(`emoji.group.${name}`)])),
  }));
  return (
    <Popover trigger={trigger} label={t("emoji.title")} className="emojis" align="start" defaultOpen onOpenChange={(open) => !open && onClose()}>
      <EmojiPicker words={words} onPick={onPick} />
    </Popover>
  );
}
