import { IconButton } from "@/ui/button";
import type { IconName } from "@/ui/icon";
import { Menu, type MenuEntry } from "@/ui/menu";
import type { Kind } from "@/record/composed";
import { useComposerWords } from "./words";

const rich: [Kind, IconName][] = [["location", "pin"], ["contacts", "contact"], ["buttons", "reply"], ["list", "list"]];

/** What can be sent beside words. */
export function AddMenu({ onFiles, onRich, onRecord }: { onFiles: () => void; onRich: (kind: Kind) => void; onRecord: () => void }) {
  const { t } = useComposerWords();
  const entries: MenuEntry[] = [
    { kind: "item", icon: "clip", label: t("composer.attach"), onSelect: onFiles },
    { kind: "item", icon: "mic", label: t("record.title"), onSelect: onRecord },
    { kind: "line" },
    ...rich.map(([kind, icon]): MenuEntry => ({ kind: "item", icon, label: t(`rich.title.${kind}`), onSelect: () => onRich(kind) })),
  ];
  return <Menu align="start" trigger={<IconButton icon="plus" iconSize={18} label={t("composer.add")} />} entries={entries} />;
}
